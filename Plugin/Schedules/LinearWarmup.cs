using NeuroAgents.Diagnostics;

namespace NeuroAgents.Schedules;

/// <summary>Linear warm-up in front of another schedule: η = η(0) · (s + (1 − s) · t / T) for t &lt; T, with the first rate η(0) of the other schedule; then that schedule from its start.</summary>
/// <remarks>Goyal et al.: "Accurate, large minibatch SGD", 2017.</remarks>
public sealed record LinearWarmup : LearningRateSchedule
{
    /// <summary>Length T of the warm-up in steps, at least 1. Longer warm-ups start more gently and reach the full rate later. Default: 1,000.</summary>
    public long WarmupSteps { get; set; } = 1000;

    /// <summary>Share s of the full rate at the first step, 0 to 1. Larger shares start faster; 1 is no warm-up. Default: 0.</summary>
    public double StartFactor { get; set; }

    /// <summary>Schedule after the warm-up. Default: a constant 0.01.</summary>
    public LearningRateSchedule Then { get; set; } = new ConstantSchedule();

    /// <inheritdoc/>
    public override LearningRateSchedule Copy() => this with { Then = Then.Copy() };

    /// <inheritdoc/>
    public override void Validate()
    {
        RequireSteps(WarmupSteps, nameof(WarmupSteps));
        Require.InRange(StartFactor, 0, 1);
        Require.NotNull(Then);
        Then.Validate();
    }

    /// <inheritdoc/>
    public override double Rate(long step) => step < WarmupSteps
        ? Then.Rate(0) * (StartFactor + (1 - StartFactor) * step / WarmupSteps)
        : Then.Rate(step - WarmupSteps);
}
