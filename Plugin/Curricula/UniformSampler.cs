using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Curricula;

/// <summary>Uniform distribution: v = minimum + (maximum − minimum)·u, with u uniform in [0, 1).</summary>
public sealed record UniformSampler : ParameterSampler
{
    /// <summary>Smallest value. Default: 0.</summary>
    public double Minimum { get; set; }

    /// <summary>Largest value, at least <see cref="Minimum"/>. With a wider range, policies fit more worlds and are learned more slowly. Default: 1.</summary>
    public double Maximum { get; set; } = 1;

    /// <inheritdoc/>
    public override double Lowest => Minimum;

    /// <inheritdoc/>
    public override double Highest => Maximum;

    /// <inheritdoc/>
    public override double Draw(RandomSource random, ulong agent, ulong episode) => Minimum + (Maximum - Minimum) * random.Uniform(agent, episode);

    /// <inheritdoc/>
    public override void Validate()
    {
        Require.InRange(Minimum, float.MinValue, float.MaxValue);
        Require.InRange(Maximum, Minimum, float.MaxValue);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Minimum} to {Maximum}");
}
