using NeuroAgents.Learning.Experience;

namespace NeuroAgents.Learning;

/// <summary>An algorithm that learns online: it records experience and turns it into steps of the brain's networks.</summary>
/// <remarks>
/// <para>The plugin calls it, never the other way round: experience → <see cref="Record"/> → <see cref="Advance"/> → its <see cref="Updaters"/> write the parameters → the plugin publishes them.
/// <see cref="Record"/> and <see cref="Advance"/> must not allocate. A learner that carries state from step to step also implements <see cref="ILearnerState"/>,
/// and a learner whose hyper-parameters can change while it learns also implements <see cref="IHyperparameters"/>.</para>
/// <para>Threads: inline, the game's thread makes every call. In the background, <see cref="RevealUpTo"/> and <see cref="Advance"/> run on the learning thread while the game's thread records
/// up to <see cref="LearnerContext.ReplayReserve"/> further rows. A <see cref="ReplayBuffer"/> keeps the two threads apart.</para>
/// </remarks>
public interface ILearner
{
    /// <summary>Columns of experience that the learner records. A brain that can't deliver one of them is refused when it is added.</summary>
    IReadOnlyList<ExperienceColumn> Columns { get; }

    /// <summary>One updater for each network that the learner changes. The plugin saves the updaters, rolls them back and shows their gradients.</summary>
    IReadOnlyList<NetworkUpdater> Updaters { get; }

    /// <summary>Rows recorded so far, and rows that steps can draw from.</summary>
    ExperienceCount Rows { get; }

    /// <summary>Readiness for a step, for recording rows and for publication.</summary>
    LearnerStatus Status { get; }

    /// <summary>Whether steps learn from transitions of any policy, such as those of a recording. Default: false.</summary>
    bool IsOffPolicy => false;

    /// <summary>Records rows in their order. Columns outside <see cref="Columns"/> are ignored.</summary>
    void Record(IExperienceBatch batch);

    /// <summary>Lets steps draw from the first <paramref name="recorded"/> rows ever recorded, and from no later ones. Called only if the context has a reserve.</summary>
    void RevealUpTo(long recorded);

    /// <summary>Makes a step, or the next part of one.</summary>
    /// <param name="part">The rest of the step, or one short slice: a step that is longer than a frame's budget takes several frames. Both give the same bits.</param>
    /// <param name="step">The finished step; default if it is not finished.</param>
    /// <returns>Whether the step is finished.</returns>
    /// <exception cref="InvalidOperationException"><see cref="LearnerStatus.IsReady"/> is false.</exception>
    bool Advance(StepPart part, out LearningStep step);

    /// <summary>Abandons a step in progress, because the parameters were replaced from outside. The plugin notifies the updaters.</summary>
    /// <param name="isContinued">Whether the learner's own state came with the new parameters.</param>
    void OnParametersReplaced(bool isContinued)
    {
    }
}

/// <summary>Amount of a step that one call of <see cref="ILearner.Advance"/> makes.</summary>
public enum StepPart
{
    /// <summary>A slice of about 50 µs on one core.</summary>
    Slice,

    /// <summary>The rest of the step.</summary>
    Rest,
}

/// <summary>Kind of the next piece of a learner's work. The frame budget estimates the time of each kind separately.</summary>
public enum WorkKind
{
    /// <summary>A minibatch: forward, backward, the optimizer's step.</summary>
    Minibatch,

    /// <summary>Targets that minibatches need, such as values and advantages.</summary>
    Targets,

    /// <summary>A copy of parameters, such as that of a target network.</summary>
    Copy,
}

/// <summary>State of a learner between two calls.</summary>
/// <param name="IsReady">Whether a step can be made: enough experience, or a step in progress.</param>
public readonly record struct LearnerStatus(bool IsReady)
{
    /// <summary>Whether rows are recorded. Rows that come while it is false are dropped; they are not counted as missed. Default: true.</summary>
    public bool IsIntakeOpen { get; init; } = true;

    /// <summary>Whether the current parameters may be published for decisions. A learner of several epochs returns false until its update is complete. Default: true.</summary>
    public bool IsPublishable { get; init; } = true;

    /// <summary>Kind of the next piece of work.</summary>
    public WorkKind NextWork { get; init; }
}
