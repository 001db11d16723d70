using NeuroAgents.Diagnostics;
using NeuroAgents.Models;
using NeuroAgents.Optimizers;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.Imitation;

/// <summary>Options of <see cref="ImitationLearner"/>.</summary>
public sealed record ImitationOptions : LearnerOptions
{
    internal const int MaxBatchSize = 65_536;

    /// <summary>Rows per minibatch, 1 to 65,536. Larger batches give smoother gradients and slower frames. Default: 256.</summary>
    public int BatchSize { get; set; } = 256;

    /// <summary>Newest labelled rows kept, <see cref="BatchSize"/> to 16,777,216. Larger capacities keep older rows and take more memory. Default: 65,536.</summary>
    public int ReplayCapacity { get; set; } = 65_536;

    /// <summary>Optimizer of the policy. Default: Adam.</summary>
    public OptimizerOptions Optimizer { get; set; } = new AdamOptions();

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require.InRange(BatchSize, 1, MaxBatchSize);
        Require.InRange(ReplayCapacity, BatchSize, 16_777_216);
        Require.NotNull(Optimizer);
        Optimizer.Validate();
    }

    /// <inheritdoc/>
    public override LearnerOptions Copy() => ((ImitationOptions)base.Copy()) with { Optimizer = Optimizer.Copy() };

    internal override LearnerOptions WithCapacities(CapacityLimit limit)
    {
        int batchSize = limit.Lower("learner.batch_size", BatchSize, limit.MinibatchRowBytes, 1);
        return this with { BatchSize = batchSize, ReplayCapacity = limit.Lower("learner.replay_capacity", ReplayCapacity, limit.ExperienceBytes, batchSize) };
    }

    internal override void RequireState(TensorArchive archive, ParameterLayout layout) => ImitationState.Require(archive, Optimizer, layout);

    /// <inheritdoc/>
    public override ILearner Create(LearnerContext context) => new ImitationLearner(this, context);

    /// <inheritdoc/>
    public override ILearnerState? CreateState(ILearner learner, LearnerContext context) => new ImitationState((ImitationLearner)learner, context);
}
