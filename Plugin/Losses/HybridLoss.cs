using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Losses;

/// <summary>Loss of continuous and discrete actions together, L = 1/(n·m) · Σ wᵣ (p − t)² over n rows and m continuous outputs + <see cref="BranchCrossentropy"/>.</summary>
/// <remarks>
/// The cross-entropy is that of the logits, which follow the continuous outputs. Both parts have weight 1, so each output has the gradient that it would have without
/// the other part: adding branches to a brain with continuous actions leaves the learning of those actions as it was. A squared error of 1, half of the actions'
/// range, weighs as much as a probability of 1/e for the right choice. A target row is the m values, then one choice index per branch, then one value per logit:
/// 1 if the choice was allowed, 0 if it was masked.
/// </remarks>
public sealed class HybridLoss : Loss
{
    private readonly MeanSquaredError _values = new();
    private readonly BranchCrossentropy _branches;
    private readonly int _continuous;

    /// <summary>Creates the loss of some continuous outputs and branches.</summary>
    /// <param name="continuous">Number of continuous outputs, at least 1.</param>
    /// <param name="sizes">Number of choices of each branch, at least 1.</param>
    public HybridLoss(int continuous, IReadOnlyList<int> sizes)
    {
        Require.Positive(continuous);
        _continuous = continuous;
        _branches = new BranchCrossentropy(sizes);
    }

    /// <inheritdoc/>
    public override string Name => "hybrid";

    /// <summary>Returns the number of target columns: a value per continuous output, an index per branch and a mask value per logit.</summary>
    /// <exception cref="ArgumentException">The number of outputs is not that of the continuous outputs and choices together.</exception>
    public override int TargetColumns(int outputs) => _continuous + _branches.TargetColumns(outputs - _continuous);

    internal override double Terms(int rows, int outputs) => rows;

    internal override double Sum(
        ReadOnlyMatrixView prediction, ReadOnlyMatrixView target, MatrixView gradient, double scale, ReadOnlySpan<float> weights)
    {
        Debug.Assert(target.Columns == TargetColumns(prediction.Columns), "A target row holds the continuous labels, the choices and the mask.");
        Debug.Assert(gradient.Rows == prediction.Rows && gradient.Columns == prediction.Columns, "The gradient has a value for each output.");

        // The squares come first, because their last vector reads the gradients of the logits that follow and writes the same values back.
        double squares = _values.Sum(First(prediction), First(target), new(gradient.Data, gradient.Rows, _continuous, gradient.Stride), scale / _continuous, weights);
        MatrixView logits = new(gradient.Data[_continuous..], gradient.Rows, gradient.Columns - _continuous, gradient.Stride);
        return squares / _continuous + _branches.Sum(Rest(prediction), Rest(target), logits, scale, weights);
    }

    private protected override string? Fault(ReadOnlySpan<float> target, int outputs, out int column)
    {
        if (base.Fault(target[.._continuous], outputs, out column) is { } expected)
        {
            return expected;
        }

        expected = _branches.FindFault(target[_continuous..], out column);
        column += _continuous;
        return expected;
    }

    private ReadOnlyMatrixView First(ReadOnlyMatrixView view) => new(view.Data, view.Rows, _continuous, view.Stride);

    private ReadOnlyMatrixView Rest(ReadOnlyMatrixView view) => new(view.Data[_continuous..], view.Rows, view.Columns - _continuous, view.Stride);
}
