using NeuroAgents.Diagnostics;

namespace NeuroAgents.Schedules;

/// <summary>Exponential decay η = η₀ · r^(t / T), as in Keras 3. With a staircase, t / T is rounded down.</summary>
public sealed record ExponentialDecay : LearningRateSchedule
{
    /// <summary>Initial learning rate η₀, at least 0. Larger rates learn faster and may diverge. Default: 0.01.</summary>
    public double InitialLearningRate { get; set; } = 0.01;

    /// <summary>Number T of steps per factor r, at least 1. Larger values decay more slowly. Default: 1,000.</summary>
    public long DecaySteps { get; set; } = 1000;

    /// <summary>Factor r of the rate per T steps, 0 to 1. Smaller factors decay faster; 1 keeps the rate. Default: 0.96.</summary>
    public double DecayRate { get; set; } = 0.96;

    /// <summary>Whether η changes only once every T steps (a staircase) instead of in every step. Default: false.</summary>
    public bool Staircase { get; set; }

    /// <inheritdoc/>
    public override void Validate()
    {
        Require.InRange(InitialLearningRate, 0, MaximumRate);
        RequireSteps(DecaySteps, nameof(DecaySteps));
        Require.InRange(DecayRate, 0, 1);
    }

    /// <inheritdoc/>
    public override double Rate(long step)
    {
        double periods = Staircase ? step / DecaySteps : (double)step / DecaySteps;
        return InitialLearningRate * RaisedTo(DecayRate, periods);
    }
}
