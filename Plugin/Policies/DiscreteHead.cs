using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Losses;
using NeuroAgents.Numerics;

namespace NeuroAgents.Policies;

/// <summary>A policy head for discrete actions: branches of choices with one network output (a logit) per choice. A branch's action is the index of its largest allowed logit.</summary>
/// <remarks>
/// The first of equal logits wins. If an allowed logit is NaN, every branch takes its first allowed choice. A sample is drawn per branch from the softmax of its
/// allowed logits; ln π and entropies are sums over branches, so a branch with one allowed choice adds nothing to either. Immutable; does not allocate for up to 2,048 outputs; thread safe.
/// </remarks>
public sealed class DiscreteHead : PolicyHead, IStochasticHead, IDivergence
{
    private readonly int[] _sizes;

    /// <summary>Creates a head for the given branches.</summary>
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

    /// <summary>Number of network outputs: one logit per choice, branch after branch.</summary>
    public override int OutputWidth { get; }

    /// <summary>Number of action values: one index per branch.</summary>
    public override int ActionWidth => _sizes.Length;

    /// <inheritdoc/>
    public override int MaskWidth => OutputWidth;

    /// <inheritdoc/>
    public override bool Act(ReadOnlySpan<float> output, ReadOnlySpan<bool> mask, Span<float> action)
    {
        Debug.Assert(output.Length == OutputWidth && action.Length == ActionWidth, "A head turns one row of outputs into one action.");
        Debug.Assert(mask.IsEmpty || mask.Length == MaskWidth, "A mask has a value for each choice, or none at all.");
        int first = 0;
        bool isPossible = true, areNumbers = true;
        for (int branch = 0; branch < _sizes.Length; branch++)
        {
            int size = _sizes[branch], best = -1;
            for (int choice = 0; choice < size; choice++)
            {
                if (mask.IsEmpty || mask[first + choice])
                {
                    areNumbers &= !float.IsNaN(output[first + choice]);
                    best = best < 0 || output[first + choice] > output[first + best] ? choice : best;
                }
            }

            isPossible &= best >= 0;
            action[branch] = Math.Max(0, best);
            first += size;
        }

        if (!areNumbers)
        {
            WriteNeutralAction(mask, action);
        }

        return isPossible && areNumbers;
    }

    /// <inheritdoc/>
    public bool Sample(
        ReadOnlySpan<float> output, ReadOnlySpan<bool> mask, RandomSource random, ulong id, ulong step, Span<float> sample, Span<float> action, out float logProbability)
    {
        Debug.Assert(output.Length == OutputWidth && sample.Length == ActionWidth && action.Length == ActionWidth, "A head turns one row of outputs into one sample.");
        Debug.Assert(mask.IsEmpty || mask.Length == MaskWidth, "A mask has a value for each choice, or none at all.");
        bool isDrawn = Categorical.Sample(_sizes, output, mask, random, id, step, sample, out logProbability);
        if (!isDrawn)
        {
            WriteNeutralAction(mask, sample);
        }

        sample.CopyTo(action);
        return isDrawn;
    }

    /// <inheritdoc/>
    public (float LogProbability, float Entropy) Evaluate(ReadOnlySpan<float> output, ReadOnlySpan<float> mask, ReadOnlySpan<float> sample)
    {
        Debug.Assert(output.Length == OutputWidth && sample.Length == ActionWidth, "A sample has a choice of each branch.");
        Debug.Assert(mask.IsEmpty || mask.Length == MaskWidth, "A mask has a value for each choice, or none at all.");
        return Categorical.Evaluate(_sizes, output, mask, sample);
    }

    /// <inheritdoc/>
    public void WriteGradient(
        ReadOnlySpan<float> output, ReadOnlySpan<float> mask, ReadOnlySpan<float> sample, float ofLogProbability, float ofEntropy, Span<float> gradient)
    {
        Debug.Assert(output.Length == OutputWidth && sample.Length == ActionWidth && gradient.Length == OutputWidth, "A gradient has a value for each logit.");
        Debug.Assert(mask.IsEmpty || mask.Length == MaskWidth, "A mask has a value for each choice, or none at all.");
        Categorical.WriteGradient(_sizes, output, mask, sample, ofLogProbability, ofEntropy, gradient);
    }

    /// <inheritdoc/>
    float IDivergence.AddDivergence(ReadOnlySpan<float> output, ReadOnlySpan<float> reference, ReadOnlySpan<float> mask, float scale, Span<float> gradient)
        => Categorical.AddDivergence(_sizes, output, reference, mask, scale, gradient);

    /// <summary>Draws the samples of consecutive rows, with the bits of <see cref="Sample"/>.</summary>
    /// <param name="outputs">The rows, [rows, outputs].</param>
    /// <param name="masks">Flags of the allowed choices, row by row; empty if all are allowed.</param>
    /// <param name="random">A source that serves nothing else.</param>
    /// <param name="ids">Identity of each row's agent.</param>
    /// <param name="step">Number of the decision.</param>
    /// <param name="samples">Samples, row by row, overwritten. Undefined in rows whose ln π is NaN.</param>
    /// <param name="logProbabilities">ln π of each sample, overwritten; NaN if a branch has no allowed choice or an allowed output is NaN.</param>
    internal void SampleRows(
        ReadOnlyMatrixView outputs, ReadOnlySpan<bool> masks, RandomSource random, ReadOnlySpan<ulong> ids, ulong step, Span<float> samples, Span<float> logProbabilities)
    {
        Debug.Assert(IsNarrow, "The rows of a wide head are sampled one by one.");
        Span<float> memory = stackalloc float[CategoricalRows.MemoryLength(OutputWidth, ActionWidth)];
        CategoricalRows rows = CreateRows(memory);
        for (int first = 0; first < outputs.Rows; first += CategoricalRows.Capacity)
        {
            int count = Math.Min(CategoricalRows.Capacity, outputs.Rows - first);
            rows.Load(outputs.Slice(first, count), masks.IsEmpty ? default : masks.Slice(first * MaskWidth, count * MaskWidth));
            rows.Sample(random, ids.Slice(first, count), step, samples.Slice(first * ActionWidth, count * ActionWidth), logProbabilities.Slice(first, count));
        }
    }

    /// <summary>Whether several rows can be computed at once.</summary>
    internal bool IsNarrow => CategoricalRows.IsNarrow(OutputWidth, ActionWidth);

    /// <summary>Creates a workspace for several rows at once in the given memory.</summary>
    /// <param name="memory"><see cref="CategoricalRows.MemoryLength"/> values.</param>
    internal CategoricalRows CreateRows(Span<float> memory) => new(_sizes, OutputWidth, memory);

    /// <summary>Writes the first allowed choice of each branch.</summary>
    public override void WriteNeutralAction(ReadOnlySpan<bool> mask, Span<float> action)
    {
        int first = 0;
        for (int branch = 0; branch < _sizes.Length; branch++)
        {
            int allowed = mask.IsEmpty ? 0 : mask.Slice(first, _sizes[branch]).IndexOf(true);
            action[branch] = Math.Max(0, allowed);
            first += _sizes[branch];
        }
    }

    /// <summary>Returns whether each value is the index of an allowed choice.</summary>
    public override bool IsAction(ReadOnlySpan<float> action, ReadOnlySpan<bool> mask) => FindRefused(action, mask) < 0;

    /// <inheritdoc/>
    public override Loss CreateImitationLoss() => new BranchCrossentropy(_sizes);

    internal override int FindRefused(ReadOnlySpan<float> action, ReadOnlySpan<bool> mask)
    {
        int first = 0;
        for (int branch = 0; branch < _sizes.Length; branch++)
        {
            // NaN and fractions fail one of the comparisons.
            float value = action[branch];
            if (!(value >= 0 && value < _sizes[branch]) || (int)value != value || !(mask.IsEmpty || mask[first + (int)value]))
            {
                return branch;
            }

            first += _sizes[branch];
        }

        return -1;
    }

    internal override int FindClosedBranch(ReadOnlySpan<bool> mask)
    {
        int first = 0;
        for (int branch = 0; branch < _sizes.Length; branch++)
        {
            if (!mask.IsEmpty && mask.Slice(first, _sizes[branch]).IndexOf(true) < 0)
            {
                return branch;
            }

            first += _sizes[branch];
        }

        return -1;
    }

    internal override int FindNaN(ReadOnlySpan<float> output, ReadOnlySpan<bool> mask)
    {
        int first = 0;
        for (int branch = 0; branch < _sizes.Length; branch++)
        {
            for (int choice = first; choice < first + _sizes[branch]; choice++)
            {
                if (float.IsNaN(output[choice]) && (mask.IsEmpty || mask[choice]))
                {
                    return branch;
                }
            }

            first += _sizes[branch];
        }

        return -1;
    }

    internal override (float Minimum, float Maximum) Range(int action) => (0, _sizes[action] - 1);
}
