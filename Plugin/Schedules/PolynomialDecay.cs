using NeuroAgents.Diagnostics;

namespace NeuroAgents.Schedules;

/// <summary>η = (η₀ − η₁) · (1 − t / T)^p + η₁ up to T, then η₁; with a cycle T grows to the next multiple that t has not passed.</summary>
/// <remarks>As in Keras 3; p = 1 is a straight line.</remarks>
public sealed record PolynomialDecay : LearningRateSchedule
{
    /// <summary>η₀, at least 0; default 0.01.</summary>
    public double InitialLearningRate { get; set; } = 0.01;

    /// <summary>T, steps, at least 1; default 1,000.</summary>
    public long DecaySteps { get; set; } = 1000;

    /// <summary>η₁, at least 0; default 0.0001.</summary>
    public double EndLearningRate { get; set; } = 0.0001;

    /// <summary>p, above 0 to 100; default 1.</summary>
    public double Power { get; set; } = 1;

    /// <summary>Whether it starts again behind T; default false.</summary>
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
