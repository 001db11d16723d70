using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Losses;

/// <summary>Categorical cross-entropy of class indices, L = −1/n · Σ wᵣ ln a_c with a = softmax(z) over n rows of logits z; dL/dz = wᵣ (a − 1 at c) / n.</summary>
/// <remarks>It takes logits: the network ends without an activation. The target has one column, the index c of the row's class, a whole number from 0.</remarks>
public sealed class SparseCategoricalCrossentropy : Loss
{
    /// <inheritdoc/>
    public override string Name => "sparse_categorical_crossentropy";

    /// <summary>Returns 1: the class index.</summary>
    public override int TargetColumns(int outputs) => 1;

    internal override double Terms(int rows, int outputs) => rows;

    internal override double Sum(
        ReadOnlyMatrixView prediction, ReadOnlyMatrixView target, MatrixView gradient, double scale, ReadOnlySpan<float> weights)
    {
        double sum = 0;
        for (int row = 0; row < prediction.Rows; row++)
        {
            float weight = weights.IsEmpty ? 1 : weights[row];
            sum += weight * Row(prediction.Row(row), Class(target, row, prediction.Columns), gradient.Row(row), (float)(scale * weight));
        }

        return sum;
    }

    private protected override string? Fault(ReadOnlySpan<float> target, int outputs, out int column)
    {
        column = 0;
        return target[0] >= 0 && target[0] < outputs && (int)target[0] == target[0] ? null : $"a class from 0 to {outputs - 1}";
    }

    private static double Row(ReadOnlySpan<float> logits, int label, Span<float> gradient, float scale)
    {
        (float maximum, float total) = Softmax.Apply(logits, gradient);
        gradient[label] -= 1;
        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] *= scale;
        }

        // NaN or infinite logits give NaN: Log would refuse their total.
        return total >= 1 && total <= float.MaxValue ? VectorMath.Log(total) - (logits[label] - maximum) : double.NaN;
    }

    private static int Class(ReadOnlyMatrixView target, int row, int classes)
    {
        float label = target[row, 0];
        int index = label >= 0 && label < classes ? (int)label : -1;
        return index >= 0 && index == label
            ? index
            : throw new ArgumentException(FormattableString.Invariant(
                $"target: expected a class from 0 to {classes - 1}, received {label} in row {row}."), nameof(target));
    }
}
