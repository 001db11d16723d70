using System.Text.Json.Serialization;
using NeuroAgents.Diagnostics;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Models;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning;

/// <summary>A learning algorithm and its hyper-parameters. In JSON the key <c>type</c> names the algorithm.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ImitationOptions), "imitation")]
public abstract record LearnerOptions
{
    /// <summary>Guard that keeps bad steps from the parameters; null applies every step, whatever it does. Default: the guard's defaults.</summary>
    public GuardOptions? Guard { get; set; } = new();

    /// <summary>Registration of a learner of one's own, without which a brain that has it can't be saved; null for the learners of the plugin.</summary>
    [JsonIgnore]
    public virtual LearnerKind? Kind => null;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is NaN or out of its range.</exception>
    public virtual void Validate() => Guard?.Validate();

    /// <summary>Copies the options deeply, so later changes of one don't affect the other. Allocates.</summary>
    /// <remarks>The default copies the guard's options and every other property's value. Override it if a property holds options of its own.</remarks>
    public virtual LearnerOptions Copy() => this with { Guard = Guard is null ? null : Guard with { } };

    /// <summary>Returns the options with capacities within the bound for a saved brain. Learners that a file can name override it.</summary>
    internal virtual LearnerOptions WithCapacities(CapacityLimit limit) => this;

    /// <summary>Shapes the policy's program: hidden blocks, initializers, output. The default is Dense layers with small initial outputs.</summary>
    public virtual Sequential CreatePolicy(PolicyShape shape)
    {
        Require.NotNull(shape);
        return shape.Create();
    }

    /// <summary>Creates the step from the policy's outputs to actions. The default is the head for imitation; a learner whose outputs mean something else overrides it.</summary>
    /// <param name="shape">The size of an action.</param>
    public virtual PolicyHead CreateHead(ActionShape shape) => PolicyHead.Create(shape);

    /// <summary>Networks that the learner needs beside the policy. Default: none.</summary>
    /// <param name="policy">The policy's program.</param>
    public virtual IReadOnlyList<LearnerNetwork> Networks(Sequential policy) => [];

    /// <summary>Refuses an archive with a learner's state that no learner with these options saves. Changes nothing, and needs no learner.</summary>
    /// <param name="archive">A saved brain.</param>
    /// <param name="layout">Layout of its parameters.</param>
    /// <exception cref="ArchiveFormatException">A part is missing, of another kind, or a value is out of its range.</exception>
    internal virtual void RequireState(TensorArchive archive, ParameterLayout layout)
    {
    }

    /// <summary>Creates the learner. Allocates everything that it will need.</summary>
    public abstract ILearner Create(LearnerContext context);

    /// <summary>Creates the learner's role in saved files: the learner itself if it implements <see cref="ILearnerState"/>; null if it carries no state beside its updaters.</summary>
    /// <param name="learner">The learner that <see cref="Create"/> made.</param>
    /// <param name="context">The context that it was made with.</param>
    public virtual ILearnerState? CreateState(ILearner learner, LearnerContext context) => learner as ILearnerState;
}
