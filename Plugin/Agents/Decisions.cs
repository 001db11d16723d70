namespace NeuroAgents.Agents;

/// <summary>The rows of one decision, one per agent handle: observations to fill in place, then actions to read.</summary>
/// <remarks>Valid until the brain's next <see cref="Brain.BeginDecisions"/>; later calls throw. Rows may be filled from several threads. Does not allocate.</remarks>
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

    /// <summary>Row i's observation: one value per column that the game senses (<see cref="ObservationSpec.SensedWidth"/>), in the column's unit. Write all of them. Each value starts as NaN, and a row with a NaN is refused and counted by <see cref="BrainStatistics.RefusedObservations"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="i"/> is not a row.</exception>
    /// <exception cref="InvalidOperationException">The brain has begun another decision.</exception>
    public Span<float> Observation(int i) => _rows.Observation(i, _number);

    /// <summary>Row i's inputs of the network before they are normalised, one value per column of the spec: the observation and, in a stacked spec, the earlier ones before it. Complete after <see cref="Brain.Decide"/>.</summary>
    /// <inheritdoc cref="Observation" path="/exception"/>
    public ReadOnlySpan<float> Inputs(int i) => _rows.Inputs(i, _number);

    /// <summary>The choices allowed to row i, at first all of them. Mask before <see cref="Brain.Decide"/>: <c>decisions.Mask(i).Allow(branch, choice, false)</c>. Empty if all actions are continuous.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="i"/> is not a row.</exception>
    /// <exception cref="InvalidOperationException">The brain has decided already, or has begun another decision.</exception>
    public ActionMask Mask(int i) => _rows.Mask(i, _number);

    /// <summary>Row i's whole action, after <see cref="Brain.Decide"/>: the continuous values, then the choice of each branch as a float.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="i"/> is not a row.</exception>
    /// <exception cref="InvalidOperationException">The brain has not decided yet, or has begun another decision.</exception>
    public ReadOnlySpan<float> Action(int i) => _rows.Action(i, _number);

    /// <summary>Row i's continuous values, each from −1 to 1, after <see cref="Brain.Decide"/>. Empty if all actions are discrete.</summary>
    /// <inheritdoc cref="Action" path="/exception"/>
    public ReadOnlySpan<float> Continuous(int i) => _rows.Continuous(i, _number);

    /// <summary>Row i's choice in a branch, as an index from 0, after <see cref="Brain.Decide"/>.</summary>
    /// <param name="i">The row.</param>
    /// <param name="branch">The branch, from 0 in the order of <see cref="ActionSpec.Branches"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="i"/> is not a row, or there is no such branch.</exception>
    /// <exception cref="InvalidOperationException">The brain has not decided yet, or has begun another decision.</exception>
    public int Choice(int i, int branch) => _rows.Choice(i, branch, _number);
}
