using NeuroAgents.Numerics;

namespace NeuroAgents.Losses;

/// <summary>L = 1/(n·m) · Σ (p − t)² over n rows and m outputs; dL/dp = 2 (p − t) / (n·m).</summary>
public sealed class MeanSquaredError : Loss
{
    /// <inheritdoc/>
    public override string Name => "mean_squared_error";

    internal override double Count(int rows, int outputs) => (double)rows * outputs;

    internal override double Accumulate(ReadOnlyMatrixView prediction, ReadOnlyMatrixView target, MatrixView gradient, int batch)
    {
        float scale = (float)(2 / Count(batch, prediction.Columns));
        double sum = 0;
        for (int row = 0; row < prediction.Rows; row++)
        {
            ReadOnlySpan<float> p = prediction.Row(row);
            ReadOnlySpan<float> t = target.Row(row);
            Span<float> g = gradient.Row(row);
            for (int column = 0; column < p.Length; column++)
            {
                float difference = p[column] - t[column];
                sum += (double)difference * difference;
                g[column] = scale * difference;
            }
        }

        return sum;
    }
}
