using NeuroAgents.Diagnostics;

namespace NeuroAgents.Inference;

/// <summary>Discrete actions: branches of choices, one network output (a logit) per choice; a branch's action is the index of its largest allowed logit.</summary>
/// <remarks>Of equal logits the first wins. Immutable; does not allocate; thread safe.</remarks>
public sealed class DiscreteHead : PolicyHead
{
    private readonly int[] _sizes;

    /// <summary>A head for some branches.</summary>
    /// <param name="sizes">Number of choices of each branch, at least 2.</param>
    /// <exception cref="ArgumentException">There is no branch, or one has fewer than two choices.</exception>
    public DiscreteHead(IReadOnlyList<int> sizes)
    {
        Require.NotNull(sizes);
        if (sizes.Count == 0 || sizes.Any(size => size < 2))
        {
            throw new ArgumentException($"sizes: expected one or more branches of at least 2 choices, received {string.Join(", ", sizes)}.", nameof(sizes));
        }

        _sizes = [.. sizes];
        OutputWidth = checked(_sizes.Sum());
    }

    /// <summary>Number of choices of each branch.</summary>
    public IReadOnlyList<int> Sizes => _sizes;

    /// <summary>One logit per choice, branch after branch.</summary>
    public override int OutputWidth { get; }

    /// <summary>One index per branch.</summary>
    public override int ActionWidth => _sizes.Length;

    /// <inheritdoc/>
    public override int MaskWidth => OutputWidth;

    /// <inheritdoc/>
    public override bool Act(ReadOnlySpan<float> output, ReadOnlySpan<bool> mask, Span<float> action)
    {
        int first = 0;
        bool isPossible = true;
        for (int branch = 0; branch < _sizes.Length; branch++)
        {
            int size = _sizes[branch], best = -1;
            for (int choice = 0; choice < size; choice++)
            {
                if ((mask.IsEmpty || mask[first + choice]) && (best < 0 || output[first + choice] > output[first + best]))
                {
                    best = choice;
                }
            }

            isPossible &= best >= 0;
            action[branch] = Math.Max(0, best);
            first += size;
        }

        return isPossible;
    }

    /// <summary>The first allowed choice of each branch.</summary>
    public override void Rest(ReadOnlySpan<bool> mask, Span<float> action)
    {
        int first = 0;
        for (int branch = 0; branch < _sizes.Length; branch++)
        {
            int allowed = mask.IsEmpty ? 0 : mask.Slice(first, _sizes[branch]).IndexOf(true);
            action[branch] = Math.Max(0, allowed);
            first += _sizes[branch];
        }
    }

    /// <summary>Whether each value is the index of a choice that is allowed.</summary>
    public override bool IsAction(ReadOnlySpan<float> action, ReadOnlySpan<bool> mask)
    {
        int first = 0;
        for (int branch = 0; branch < _sizes.Length; branch++)
        {
            // NaN and fractions fail one of the comparisons.
            float value = action[branch];
            if (!(value >= 0 && value < _sizes[branch]) || (int)value != value || !(mask.IsEmpty || mask[first + (int)value]))
            {
                return false;
            }

            first += _sizes[branch];
        }

        return true;
    }
}
