using NeuroAgents.Diagnostics;

namespace NeuroAgents.Schedules;

/// <summary>Constant learning rate η = η₀, for places that need a schedule.</summary>
public sealed record ConstantSchedule : LearningRateSchedule
{
    /// <summary>Learning rate η₀, at least 0. Larger rates learn faster and may diverge. Default: 0.01.</summary>
    public double InitialLearningRate { get; set; } = 0.01;

    /// <inheritdoc/>
    public override void Validate()
    {
        Require.InRange(InitialLearningRate, 0, MaximumRate);
    }

    /// <inheritdoc/>
    public override double Rate(long step) => InitialLearningRate;
}
