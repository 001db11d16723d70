namespace NeuroAgents.Agents;

/// <summary>The rows of one decision, one per agent handle: observations to fill in place, then actions to read.</summary>
/// <remarks>Valid until the brain's next <see cref="Brain.BeginDecisions"/>. Rows may be filled from several threads. Does not allocate.</remarks>
public readonly ref struct Decisions
{
    private readonly Brain _brain;

    internal Decisions(Brain brain, int count)
    {
        _brain = brain;
        Count = count;
    }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>Row i's observation: one value per column of the spec, in its units. Write all of them; they hold old values at first.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="i"/> is not a row.</exception>
    public Span<float> Observation(int i) => _brain.ObservationRow(i, Count);

    /// <summary>Row i's action, after <see cref="Brain.Decide"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="i"/> is not a row.</exception>
    public ReadOnlySpan<float> Action(int i) => _brain.ActionRow(i, Count);
}
