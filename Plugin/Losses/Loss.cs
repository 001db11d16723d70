using System.Diagnostics;
using System.Text.Json.Serialization;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Losses;

/// <summary>Empirical loss, the mean error of a batch of predictions, which training minimises.</summary>
/// <remarks>
/// Each row's loss and gradient are scaled by the row's weight; the mean still divides by the number of rows, as in Keras 3.
/// Sums run in a fixed order, so bits don't depend on the vector width. Stateless; does not allocate; thread safe for distinct gradients.
/// </remarks>
[JsonConverter(typeof(LossJsonConverter))]
public abstract class Loss : IObjective
{
    /// <summary>All losses that options can name, with their defaults, in the order of the documentation.</summary>
    public static IReadOnlyList<Loss> All { get; } =
    [
        new MeanSquaredError(), new MeanAbsoluteError(), new Huber(), new BinaryCrossentropy(), new CategoricalCrossentropy(),
        new SparseCategoricalCrossentropy(),
    ];

    /// <summary>Name in options, lower case.</summary>
    public abstract string Name { get; }

    /// <summary>Returns the loss with this name, with its defaults.</summary>
    /// <exception cref="ArgumentException">No loss has that name.</exception>
    public static Loss FromName(string name)
    {
        Require.NotNull(name);
        foreach (Loss loss in All)
        {
            if (loss.Name == name)
            {
                return loss;
            }
        }

        throw new ArgumentException($"{nameof(name)}: expected one of {string.Join(", ", All.Select(each => each.Name))}, received \"{name}\".", nameof(name));
    }

    /// <summary>Returns the number of target columns for a number of outputs.</summary>
    public virtual int TargetColumns(int outputs) => outputs;

    /// <summary>Computes the mean loss over the batch and its gradient, in one pass.</summary>
    /// <param name="prediction">[batch, outputs], at least one row.</param>
    /// <param name="target">[batch, <see cref="TargetColumns"/>].</param>
    /// <param name="gradient">[batch, outputs]: dL/dprediction, overwritten. Padding is not changed.</param>
    /// <param name="weights">[batch]: wᵣ, finite, 0 or more; empty if all are 1.</param>
    /// <returns>The mean loss.</returns>
    /// <exception cref="ArgumentException">The shapes differ, the batch is empty, or a target or weight is out of its range.</exception>
    public float Evaluate(ReadOnlyMatrixView prediction, ReadOnlyMatrixView target, MatrixView gradient, ReadOnlySpan<float> weights = default)
    {
        Require.Positive(prediction.Rows);
        Require.Shape(target.Rows, target.Columns, prediction.Rows, TargetColumns(prediction.Columns), nameof(target));
        Require.Shape(gradient.Rows, gradient.Columns, prediction.Rows, prediction.Columns, nameof(gradient));
        CheckWeights(weights, prediction.Rows);
        for (int row = 0; row < target.Rows; row++)
        {
            RequireTarget(target.Row(row), prediction.Columns, row, nameof(target));
        }

        double scale = 1.0 / Terms(prediction.Rows, prediction.Columns);
        return (float)(Sum(prediction, target, gradient, scale, weights) * scale);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Refuses a row of targets outside the loss's range, with a message that names row and column.</summary>
    internal void RequireTarget(ReadOnlySpan<float> target, int outputs, int row, string name)
    {
        if (Fault(target, outputs, out int column) is { } expected)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{name}: expected {expected}, received {target[column]} in row {row}, column {column}."), name);
        }
    }

    /// <summary>Checks a target row. Returns the expected range of the first column that is out of range; null if all columns are in range. By default every finite number is in range.</summary>
    private protected virtual string? Fault(ReadOnlySpan<float> target, int outputs, out int column)
        => FaultOutside(target, float.MinValue, float.MaxValue, "a finite number", out column);

    /// <summary>Returns <paramref name="expected"/> if a value is NaN or outside minimum to maximum; null otherwise.</summary>
    private protected static string? FaultOutside(ReadOnlySpan<float> target, float minimum, float maximum, string expected, out int column)
    {
        for (column = 0; column < target.Length; column++)
        {
            if (!(target[column] >= minimum && target[column] <= maximum))
            {
                return expected;
            }
        }

        return null;
    }

    /// <summary>Returns the number of terms that the mean divides by.</summary>
    internal virtual double Terms(int rows, int outputs) => (double)rows * outputs;

    double IObjective.Terms(int rows, int outputs) => Terms(rows, outputs);

    double IObjective.Sum(in ObjectiveRows rows)
    {
        Debug.Assert(rows.FirstRow >= 0 && rows.Outputs.Rows > 0 && rows.TotalRows > 0, "Rows of a loss must belong to a batch.");
        Debug.Assert(rows.Gradients.Rows == rows.Outputs.Rows && rows.Gradients.Columns == rows.Outputs.Columns, "Each output must have a gradient.");
        Debug.Assert(rows.Targets.Rows == rows.Outputs.Rows && rows.Targets.Columns == TargetColumns(rows.Outputs.Columns), "Each row must have its targets.");
        CheckWeights(rows.Weights, rows.Outputs.Rows);
        return Sum(rows.Outputs, rows.Targets, rows.Gradients, 1 / Terms(rows.TotalRows, rows.Outputs.Columns), rows.Weights);
    }

    /// <summary>Returns Σ wᵣ · loss over some rows and writes scale · wᵣ · slope.</summary>
    internal abstract double Sum(
        ReadOnlyMatrixView prediction, ReadOnlyMatrixView target, MatrixView gradient, double scale, ReadOnlySpan<float> weights);

    internal static void CheckWeights(ReadOnlySpan<float> weights, int rows)
    {
        if (!weights.IsEmpty)
        {
            Require.Length(weights.Length, rows, nameof(weights));
        }

        foreach (float weight in weights)
        {
            Require.InRange(weight, 0, float.MaxValue, nameof(weights));
        }
    }
}
