using NeuroAgents.Numerics;

namespace NeuroAgents.Losses;

/// <summary>Objective that training minimises, a function of a network's outputs: L = 1/terms · Σ over rows r of ℓ(yᵣ, tᵣ, wᵣ).</summary>
/// <remarks>
/// A <see cref="Loss"/> is an objective; a policy's surrogate and a critic's value error are others. Targets may be anything that ℓ reads, weights may be
/// advantages of either sign, and an objective may have no targets at all. The rows of a batch come in groups, on several threads at once, and each group is
/// evaluated once. Implementations must not allocate and must be thread safe for distinct rows.
/// <example><code>
/// /// &lt;summary&gt;L = −1/n · Σ wᵣ Σᵢ yᵣᵢ.&lt;/summary&gt;
/// sealed class MeanOutput : IObjective
/// {
///     public int TargetColumns(int outputs) =&gt; 0;
///
///     public double Terms(int rows, int outputs) =&gt; rows;
///
///     public double Sum(in ObjectiveRows rows)
///     {
///         double sum = 0;
///         for (int row = 0; row &lt; rows.Outputs.Rows; row++)
///         {
///             rows.Gradients.Row(row).Fill((float)(-rows.Weight(row) / rows.TotalRows));
///             foreach (float y in rows.Outputs.Row(row)) { sum -= rows.Weight(row) * y; }
///         }
///         return sum;
///     }
/// }
/// </code></example>
/// </remarks>
public interface IObjective
{
    /// <summary>Returns the number of target columns for a number of outputs, at least 0.</summary>
    int TargetColumns(int outputs);

    /// <summary>Returns the divisor of the sum, above 0: L = Σ ℓ / terms.</summary>
    /// <param name="rows">Number of rows in the whole batch.</param>
    /// <param name="outputs">Number of outputs.</param>
    double Terms(int rows, int outputs);

    /// <summary>Returns Σ ℓ over some rows of a batch and overwrites <see cref="ObjectiveRows.Gradients"/> with dL/doutputs, which includes the division by <see cref="Terms"/>.</summary>
    /// <exception cref="ArgumentException">A target or a weight is out of its range.</exception>
    double Sum(in ObjectiveRows rows);
}

/// <summary>Some rows of a batch, with the gradients that an objective writes.</summary>
public readonly ref struct ObjectiveRows
{
    /// <summary>Outputs y of the network, [rows, outputs].</summary>
    public ReadOnlyMatrixView Outputs { get; init; }

    /// <summary>Targets t, [rows, <see cref="IObjective.TargetColumns"/>].</summary>
    public ReadOnlyMatrixView Targets { get; init; }

    /// <summary>Gradients dL/doutputs, [rows, outputs], to be overwritten. Padding must not be changed.</summary>
    public MatrixView Gradients { get; init; }

    /// <summary>Weights wᵣ, [rows]; empty if all are 1. See <see cref="Weight"/>.</summary>
    public ReadOnlySpan<float> Weights { get; init; }

    /// <summary>Index of the first row within the batch.</summary>
    public int FirstRow { get; init; }

    /// <summary>Number of rows in the whole batch.</summary>
    public int TotalRows { get; init; }

    /// <summary>Index of the worker that evaluates these rows: the index of scratch memory that no other worker uses meanwhile.</summary>
    public int Worker { get; init; }

    /// <summary>Returns wᵣ of one of these rows.</summary>
    public float Weight(int row) => Weights.IsEmpty ? 1 : Weights[row];
}
