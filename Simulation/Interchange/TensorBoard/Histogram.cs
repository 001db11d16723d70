using NeuroAgents.Numerics;

namespace NeuroAgents.Simulation.Interchange.TensorBoard;

/// <summary>A histogram of values, in buckets of equal width from the smallest to the largest.</summary>
internal static class Histogram
{
    private const int Buckets = 30;

    /// <summary>Returns the histogram of the finite values of a matrix; null if there are none.</summary>
    internal static HistogramProto? Of(ReadOnlyMatrixView values)
    {
        HistogramProto histogram = new() { Min = double.PositiveInfinity, Max = double.NegativeInfinity };
        for (int row = 0; row < values.Rows; row++)
        {
            foreach (float value in values.Row(row))
            {
                Add(histogram, value);
            }
        }

        if (histogram.Num == 0)
        {
            return null;
        }

        double[] counts = new double[histogram.Max > histogram.Min ? Buckets : 1];
        double width = (histogram.Max - histogram.Min) / counts.Length;
        for (int row = 0; row < values.Rows; row++)
        {
            Count(values.Row(row), histogram.Min, width, counts);
        }

        for (int i = 0; i < counts.Length; i++)
        {
            histogram.BucketLimit.Add(i == counts.Length - 1 ? histogram.Max : histogram.Min + (i + 1) * width);
            histogram.Bucket.Add(counts[i]);
        }

        return histogram;
    }

    private static void Add(HistogramProto histogram, double value)
    {
        if (!double.IsFinite(value))
        {
            return;
        }

        histogram.Min = Math.Min(histogram.Min, value);
        histogram.Max = Math.Max(histogram.Max, value);
        histogram.Num++;
        histogram.Sum += value;
        histogram.SumSquares += value * value;
    }

    private static void Count(ReadOnlySpan<float> values, double minimum, double width, double[] counts)
    {
        foreach (float value in values)
        {
            if (float.IsFinite(value))
            {
                counts[width > 0 ? Math.Min((int)((value - minimum) / width), counts.Length - 1) : 0]++;
            }
        }
    }
}
