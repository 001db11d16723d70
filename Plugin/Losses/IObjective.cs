using NeuroAgents.Numerics;

namespace NeuroAgents.Losses;

/// <summary>A function of a network's outputs that training minimises: L = 1/terms · Σ over rows r of ℓ(yᵣ, tᵣ, wᵣ).</summary>
/// <remarks>
/// A <see cref="Loss"/> is an objective, and so is a policy's surrogate or a critic's value: targets may be anything that ℓ reads, weights may be advantages
/// of either sign, and an objective without targets has none to read. The rows of a batch come in groups, on several threads at once; each group is
/// evaluated once. Must not allocate. Thread safe for distinct rows.
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
    /// <summary>Number of target columns that belong to a number of outputs, at least 0.</summary>
    int TargetColumns(int outputs);

    /// <summary>The divisor of the sum, above 0: L = Σ ℓ / terms.</summary>
    /// <param name="rows">Rows of the whole batch.</param>
    /// <param name="outputs">Number of outputs.</param>
    double Terms(int rows, int outputs);

    /// <summary>Σ ℓ over some rows of a batch; overwrites <see cref="ObjectiveRows.Gradients"/> with dL/doutputs, the division by <see cref="Terms"/> included.</summary>
    /// <exception cref="ArgumentException">A target or a weight is out of its range.</exception>
    double Sum(in ObjectiveRows rows);
}

/// <summary>Some rows of a batch: what an objective reads and writes.</summary>
public readonly ref struct ObjectiveRows
{
    /// <summary>[rows, outputs]: y, what the network put out.</summary>
    public ReadOnlyMatrixView Outputs { get; init; }

    /// <summary>[rows, <see cref="IObjective.TargetColumns"/>]: t.</summary>
    public ReadOnlyMatrixView Targets { get; init; }

    /// <summary>[rows, outputs]: dL/doutputs, to be overwritten. Padding is left alone.</summary>
    public MatrixView Gradients { get; init; }

    /// <summary>[rows]: wᵣ; empty if all are 1. See <see cref="Weight"/>.</summary>
    public ReadOnlySpan<float> Weights { get; init; }

    /// <summary>Number of the first row within the batch.</summary>
    public int FirstRow { get; init; }

    /// <summary>Rows of the whole batch.</summary>
    public int TotalRows { get; init; }

    /// <summary>Index of the worker that evaluates these rows: the index of scratch memory that nobody else uses now.</summary>
    public int Worker { get; init; }

    /// <summary>wᵣ of one of these rows.</summary>
    public float Weight(int row) => Weights.IsEmpty ? 1 : Weights[row];
}
