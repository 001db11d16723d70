using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Curricula;

/// <summary>Choice of one of several values, each with the same probability. A value that is listed twice is chosen twice as often.</summary>
/// <remarks>Equality compares the lists by reference, as for all records.</remarks>
public sealed record ChoiceSampler : ParameterSampler
{
    /// <summary>The values, at least one. Default: none, which <see cref="Validate"/> refuses.</summary>
    public IReadOnlyList<double> Values { get; set; } = [];

    /// <inheritdoc/>
    public override double Lowest => Values.Min();

    /// <inheritdoc/>
    public override double Highest => Values.Max();

    /// <inheritdoc/>
    public override double Draw(RandomSource random, ulong agent, ulong episode) => Values[random.Below(Values.Count, agent, episode)];

    /// <inheritdoc/>
    public override ParameterSampler Copy() => this with { Values = [.. Values] };

    /// <inheritdoc/>
    public override void Validate()
    {
        Require.NotNull(Values);
        if (Values.Count == 0)
        {
            throw new ArgumentException("Values: expected at least one value, received none.");
        }

        foreach (double value in Values)
        {
            Require.InRange(value, float.MinValue, float.MaxValue, nameof(Values));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"one of {string.Join(", ", Values.Select(value => FormattableString.Invariant($"{value}")))}";
}
