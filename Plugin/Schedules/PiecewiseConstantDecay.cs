using NeuroAgents.Diagnostics;

namespace NeuroAgents.Schedules;

/// <summary>η = vᵢ for bᵢ₋₁ &lt; t ≤ bᵢ, the last v after the last b.</summary>
/// <remarks>As in Keras 3. Equality compares the lists by reference, as records do.</remarks>
public sealed record PiecewiseConstantDecay : LearningRateSchedule
{
    /// <summary>b, steps, ascending.</summary>
    public IReadOnlyList<long> Boundaries { get; set; } = [];

    /// <summary>v, one more than boundaries, each at least 0.</summary>
    public IReadOnlyList<double> Values { get; set; } = [0.01];

    /// <inheritdoc/>
    public override LearningRateSchedule Copy() => this with { Boundaries = [.. Boundaries], Values = [.. Values] };

    /// <inheritdoc/>
    public override void Validate()
    {
        Require.NotNull(Boundaries);
        Require.NotNull(Values);
        if (Values.Count != Boundaries.Count + 1)
        {
            throw new ArgumentException($"Values: expected {Boundaries.Count + 1}, one more than boundaries, received {Values.Count}.");
        }

        for (int i = 0; i < Values.Count; i++)
        {
            Require.InRange(Values[i], 0, MaximumRate, nameof(Values));
            if (i > 1 && Boundaries[i - 1] <= Boundaries[i - 2])
            {
                throw new ArgumentException($"Boundaries: expected ascending steps, received {Boundaries[i - 2]} before {Boundaries[i - 1]}.");
            }
        }
    }

    /// <inheritdoc/>
    public override double Rate(long step)
    {
        int piece = 0;
        while (piece < Boundaries.Count && step > Boundaries[piece])
        {
            piece++;
        }

        return Values[piece];
    }
}
