using NeuroAgents.Diagnostics;

namespace NeuroAgents.Schedules;

/// <summary>η = η₀ · r^(t / T); with a staircase t / T is rounded down.</summary>
/// <remarks>As in Keras 3.</remarks>
public sealed record ExponentialDecay : LearningRateSchedule
{
    /// <summary>η₀, at least 0; default 0.01.</summary>
    public double InitialLearningRate { get; set; } = 0.01;

    /// <summary>T, steps, at least 1; default 1,000.</summary>
    public long DecaySteps { get; set; } = 1000;

    /// <summary>r, 0 to 1; default 0.96.</summary>
    public double DecayRate { get; set; } = 0.96;

    /// <summary>Whether η changes only every T steps; default false.</summary>
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
