using NeuroAgents.Losses;

namespace NeuroAgents.Policies;

/// <summary>A policy head for continuous and discrete actions together: a <see cref="ContinuousHead"/> over the first outputs and a <see cref="DiscreteHead"/> over the others.</summary>
/// <remarks>An action holds the continuous values, then one index per branch. If a relevant output is NaN, the whole action is neutral. Immutable; does not allocate; thread safe.</remarks>
public sealed class HybridHead : PolicyHead
{
    private readonly ContinuousHead _continuous;
    private readonly DiscreteHead _discrete;
    private readonly int _split;

    /// <summary>Creates a head for continuous actions and branches.</summary>
    /// <param name="continuous">Number of continuous actions, at least 1.</param>
    /// <param name="sizes">Number of choices of each branch, at least 2.</param>
    /// <exception cref="ArgumentException">There is no continuous action or no branch, or a branch has fewer than two choices.</exception>
    public HybridHead(int continuous, IReadOnlyList<int> sizes)
    {
        _continuous = new ContinuousHead(continuous);
        _discrete = new DiscreteHead(sizes);
        _split = continuous;
        OutputWidth = checked(continuous + _discrete.OutputWidth);
    }

    /// <summary>Number of network outputs: one per continuous action, then one logit per choice.</summary>
    public override int OutputWidth { get; }

    /// <inheritdoc/>
    public override int ActionWidth => _split + _discrete.ActionWidth;

    /// <summary>Total number of choices of all branches.</summary>
    public override int MaskWidth => _discrete.MaskWidth;

    /// <inheritdoc/>
    public override bool Act(ReadOnlySpan<float> output, ReadOnlySpan<bool> mask, Span<float> action)
    {
        bool isMoved = _continuous.Act(output[.._split], default, action[.._split]);
        bool isChosen = _discrete.Act(output[_split..], mask, action[_split..]);
        if (isMoved && isChosen)
        {
            return true;
        }

        if (FindNaN(output, mask) >= 0)
        {
            WriteNeutralAction(mask, action);
        }

        return false;
    }

    /// <summary>Writes zeros and the first allowed choice of each branch.</summary>
    public override void WriteNeutralAction(ReadOnlySpan<bool> mask, Span<float> action)
    {
        _continuous.WriteNeutralAction(default, action[.._split]);
        _discrete.WriteNeutralAction(mask, action[_split..]);
    }

    /// <summary>Returns whether the continuous values are from −1 to 1 and each index is that of an allowed choice.</summary>
    public override bool IsAction(ReadOnlySpan<float> action, ReadOnlySpan<bool> mask = default)
        => _continuous.IsAction(action[.._split]) && _discrete.IsAction(action[_split..], mask);

    /// <inheritdoc/>
    public override Loss CreateImitationLoss() => new HybridLoss(_split, _discrete.Sizes);

    internal override int FindRefused(ReadOnlySpan<float> action, ReadOnlySpan<bool> mask)
        => _continuous.FindRefused(action[.._split], default) is >= 0 and var value ? value : ToActionIndex(_discrete.FindRefused(action[_split..], mask));

    internal override int FindClosedBranch(ReadOnlySpan<bool> mask) => ToActionIndex(_discrete.FindClosedBranch(mask));

    internal override int FindNaN(ReadOnlySpan<float> output, ReadOnlySpan<bool> mask)
        => _continuous.FindNaN(output[.._split], default) is >= 0 and var value ? value : ToActionIndex(_discrete.FindNaN(output[_split..], mask));

    internal override (float Minimum, float Maximum) Range(int action) => action < _split ? _continuous.Range(action) : _discrete.Range(action - _split);

    /// <summary>Returns the index of a branch's action value, or −1 for −1.</summary>
    private int ToActionIndex(int branch) => branch < 0 ? branch : _split + branch;
}
