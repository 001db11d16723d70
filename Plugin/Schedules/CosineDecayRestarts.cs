using NeuroAgents.Diagnostics;

namespace NeuroAgents.Schedules;

/// <summary>Cosine decay with warm restarts, η = η₀ · ((1 − α) · mⁱ · ½ (1 + cos(π · t′ / Tᵢ)) + α), after t′ steps of period i, which has Tᵢ = T · kⁱ steps.</summary>
/// <remarks>Loshchilov, Hutter: "SGDR: stochastic gradient descent with warm restarts", ICLR 2017, in the form of Keras 3.</remarks>
public sealed record CosineDecayRestarts : LearningRateSchedule
{
    /// <summary>Initial learning rate η₀, at least 0. Larger rates learn faster and may diverge. Default: 0.01.</summary>
    public double InitialLearningRate { get; set; } = 0.01;

    /// <summary>Length T of the first period in steps, at least 1. Longer periods decay more slowly and restart less often. Default: 1,000.</summary>
    public long FirstDecaySteps { get; set; } = 1000;

    /// <summary>Factor k from each period's length to the next, 1 to 1,000. Larger factors make restarts rarer; below 1.0001 all periods are equally long. Default: 2.</summary>
    public double PeriodFactor { get; set; } = 2;

    /// <summary>Factor m from each period's highest rate to the next, 0 to 1. Smaller factors make later restarts weaker. Default: 1.</summary>
    public double RateFactor { get; set; } = 1;

    /// <summary>Share α of η₀ below which the rate never falls, 0 to 1. Larger shares keep learning faster between restarts. Default: 0.</summary>
    public double Alpha { get; set; }

    /// <summary>Growth below which there may be too many periods for a loop over them in each step.</summary>
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
            // Periods grow geometrically, so there are few of them.
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
