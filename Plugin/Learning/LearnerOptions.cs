using System.Text.Json.Serialization;
using NeuroAgents.Diagnostics;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Learning.QLearning;
using NeuroAgents.Learning.SoftActorCritic;
using NeuroAgents.Models;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning;

/// <summary>A learning algorithm and its hyper-parameters. In JSON the key <c>type</c> names the algorithm.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ImitationOptions), "imitation")]
[JsonDerivedType(typeof(ProximalPolicyOptions), "ppo")]
[JsonDerivedType(typeof(ParallelQOptions), "pqn")]
[JsonDerivedType(typeof(DeepQOptions), "dqn")]
[JsonDerivedType(typeof(SoftActorCriticOptions), "sac")]
public abstract record LearnerOptions
{
    /// <summary>Guard that keeps bad steps from the parameters; null applies every step whose gradient the optimizer accepts. Default: the guard's defaults.</summary>
    public GuardOptions? Guard { get; set; } = new();

    /// <summary>Registration of a custom learner; null for the plugin's learners. A brain with an unregistered custom learner can't be saved.</summary>
    [JsonIgnore]
    public virtual LearnerKind? Kind => null;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is NaN or out of its range.</exception>
    public virtual void Validate() => Guard?.Validate();

    /// <summary>Copies the options deeply, so that later changes of one copy don't affect the other. Allocates.</summary>
    /// <remarks>The default copies the guard's options and every other property's value. Override it if a property is itself an options object.</remarks>
    public virtual LearnerOptions Copy() => this with { Guard = Guard is null ? null : Guard with { } };

    /// <summary>Returns the options with capacities within the bound for a saved brain. Options that are saved in files override this method.</summary>
    internal virtual LearnerOptions WithCapacities(CapacityLimit limit) => this;

    /// <summary>Returns the options of a learner for a warm-up, which runs every part of the learner on a few hundred rows.</summary>
    internal virtual LearnerOptions ForWarmup(int rows) => this;

    /// <summary>Creates the layers of the policy network. The default is Dense layers with small initial outputs.</summary>
    public virtual Sequential CreatePolicy(PolicyShape shape)
    {
        Require.NotNull(shape);
        return shape.Create();
    }

    /// <summary>Creates the head that turns the policy's outputs into actions. The default is the head for imitation; override it if the outputs mean something else.</summary>
    /// <param name="shape">Number of continuous actions, and number of choices in each branch.</param>
    public virtual PolicyHead CreateHead(ActionShape shape) => PolicyHead.Create(shape);

    /// <summary>Returns the networks that the learner needs in addition to the policy. Default: none.</summary>
    /// <param name="policy">The policy's program.</param>
    public virtual IReadOnlyList<LearnerNetwork> Networks(Sequential policy) => [];

    /// <summary>Refuses an archive whose learner state does not belong to these options. Changes nothing, and needs no learner.</summary>
    /// <param name="archive">A saved brain.</param>
    /// <param name="layout">Layout of its parameters.</param>
    /// <exception cref="ArchiveFormatException">A part is missing or of another kind, or a value is out of its range.</exception>
    internal virtual void RequireState(TensorArchive archive, ParameterLayout layout)
    {
    }

    /// <summary>Creates the learner and allocates everything that it needs.</summary>
    public abstract ILearner Create(LearnerContext context);

    /// <summary>Creates the learner's role in saved files: the learner itself if it implements <see cref="ILearnerState"/>; null if it carries no state besides its updaters.</summary>
    /// <param name="learner">The learner from <see cref="Create"/>.</param>
    /// <param name="context">The context that the learner was created with.</param>
    public virtual ILearnerState? CreateState(ILearner learner, LearnerContext context) => learner as ILearnerState;
}
