using System.Text.Json.Serialization;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning;

/// <summary>Which way of learning, with its hyper-parameters. In JSON the key <c>type</c> names it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ImitationOptions), "imitation")]
public abstract record LearnerOptions
{
    /// <summary>What keeps bad steps from the weights; null to apply every step, whatever it does.</summary>
    public GuardOptions? Guard { get; set; } = new();

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is NaN or out of its range.</exception>
    public virtual void Validate() => Guard?.Validate();

    /// <summary>Copies the options deeply, so later changes of one don't affect the other. Allocates.</summary>
    /// <remarks>The default copies the guard's options and every other property's value. Override it if a property holds options of its own.</remarks>
    public virtual LearnerOptions Copy() => this with { Guard = Guard is null ? null : Guard with { } };

    /// <summary>Returns the options with capacities within the bound for a saved brain. Learners that a file can name override it.</summary>
    internal virtual LearnerOptions WithCapacities(CapacityLimit limit) => this;

    /// <summary>Networks that the learner needs beside the policy, by name.</summary>
    /// <param name="policy">The policy's program.</param>
    public abstract IReadOnlyList<KeyValuePair<string, Sequential>> Networks(Sequential policy);

    /// <summary>Refuses an archive with a learner's state that no learner with these options saves. Changes nothing, and needs no learner.</summary>
    /// <param name="archive">A saved brain.</param>
    /// <param name="layout">Layout of its parameters.</param>
    /// <exception cref="ArchiveFormatException">A part is missing, of another kind, or a value is out of its range.</exception>
    internal virtual void RequireState(TensorArchive archive, ParameterLayout layout)
    {
    }

    /// <summary>Creates the learner. Allocates everything that it will need.</summary>
    public abstract ILearner Create(LearnerContext context);
}

/// <summary>What a learner is created with.</summary>
/// <param name="Policy">The policy's program; its parameters are the network <see cref="PolicyName"/> of the buffer.</param>
/// <param name="Parameters">The brain's parameters: the learner writes them.</param>
/// <param name="Normalizer">Raw observations to inputs.</param>
/// <param name="Head">Outputs to actions.</param>
/// <param name="Random">The learner's own random source.</param>
/// <param name="Workers">Who shares the work of recording, and of a step; null for the caller alone.</param>
/// <param name="ReplayReserve">
/// Rows that can be recorded while another thread makes a step; 0 if all is done on one thread. With a reserve steps are made by their caller alone, for
/// the workers have other work meanwhile.
/// </param>
public sealed record LearnerContext(
    Sequential Policy, ParameterBuffer Parameters, ObservationNormalizer Normalizer, PolicyHead Head, RandomSource Random, Workers? Workers = null,
    int ReplayReserve = 0)
{
    /// <summary>Who shares the work of a step; null for the caller alone.</summary>
    public Workers? StepWorkers => ReplayReserve == 0 ? Workers : null;

    /// <summary>Name of the policy network in every brain's layout.</summary>
    public const string PolicyName = "policy";
}
