using NeuroAgents.Diagnostics;

namespace NeuroAgents.Schedules;

/// <summary>Piecewise constant learning rate, as in Keras 3: η = vᵢ for bᵢ₋₁ &lt; t ≤ bᵢ, and the last v after the last b.</summary>
/// <remarks>Equality compares the two lists by reference, as for all records.</remarks>
public sealed record PiecewiseConstantDecay : LearningRateSchedule
{
    /// <summary>Boundaries b between the rates: ascending numbers of steps. Default: none.</summary>
    public IReadOnlyList<long> Boundaries { get; set; } = [];

    /// <summary>Learning rates v, one more than there are boundaries, each at least 0. Default: 0.01.</summary>
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
            throw new ArgumentException($"Values: expected {Boundaries.Count + 1} rates, one more than there are boundaries, received {Values.Count}.");
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
