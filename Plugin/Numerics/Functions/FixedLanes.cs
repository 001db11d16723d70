using System.Numerics;
using System.Runtime.InteropServices;

namespace NeuroAgents.Numerics.Functions;

/// <summary>Sums in sixteen lanes (value i goes to lane i mod 16), combined by a fixed tree, with the same bits at any vector width.</summary>
internal static class FixedLanes
{
    internal const int Count = 16;

    /// <summary>Computes Σ xᵢ.</summary>
    internal static float Sum(ReadOnlySpan<float> x)
    {
        Span<float> lanes = stackalloc float[Count];
        int whole = x.Length / Count * Count;
        for (int lane = 0; lane < Count; lane += Vector<float>.Count)
        {
            Vector<float> sum = Vector<float>.Zero;
            for (int i = lane; i < whole; i += Count)
            {
                sum += VectorLoop.Load(x, i);
            }

            VectorLoop.Store(lanes, lane, sum);
        }

        for (int i = whole; i < x.Length; i++)
        {
            lanes[i - whole] += x[i];
        }

        return Combine(lanes);
    }

    /// <summary>Computes Σ xᵢ·yᵢ, with each product fused into its lane.</summary>
    internal static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        Span<float> lanes = stackalloc float[Count];
        int whole = x.Length / Count * Count;
        for (int lane = 0; lane < Count; lane += Vector<float>.Count)
        {
            Vector<float> sum = Vector<float>.Zero;
            for (int i = lane; i < whole; i += Count)
            {
                sum = Arithmetic.MultiplyAdd(VectorLoop.Load(x, i), VectorLoop.Load(y, i), sum);
            }

            VectorLoop.Store(lanes, lane, sum);
        }

        for (int i = whole; i < x.Length; i++)
        {
            lanes[i - whole] = Arithmetic.MultiplyAdd(x[i], y[i], lanes[i - whole]);
        }

        return Combine(lanes);
    }

    /// <summary>Writes xᵢ − mean and returns Σ (xᵢ − mean)², with each square fused into its lane.</summary>
    internal static float Center(ReadOnlySpan<float> x, float mean, Span<float> centred)
    {
        Span<float> lanes = stackalloc float[Count];
        int whole = x.Length / Count * Count;
        for (int lane = 0; lane < Count; lane += Vector<float>.Count)
        {
            Vector<float> sum = Vector<float>.Zero;
            for (int i = lane; i < whole; i += Count)
            {
                Vector<float> difference = VectorLoop.Load(x, i) - new Vector<float>(mean);
                VectorLoop.Store(centred, i, difference);
                sum = Arithmetic.MultiplyAdd(difference, difference, sum);
            }

            VectorLoop.Store(lanes, lane, sum);
        }

        for (int i = whole; i < x.Length; i++)
        {
            centred[i] = x[i] - mean;
            lanes[i - whole] = Arithmetic.MultiplyAdd(centred[i], centred[i], lanes[i - whole]);
        }

        return Combine(lanes);
    }

    /// <summary>Computes Σ xᵢ² in float64, so that no square overflows.</summary>
    internal static double SumOfSquares(ReadOnlySpan<float> x)
    {
        Span<double> lanes = stackalloc double[Count];
        lanes.Clear();
        AddSquares(x, lanes);
        return Total(lanes);
    }

    /// <summary>Adds xᵢ² to lane i mod 16. A vector that is added range by range gives the same bits as the whole vector if the length of every range except the last is a multiple of 16.</summary>
    internal static void AddSquares(ReadOnlySpan<float> x, Span<double> lanes)
    {
        int whole = x.Length / Count * Count;
        Span<Vector<double>> sums = MemoryMarshal.Cast<double, Vector<double>>(lanes);
        for (int lane = 0; lane < Count; lane += Vector<float>.Count)
        {
            // A square of a float32 is exact in float64, so fused or not the bits are the same.
            int half = lane / Vector<double>.Count;
            Vector<double> low = sums[half], high = sums[half + 1];
            for (int i = lane; i < whole; i += Count)
            {
                Vector.Widen(VectorLoop.Load(x, i), out Vector<double> first, out Vector<double> second);
                low += first * first;
                high += second * second;
            }

            (sums[half], sums[half + 1]) = (low, high);
        }

        for (int i = whole; i < x.Length; i++)
        {
            lanes[i - whole] += (double)x[i] * x[i];
        }
    }

    /// <summary>Adds the lanes from the first to the last.</summary>
    internal static double Total(ReadOnlySpan<double> lanes)
    {
        double sum = 0;
        foreach (double lane in lanes)
        {
            sum += lane;
        }

        return sum;
    }

    /// <summary>Adds the upper half of the lanes to the lower half until one lane is left, and returns it.</summary>
    private static float Combine(ReadOnlySpan<float> lanes)
    {
        ReadOnlySpan<Vector4> quarters = MemoryMarshal.Cast<float, Vector4>(lanes);
        Vector4 sums = quarters[0] + quarters[2] + (quarters[1] + quarters[3]);
        return sums.X + sums.Z + (sums.Y + sums.W);
    }
}
