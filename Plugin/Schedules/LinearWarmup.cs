using NeuroAgents.Diagnostics;

namespace NeuroAgents.Schedules;

/// <summary>η = η(0) · (s + (1 − s) · t / T) for t &lt; T, then the other schedule from its start.</summary>
/// <remarks>In front of any schedule. Goyal et al.: "Accurate, large minibatch SGD", 2017.</remarks>
public sealed record LinearWarmup : LearningRateSchedule
{
    /// <summary>T, steps, at least 1; default 1,000.</summary>
    public long WarmupSteps { get; set; } = 1000;

    /// <summary>s, the share of the rate at the first step, 0 to 1; default 0.</summary>
    public double StartFactor { get; set; }

    /// <summary>What follows; default a constant 0.01.</summary>
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
