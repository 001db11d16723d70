using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Tables;

/// <summary>A check for numbers so far from all others that the others become equal in float32, which has seven digits.</summary>
internal static class Outlier
{
    /// <summary>Largest standardised value. It is small enough for sums of squares not to overflow float32.</summary>
    internal const double MaxDeviations = 1e15;
    private const double FarDeviations = 1e7;
    private const int SampleSize = 20_000;

    /// <summary>Refuses a number that is more than 10,000,000 times as far from the median as the nearest 95 % of the numbers are (root mean square).</summary>
    /// <param name="table">The table.</param>
    /// <param name="column">The column of the numbers.</param>
    /// <param name="values">One value per row; NaN if it is missing.</param>
    /// <exception cref="TableException">The column has such a number.</exception>
    internal static void Refuse(CsvTable table, int column, ReadOnlySpan<double> values)
    {
        double[] sample = Sample(values);
        if (sample.Length == 0)
        {
            return;
        }

        double median = sample[sample.Length / 2];
        double[] distances = [.. sample.Select(value => Math.Abs(value - median)).Order()];
        int near = distances.Length - Math.Max(1, distances.Length / 20);
        double scale = Math.Sqrt(distances.Take(near).Sum(distance => distance * distance) / Math.Max(1, near));
        int farthest = -1;
        for (int row = 0; row < values.Length; row++)
        {
            farthest = !double.IsNaN(values[row]) && (farthest < 0 || Math.Abs(values[row] - median) > Math.Abs(values[farthest] - median)) ? row : farthest;
        }

        if (scale > 0 && Math.Abs(values[farthest] - median) > FarDeviations * scale)
        {
            throw new TableException(FormattableString.Invariant(
                $"{table.Place(farthest, column)}: expected a number of similar size to the others, which are mostly within {scale:G2} of {median:G4}, received {Excerpt.Of(table[farthest, column])}."));
        }
    }

    /// <summary>Returns a sorted sample of the numbers, taken at equal intervals.</summary>
    private static double[] Sample(ReadOnlySpan<double> values)
    {
        List<double> sample = [];
        int step = values.Length / SampleSize + 1;
        for (int row = 0; row < values.Length; row += step)
        {
            if (!double.IsNaN(values[row]))
            {
                sample.Add(values[row]);
            }
        }

        sample.Sort();
        return [.. sample];
    }
}
