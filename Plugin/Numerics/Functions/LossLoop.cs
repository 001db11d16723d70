using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuroAgents.Numerics.Functions;

/// <summary>The loss of one value and its slope, written once for all lanes of a vector.</summary>
internal interface ILossFunction
{
    /// <summary>The loss in each lane.</summary>
    Vector<float> Invoke(Vector<float> prediction, Vector<float> target, out Vector<float> slope);
}

/// <summary>Losses that are sums over elements: value and gradient in one pass.</summary>
/// <remarks>Column i adds to lane i mod 16; every 256 values or so the lanes are emptied into a float64: the same bits at any vector width.</remarks>
internal static class LossLoop
{
    private const int ValuesPerFlush = 256;

    /// <summary>gradient = scale · wᵣ · slope; gives Σ wᵣ · loss. No weights means that all are 1.</summary>
    internal static double Run<TLoss>(
        TLoss loss, ReadOnlyMatrixView prediction, ReadOnlyMatrixView target, MatrixView gradient, float scale, ReadOnlySpan<float> weights)
        where TLoss : struct, ILossFunction
    {
        Span<float> lanes = stackalloc float[FixedLanes.Count];
        Span<float> tails = stackalloc float[4 * Vector<float>.Count];
        lanes.Clear();
        for (int lane = 0; lane < Vector<float>.Count; lane++)
        {
            tails[3 * Vector<float>.Count + lane] = lane;
        }

        int rowsPerFlush = Math.Max(1, ValuesPerFlush / Math.Max(1, prediction.Columns));
        double sum = 0;
        for (int row = 0; row < prediction.Rows; row++)
        {
            float weight = weights.IsEmpty ? 1 : weights[row];
            Row(loss, prediction, target, gradient, row, scale, weight, lanes, tails);
            if (row % rowsPerFlush == rowsPerFlush - 1)
            {
                sum += Flush(lanes);
            }
        }

        return sum + Flush(lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<TLoss>(
        TLoss loss, ReadOnlyMatrixView prediction, ReadOnlyMatrixView target, MatrixView gradient, int row, float scale, float weight,
        Span<float> lanes, Span<float> tails)
        where TLoss : struct, ILossFunction
    {
        int columns = prediction.Columns, width = Vector<float>.Count;
        Vector<float> weights = new(weight), scales = new(scale * weight);
        int p = row * prediction.Stride, t = row * target.Stride, g = row * gradient.Stride;
        int i = 0;
        for (; i <= columns - width; i += width)
        {
            Vector<float> value = loss.Invoke(VectorLoop.Load(prediction.Data, p + i), VectorLoop.Load(target.Data, t + i), out Vector<float> slope);
            VectorLoop.Store(gradient.Data, g + i, scales * slope);
            Add(lanes, i, value, weights);
        }

        int rest = columns - i;
        if (rest == 0)
        {
            return;
        }

        Vector<int> isData = Vector.LessThan(VectorLoop.Load(tails, 3 * width), new Vector<float>(rest));
        bool isPadded = p + i + width <= prediction.Data.Length && t + i + width <= target.Data.Length && g + i + width <= gradient.Data.Length;
        if (isPadded)
        {
            // What lies behind the columns is anybody's: computed, never kept.
            Vector<float> value = loss.Invoke(VectorLoop.Load(prediction.Data, p + i), VectorLoop.Load(target.Data, t + i), out Vector<float> slope);
            VectorLoop.Store(gradient.Data, g + i, Vector.ConditionalSelect(isData, scales * slope, VectorLoop.Load(gradient.Data, g + i)));
            Add(lanes, i, Vector.ConditionalSelect(isData, value, Vector<float>.Zero), weights);
            return;
        }

        prediction.Data.Slice(p + i, rest).CopyTo(tails);
        target.Data.Slice(t + i, rest).CopyTo(tails[width..]);
        Vector<float> last = loss.Invoke(VectorLoop.Load(tails, 0), VectorLoop.Load(tails, width), out Vector<float> lastSlope);
        VectorLoop.Store(tails, 2 * width, scales * lastSlope);
        tails.Slice(2 * width, rest).CopyTo(gradient.Data[(g + i)..]);
        Add(lanes, i, Vector.ConditionalSelect(isData, last, Vector<float>.Zero), weights);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Span<float> lanes, int column, Vector<float> value, Vector<float> weights)
    {
        int lane = column % FixedLanes.Count;
        VectorLoop.Store(lanes, lane, Arithmetic.MultiplyAdd(weights, value, VectorLoop.Load(lanes, lane)));
    }

    private static double Flush(Span<float> lanes)
    {
        double sum = 0;
        foreach (float lane in lanes)
        {
            sum += lane;
        }

        lanes.Clear();
        return sum;
    }
}
