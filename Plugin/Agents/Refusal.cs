using NeuroAgents.Serialization;

namespace NeuroAgents.Agents;

/// <summary>The kind of value that a brain refused.</summary>
public enum RefusalKind
{
    /// <summary>An observation that is NaN, for example because its column was not written, or outside its range widened 1,000 times. Counted by <see cref="BrainStatistics.RefusedObservations"/>.</summary>
    Observation,

    /// <summary>A mask that leaves a branch without an allowed choice. Counted by <see cref="BrainStatistics.RefusedObservations"/>.</summary>
    Mask,

    /// <summary>A label that is NaN, outside the action's range or a masked choice. Counted by <see cref="BrainStatistics.RefusedLabels"/>.</summary>
    Label,

    /// <summary>A network output that is NaN, because weights are NaN or far too large. Counted by <see cref="BrainStatistics.RefusedActions"/>.</summary>
    Action,

    /// <summary>A reward that is NaN or infinite. Counted by <see cref="BrainStatistics.RefusedRewards"/>.</summary>
    Reward,
}

/// <summary>A value that a brain refused.</summary>
/// <param name="Kind">The kind of value.</param>
/// <param name="Name">Name of the observation's column, of the action or of the branch; <c>reward</c> for a reward.</param>
/// <param name="Value">The value; NaN for a mask.</param>
/// <param name="Minimum">Lower end of the declared range, in the value's own unit.</param>
/// <param name="Maximum">Upper end of the declared range.</param>
public readonly record struct Refusal(RefusalKind Kind, string Name, float Value, float Minimum, float Maximum)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        string name = Excerpt.OneLine(Name);
        return Kind switch
        {
            RefusalKind.Observation => FormattableString.Invariant($"{name}: expected about {Minimum} to {Maximum}, received {Value}"),
            RefusalKind.Mask => FormattableString.Invariant($"{name}: expected a mask with at least one allowed choice of {Maximum + 1}, received none"),
            RefusalKind.Action => FormattableString.Invariant($"{name}: expected a network output that is a number, received {Value}"),
            RefusalKind.Reward => FormattableString.Invariant($"{name}: expected a finite number, received {Value}"),
            _ => FormattableString.Invariant($"{name}: expected {Minimum} to {Maximum}, received {Value}"),
        };
    }
}
