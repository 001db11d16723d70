using NeuroAgents.Learning;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Learning.Hosting;

namespace NeuroAgents.Tests.Support;

/// <summary>A clock that only the test moves.</summary>
internal sealed class ManualClock : IFrameClock
{
    public double Milliseconds { get; set; }
}

/// <summary>Options that give a brain a <see cref="ScriptedLearner"/>.</summary>
internal sealed record ScriptedLearnerOptions : LearnerOptions
{
    internal required Action<ScriptedLearner> Prepare { get; init; }

    public override ILearner Create(LearnerContext context)
    {
        ScriptedLearner learner = new(context);
        Prepare(learner);
        return learner;
    }
}

/// <summary>A learner whose steps take the time that the test sets and add 1 to every weight.</summary>
internal sealed class ScriptedLearner(LearnerContext context) : ILearner, IHyperparameters
{
    private int _slices;

    /// <summary>Called for each finished share of a step. It may move a clock, wait or throw.</summary>
    internal Action<double> Work { get; set; } = _ => { };

    /// <summary>Called before rows are recorded.</summary>
    internal Action Recording { get; set; } = () => { };

    /// <summary>Called before the learner returns its status.</summary>
    internal Action Asking { get; set; } = () => { };

    internal int SlicesPerStep { get; set; } = 10;

    internal long Revealed { get; private set; }

    internal List<long> RevealedAtStep { get; } = [];

    internal bool IsIdle { get; set; }

    /// <summary>Whether the parameters may be used for decisions, as reported to the host.</summary>
    internal bool IsPublishable { get; set; } = true;

    /// <summary>Whether rows are recorded, as reported to the host.</summary>
    internal bool IsIntakeOpen { get; set; } = true;

    /// <summary>Agents of the recorded rows.</summary>
    internal List<ulong> Agents { get; } = [];

    internal long Recorded { get; private set; }

    /// <summary>Figures of the next step.</summary>
    internal LearningFigures Figures { get; set; } = new() { Loss = 0.5f };

    public IReadOnlyList<ExperienceColumn> Columns { get; } = [ExperienceColumn.Observation, ExperienceColumn.Label];

    public IReadOnlyList<NetworkUpdater> Updaters { get; } = [];

    public ExperienceCount Rows => new(Recorded, (int)Revealed);

    public LearnerStatus Status
    {
        get
        {
            Asking();
            return new LearnerStatus(!IsIdle && Revealed > 0) { IsPublishable = IsPublishable, IsIntakeOpen = IsIntakeOpen };
        }
    }

    public double LearningRate { get; set; }

    public int BatchSize { get; set; } = 1;

    public float Dropout { get; set; }

    public void ResetOptimizer()
    {
    }

    public void Record(IExperienceBatch batch)
    {
        Recording();
        Recorded += batch.Count;
        Agents.AddRange(Enumerable.Range(0, batch.Count).Select(batch.Agent));
        Revealed = context.ReplayReserve == 0 ? Recorded : Revealed;
    }

    public void RevealUpTo(long recorded) => Revealed = recorded;

    public bool Advance(StepPart part, out LearningStep step)
    {
        int slices = part == StepPart.Slice ? 1 : SlicesPerStep - _slices;
        Work(slices / (double)SlicesPerStep);
        _slices += slices;
        step = default;
        if (_slices < SlicesPerStep)
        {
            return false;
        }

        _slices = 0;
        RevealedAtStep.Add(Revealed);
        foreach (ref float value in context.Parameters.Values)
        {
            value += 1;
        }

        step = new LearningStep(Figures, 1, StepFault.None);
        return true;
    }

    public void OnParametersReplaced(bool isContinued) => _slices = 0;
}
