using NeuroAgents.Diagnostics;

namespace NeuroAgents.Schedules;

/// <summary>η = η₀ · ((1 − α) · mⁱ · ½ (1 + cos(π · t′ / Tᵢ)) + α): t′ steps into period i, which is Tᵢ = T · kⁱ steps long.</summary>
/// <remarks>Loshchilov, Hutter: "SGDR: stochastic gradient descent with warm restarts", ICLR 2017; the form of Keras 3.</remarks>
public sealed record CosineDecayRestarts : LearningRateSchedule
{
    /// <summary>η₀, at least 0; default 0.01.</summary>
    public double InitialLearningRate { get; set; } = 0.01;

    /// <summary>T, steps, at least 1; default 1,000.</summary>
    public long FirstDecaySteps { get; set; } = 1000;

    /// <summary>k, the factor from each period's length to the next, 1 to 1,000. Below 1.0001 all periods are equally long. Default: 2.</summary>
    public double PeriodFactor { get; set; } = 2;

    /// <summary>m, how high each period starts, 0 to 1; default 1.</summary>
    public double RateFactor { get; set; } = 1;

    /// <summary>α, the share of η₀ that stays, 0 to 1; default 0.</summary>
    public double Alpha { get; set; }

    /// <summary>Growth below which there would be too many periods to iterate over in a step.</summary>
    private const double MinGrowth = 1e-4;

    /// <inheritdoc/>
    public override void Validate()
    {
        Require.InRange(InitialLearningRate, 0, MaximumRate);
        RequireSteps(FirstDecaySteps, nameof(FirstDecaySteps));
        Require.InRange(PeriodFactor, 1, 1000);
        Require.InRange(RateFactor, 0, 1);
        Require.InRange(Alpha, 0, 1);
    }

    /// <inheritdoc/>
    public override double Rate(long step)
    {
        double into = step, length = FirstDecaySteps, height = 1;
        if (PeriodFactor - 1 < MinGrowth)
        {
            long period = step / FirstDecaySteps;
            into = step - period * FirstDecaySteps;
            height = RaisedTo(RateFactor, period);
        }
        else
        {
            // Periods grow geometrically: there are few of them.
            while (into >= length)
            {
                into -= length;
                length *= PeriodFactor;
                height *= RateFactor;
            }
        }

        double cosine = Numerics.VectorMath.Cos((float)(Math.PI * (into / length)));
        return InitialLearningRate * ((1 - Alpha) * height * 0.5 * (1 + cosine) + Alpha);
    }
}
