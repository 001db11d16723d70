using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Curricula;

/// <summary>Normal distribution, limited to a range: v = min(maximum, max(minimum, mean + deviation·z)), with z standard normal of magnitude below 5.8.</summary>
public sealed record GaussianSampler : ParameterSampler
{
    private const double LargestNormal = 5.8;

    /// <summary>Mean before the limits apply. Default: 0.</summary>
    public double Mean { get; set; }

    /// <summary>Standard deviation before the limits apply, at least 0. With a larger deviation, policies fit more worlds and are learned more slowly. Default: 1.</summary>
    public double Deviation { get; set; } = 1;

    /// <summary>Smallest value. Default: none, that is −∞.</summary>
    public double? Minimum { get; set; }

    /// <summary>Largest value, at least <see cref="Minimum"/>. Default: none, that is ∞.</summary>
    public double? Maximum { get; set; }

    /// <inheritdoc/>
    public override double Lowest => Limit(Mean - LargestNormal * Deviation);

    /// <inheritdoc/>
    public override double Highest => Limit(Mean + LargestNormal * Deviation);

    /// <inheritdoc/>
    public override double Draw(RandomSource random, ulong agent, ulong episode) => Limit(Mean + Deviation * random.Normal(agent, episode));

    /// <inheritdoc/>
    public override void Validate()
    {
        Require.InRange(Mean, float.MinValue, float.MaxValue);
        Require.InRange(Deviation, 0, float.MaxValue);
        Require.InRange(Minimum ?? 0, float.MinValue, float.MaxValue, nameof(Minimum));
        Require.InRange(Maximum ?? float.MaxValue, Minimum ?? float.MinValue, float.MaxValue, nameof(Maximum));
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Mean} ± {Deviation}");

    private double Limit(double value) => Math.Min(Maximum ?? double.PositiveInfinity, Math.Max(Minimum ?? double.NegativeInfinity, value));
}
