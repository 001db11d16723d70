namespace NeuroAgents.Agents;

/// <summary>The rows of one decision, one per agent handle: observations to fill in place, then actions to read.</summary>
/// <remarks>Valid until the brain's next <see cref="Brain.BeginDecisions"/>; later it is refused. Rows may be filled from several threads. Does not allocate.</remarks>
public readonly ref struct Decisions
{
    private readonly DecisionRows _rows;
    private readonly long _number;

    internal Decisions(DecisionRows rows)
    {
        _rows = rows;
        _number = rows.Number;
        Count = rows.Count;
    }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>Row i's observation: one value per column of the spec, in its units. Write all of them. Each value starts as NaN, and a row with a NaN is refused and counted by <see cref="BrainStatistics.RefusedObservations"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="i"/> is not a row.</exception>
    /// <exception cref="InvalidOperationException">The brain has begun another decision.</exception>
    public Span<float> Observation(int i) => _rows.Observation(i, _number);

    /// <summary>What row i may choose, one value per choice of all branches, one after the other: true at first; write false to mask a choice, before <see cref="Brain.Decide"/>. Empty where actions are continuous.</summary>
    /// <remarks>At least one choice of each branch must stay: a row without one is refused like an observation that is not finite.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="i"/> is not a row.</exception>
    /// <exception cref="InvalidOperationException">The brain has decided already, or has begun another decision.</exception>
    public Span<bool> Mask(int i) => _rows.Mask(i, _number);

    /// <summary>Row i's action, after <see cref="Brain.Decide"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="i"/> is not a row.</exception>
    /// <exception cref="InvalidOperationException">The brain has not decided yet, or has begun another decision.</exception>
    public ReadOnlySpan<float> Action(int i) => _rows.Action(i, _number);
}
