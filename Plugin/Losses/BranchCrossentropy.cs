using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Losses;

/// <summary>Cross-entropy of discrete actions, L = −1/n · Σ over rows r wᵣ · Σ over branches b ln a_(b,c); dL/dz = wᵣ (a − 1 at c) / n.</summary>
/// <remarks>
/// a_b is the softmax of the branch's allowed logits and c the row's choice. The loss takes logits: the network ends without an activation. A target row is one
/// choice index per branch, then one value per logit: 1 if the choice was allowed, 0 if it was masked. A masked logit is left out of its softmax and has no
/// gradient, so the network isn't taught to avoid choices that were impossible (Huang, Ontañón: "A closer look at invalid action masking in policy gradient
/// algorithms", 2022).
/// </remarks>
public sealed class BranchCrossentropy : Loss
{
    private readonly int[] _sizes;
    private readonly int _outputs;

    /// <summary>Creates the loss of some branches.</summary>
    /// <param name="sizes">Number of choices of each branch, at least 1.</param>
    public BranchCrossentropy(IReadOnlyList<int> sizes)
    {
        Require.NotNull(sizes);
        foreach (int size in sizes)
        {
            Require.Positive(size, nameof(sizes));
        }

        _sizes = [.. sizes];
        _outputs = _sizes.Sum();
    }

    /// <inheritdoc/>
    public override string Name => "branch_crossentropy";

    /// <summary>Returns the number of target columns: an index per branch and a mask value per output.</summary>
    /// <exception cref="ArgumentException">The number of outputs is not the branches' total number of choices.</exception>
    public override int TargetColumns(int outputs)
    {
        Require.Length(outputs, _outputs, nameof(outputs));
        return _sizes.Length + outputs;
    }

    internal override double Terms(int rows, int outputs) => rows;

    internal override double Sum(
        ReadOnlyMatrixView prediction, ReadOnlyMatrixView target, MatrixView gradient, double scale, ReadOnlySpan<float> weights)
    {
        Debug.Assert(prediction.Columns == _outputs && target.Columns == _sizes.Length + _outputs, "A target row holds a choice of each branch and a mask value of each logit.");
        Debug.Assert(gradient.Rows == prediction.Rows && gradient.Columns == _outputs, "The gradient has a value for each logit.");
        double sum = 0;
        for (int row = 0; row < prediction.Rows; row++)
        {
            float weight = weights.IsEmpty ? 1 : weights[row];
            ReadOnlySpan<float> logits = prediction.Row(row), wanted = target.Row(row), mask = wanted[_sizes.Length..];
            Span<float> slopes = gradient.Row(row);
            int first = 0;
            for (int branch = 0; branch < _sizes.Length; branch++)
            {
                int size = _sizes[branch];
                sum += weight * Branch(
                    logits.Slice(first, size), mask.Slice(first, size), wanted[branch], slopes.Slice(first, size), (float)(scale * weight));
                first += size;
            }
        }

        return sum;
    }

    private protected override string? Fault(ReadOnlySpan<float> target, int outputs, out int column) => FindFault(target, out column);

    /// <summary>Checks a target row. Returns the expected range of the first column that is out of range; null if all are in range.</summary>
    internal string? FindFault(ReadOnlySpan<float> target, out int column)
    {
        ReadOnlySpan<float> mask = target[_sizes.Length..];
        int first = 0;
        for (column = 0; column < _sizes.Length; column++)
        {
            int size = _sizes[column];
            float choice = target[column];
            if (!(choice >= 0 && choice < size && (int)choice == choice && mask[first + (int)choice] == 1))
            {
                return $"an allowed choice from 0 to {size - 1}";
            }

            first += size;
        }

        for (; column < target.Length; column++)
        {
            if (target[column] is not (0 or 1))
            {
                return "0 or 1";
            }
        }

        return null;
    }

    private static double Branch(ReadOnlySpan<float> logits, ReadOnlySpan<float> mask, float choice, Span<float> slopes, float scale)
    {
        int label = choice >= 0 && choice < logits.Length ? (int)choice : -1;
        if (label < 0 || label != choice || mask[label] == 0)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"target: expected an allowed choice from 0 to {logits.Length - 1}, received {choice}."), nameof(choice));
        }

        for (int i = 0; i < logits.Length; i++)
        {
            slopes[i] = mask[i] == 0 ? float.NegativeInfinity : logits[i];
        }

        (float maximum, float total) = Softmax.Apply(slopes, slopes);
        slopes[label] -= 1;
        for (int i = 0; i < logits.Length; i++)
        {
            slopes[i] *= scale;
        }

        // NaN or infinite logits give NaN: Log would refuse their total.
        return total >= 1 && total <= float.MaxValue ? VectorMath.Log(total) - (logits[label] - maximum) : double.NaN;
    }
}
