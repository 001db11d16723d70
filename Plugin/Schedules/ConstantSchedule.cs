using NeuroAgents.Diagnostics;

namespace NeuroAgents.Schedules;

/// <summary>η = η₀.</summary>
/// <remarks>For where a schedule is asked for.</remarks>
public sealed record ConstantSchedule : LearningRateSchedule
{
    /// <summary>η₀, at least 0; default 0.01.</summary>
    public double InitialLearningRate { get; set; } = 0.01;

    /// <inheritdoc/>
    public override void Validate()
    {
        Require.InRange(InitialLearningRate, 0, MaximumRate);
    }

    /// <inheritdoc/>
    public override double Rate(long step) => InitialLearningRate;
}
