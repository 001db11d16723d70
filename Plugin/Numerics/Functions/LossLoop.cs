using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuroAgents.Numerics.Functions;

/// <summary>Loss of one value and its slope, written once for all lanes of a vector.</summary>
internal interface ILossFunction
{
    /// <summary>Computes the loss and its slope in each lane.</summary>
    Vector<float> Invoke(Vector<float> prediction, Vector<float> target, out Vector<float> slope);
}

/// <summary>Value and gradient, in one pass, of losses that are sums over elements.</summary>
/// <remarks>Column i is added to lane i mod 16. After about 256 values the lanes are added to a float64 and cleared. The bits are the same at any vector width.</remarks>
internal static class LossLoop
{
    private const int ValuesPerFlush = 256;

    /// <summary>Writes gradient = scale · wᵣ · slope and returns Σ wᵣ · loss. Without weights, all wᵣ are 1.</summary>
    internal static double Run<TLoss>(
        TLoss loss, ReadOnlyMatrixView prediction, ReadOnlyMatrixView target, MatrixView gradient, float scale, ReadOnlySpan<float> weights)
        where TLoss : struct, ILossFunction
    {
        Span<float> lanes = stackalloc float[FixedLanes.Count];
        lanes.Clear();
        int rowsPerFlush = Math.Max(1, ValuesPerFlush / Math.Max(1, prediction.Columns));
        bool isPadded = IsPadded(prediction) && IsPadded(target) && IsPadded(gradient);
        Vector<int> isData = LastVector(prediction.Columns);
        double sum = 0;
        for (int row = 0, flush = rowsPerFlush; row < prediction.Rows; row++)
        {
            float weight = weights.IsEmpty ? 1 : weights[row];
            if (isPadded)
            {
                PaddedRow(loss, prediction, target, gradient, row, scale, weight, lanes, isData);
            }
            else
            {
                Row(loss, prediction.Row(row), target.Row(row), gradient.Row(row), scale, weight, lanes);
            }

            if (--flush == 0)
            {
                flush = rowsPerFlush;
                sum += Flush(lanes);
            }
        }

        return sum + Flush(lanes);
    }

    /// <summary>Returns whether every row can be read in whole vectors.</summary>
    private static bool IsPadded(ReadOnlyMatrixView view)
        => view.Stride % FixedLanes.Count == 0 && view.Data.Length >= view.Rows * view.Stride;

    /// <summary>Returns a mask of the lanes that hold data in a row's last vector.</summary>
    private static Vector<int> LastVector(int columns)
    {
        Span<float> numbers = stackalloc float[Vector<float>.Count];
        for (int lane = 0; lane < numbers.Length; lane++)
        {
            numbers[lane] = lane;
        }

        return Vector.LessThan(VectorLoop.Load(numbers, 0), new Vector<float>((columns - 1) % numbers.Length + 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PaddedRow<TLoss>(
        TLoss loss, ReadOnlyMatrixView prediction, ReadOnlyMatrixView target, MatrixView gradient, int row, float scale, float weight,
        Span<float> lanes, Vector<int> isData)
        where TLoss : struct, ILossFunction
    {
        Vector<float> weights = new(weight), scales = new(scale * weight);
        int p = row * prediction.Stride, t = row * target.Stride, g = row * gradient.Stride, i = 0;
        for (; i < prediction.Columns - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> value = loss.Invoke(VectorLoop.Load(prediction.Data, p + i), VectorLoop.Load(target.Data, t + i), out Vector<float> slope);
            VectorLoop.Store(gradient.Data, g + i, scales * slope);
            Add(lanes, i, value, weights);
        }

        // Values after the columns are padding: their results are computed and dropped.
        Vector<float> last = loss.Invoke(VectorLoop.Load(prediction.Data, p + i), VectorLoop.Load(target.Data, t + i), out Vector<float> lastSlope);
        VectorLoop.Store(gradient.Data, g + i, Vector.ConditionalSelect(isData, scales * lastSlope, VectorLoop.Load(gradient.Data, g + i)));
        Add(lanes, i, Vector.ConditionalSelect(isData, last, Vector<float>.Zero), weights);
    }

    /// <summary>Processes a row without padding through padded copies of its vectors.</summary>
    private static void Row<TLoss>(
        TLoss loss, ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, Span<float> gradient, float scale, float weight, Span<float> lanes)
        where TLoss : struct, ILossFunction
    {
        Span<float> copies = stackalloc float[3 * Vector<float>.Count];
        for (int i = 0; i < prediction.Length; i += Vector<float>.Count)
        {
            int count = Math.Min(Vector<float>.Count, prediction.Length - i);
            copies.Clear();
            prediction.Slice(i, count).CopyTo(copies);
            target.Slice(i, count).CopyTo(copies[Vector<float>.Count..]);
            Vector<float> value = loss.Invoke(VectorLoop.Load(copies, 0), VectorLoop.Load(copies, Vector<float>.Count), out Vector<float> slope);
            VectorLoop.Store(copies, 2 * Vector<float>.Count, new Vector<float>(scale * weight) * slope);
            copies.Slice(2 * Vector<float>.Count, count).CopyTo(gradient[i..]);
            Add(lanes, i, Vector.ConditionalSelect(LastVector(count), value, Vector<float>.Zero), new Vector<float>(weight));
        }
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
