using NeuroAgents.Diagnostics;

namespace NeuroAgents.Learning.ProximalPolicy;

/// <summary>Mean and deviation of a minibatch's advantages. Normalised advantage: (A − mean) / deviation.</summary>
/// <remarks>Does not allocate.</remarks>
/// <param name="Mean">m = Σ A / n; 0 for a single row.</param>
/// <param name="Deviation">√(Σ (A − m)² / (n − 1)) + 10⁻⁸; 1 for a single row, which is left as it is.</param>
public readonly record struct AdvantageMoments(double Mean, double Deviation)
{
    private const double Floor = 1e-8;

    /// <summary>Computes the moments of some rows in float64, in the order of the list.</summary>
    /// <param name="advantages">Advantages of a rollout.</param>
    /// <param name="rows">Rows of the minibatch, at least one.</param>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public static AdvantageMoments Of(ReadOnlySpan<float> advantages, ReadOnlySpan<int> rows)
    {
        Require.AtLeast(rows.Length, 1, nameof(rows));
        if (rows.Length == 1)
        {
            return new AdvantageMoments(0, 1);
        }

        double sum = 0, squares = 0;
        foreach (int row in rows)
        {
            sum += advantages[row];
        }

        double mean = sum / rows.Length;
        foreach (int row in rows)
        {
            double difference = advantages[row] - mean;
            squares += difference * difference;
        }

        return new AdvantageMoments(mean, Math.Sqrt(squares / (rows.Length - 1)) + Floor);
    }

    /// <summary>Computes (advantage − mean) / deviation.</summary>
    public float Normalized(float advantage) => (float)((advantage - Mean) / Deviation);
}
