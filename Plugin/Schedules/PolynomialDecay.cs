using NeuroAgents.Diagnostics;

namespace NeuroAgents.Schedules;

/// <summary>Polynomial decay, as in Keras 3: η = (η₀ − η₁) · (1 − t / T)^p + η₁ up to T, then η₁.</summary>
/// <remarks>p = 1 is a straight line. With <see cref="Cycle"/>, T is replaced by its smallest multiple that is at least t.</remarks>
public sealed record PolynomialDecay : LearningRateSchedule
{
    /// <summary>Initial learning rate η₀, at least 0. Larger rates learn faster and may diverge. Default: 0.01.</summary>
    public double InitialLearningRate { get; set; } = 0.01;

    /// <summary>Length T of the decay in steps, at least 1. Larger values decay more slowly. Default: 1,000.</summary>
    public long DecaySteps { get; set; } = 1000;

    /// <summary>Final learning rate η₁, at least 0. Larger rates keep learning faster after the decay. Default: 0.0001.</summary>
    public double EndLearningRate { get; set; } = 0.0001;

    /// <summary>Power p, above 0, at most 100. Larger powers decay faster at first. Default: 1.</summary>
    public double Power { get; set; } = 1;

    /// <summary>Whether the rate rises again after each multiple of T and decays until the next one. Default: false.</summary>
    public bool Cycle { get; set; }

    /// <inheritdoc/>
    public override void Validate()
    {
        Require.InRange(InitialLearningRate, 0, MaximumRate);
        RequireSteps(DecaySteps, nameof(DecaySteps));
        Require.InRange(EndLearningRate, 0, MaximumRate);
        Require.InRange(Power, float.Epsilon, 100);
    }

    /// <inheritdoc/>
    public override double Rate(long step)
    {
        double length = Cycle ? Math.Max(1, Math.Ceiling((double)step / DecaySteps)) * DecaySteps : DecaySteps;
        double left = 1 - Math.Min(step, length) / length;
        return (InitialLearningRate - EndLearningRate) * RaisedTo(left, Power) + EndLearningRate;
    }
}
