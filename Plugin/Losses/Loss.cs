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
        return (float)(Accumulate(prediction, target, gradient, prediction.Rows) / Count(prediction.Rows, prediction.Columns));
    }

    /// <summary>Number of terms that the mean is taken over.</summary>
    internal abstract double Count(int rows, int outputs);

    /// <summary>The sum of the terms of some rows, and dL/dprediction of those rows, where L is the mean over the whole batch.</summary>
    /// <param name="prediction">[rows, outputs].</param>
    /// <param name="target">[rows, outputs].</param>
    /// <param name="gradient">[rows, outputs]: overwritten. Padding is left alone.</param>
    /// <param name="batch">Rows of the whole batch.</param>
    internal abstract double Accumulate(ReadOnlyMatrixView prediction, ReadOnlyMatrixView target, MatrixView gradient, int batch);
}
