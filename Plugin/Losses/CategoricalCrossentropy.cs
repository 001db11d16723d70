using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Losses;

/// <summary>Categorical cross-entropy L = −1/n · Σ wᵣ Σᵢ tᵢ ln aᵢ with a = softmax(z) over n rows of logits z; dL/dz = wᵣ (a · Σ t − t) / n.</summary>
/// <remarks>
/// It takes logits: the network ends without an activation. t is a distribution over the classes. Values outside 0 to 1 are refused; their sum is not checked.
/// Computed as Σ t · ln Σ e^(z − max z) − Σ t (z − max z).
/// </remarks>
public sealed class CategoricalCrossentropy : Loss
{
    /// <inheritdoc/>
    public override string Name => "categorical_crossentropy";

    internal override double Terms(int rows, int outputs) => rows;

    internal override double Sum(
        ReadOnlyMatrixView prediction, ReadOnlyMatrixView target, MatrixView gradient, double scale, ReadOnlySpan<float> weights)
    {
        double sum = 0;
        for (int row = 0; row < prediction.Rows; row++)
        {
            float weight = weights.IsEmpty ? 1 : weights[row];
            sum += weight * Row(prediction.Row(row), target.Row(row), gradient.Row(row), (float)(scale * weight));
        }

        return sum;
    }

    private protected override string? Fault(ReadOnlySpan<float> target, int outputs, out int column)
        => FaultOutside(target, 0, 1, "a value from 0 to 1", out column);

    private static double Row(ReadOnlySpan<float> logits, ReadOnlySpan<float> target, Span<float> gradient, float scale)
    {
        (float maximum, float total) = Softmax.Apply(logits, gradient);
        double mass = 0, inner = 0;
        for (int i = 0; i < target.Length; i++)
        {
            mass += target[i];
            inner += (double)target[i] * (logits[i] - maximum);
        }

        float share = (float)mass;
        for (int i = 0; i < target.Length; i++)
        {
            gradient[i] = scale * (gradient[i] * share - target[i]);
        }

        // NaN or infinite logits give NaN: Log would refuse their total.
        return total >= 1 && total <= float.MaxValue ? mass * VectorMath.Log(total) - inner : double.NaN;
    }
}
