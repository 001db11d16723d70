using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Losses;

/// <summary>How wrong a batch of predictions is: the empirical loss that training minimises.</summary>
/// <remarks>Stateless; does not allocate; thread safe for distinct gradients. Sums run in float64 in row-major order, so bits don't depend on the machine.</remarks>
public abstract class Loss
{
    /// <summary>The name in options, lower case.</summary>
    public abstract string Name { get; }

    /// <summary>The mean loss over the batch and its gradient, in one pass.</summary>
    /// <param name="prediction">[batch, outputs], at least one row.</param>
    /// <param name="target">[batch, outputs].</param>
    /// <param name="gradient">[batch, outputs]: dL/dprediction, overwritten. Padding is left alone.</param>
    /// <returns>The mean loss.</returns>
    /// <exception cref="ArgumentException">The shapes differ or the batch is empty.</exception>
    public float Evaluate(ReadOnlyMatrixView prediction, ReadOnlyMatrixView target, MatrixView gradient)
    {
        Require.Positive(prediction.Rows);
        Require.Shape(target.Rows, target.Columns, prediction.Rows, prediction.Columns, nameof(target));
        Require.Shape(gradient.Rows, gradient.Columns, prediction.Rows, prediction.Columns, nameof(gradient));
        return EvaluateCore(prediction, target, gradient);
    }

    /// <inheritdoc cref="Evaluate"/>
    private protected abstract float EvaluateCore(ReadOnlyMatrixView prediction, ReadOnlyMatrixView target, MatrixView gradient);
}
