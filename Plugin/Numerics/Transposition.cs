using System.Diagnostics;
#if NET
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
#endif

namespace NeuroAgents.Numerics;

/// <summary>Transposition of a matrix, in squares of 4 × 4 where the processor has SSE.</summary>
internal static unsafe class Transposition
{
    internal static void Run(ReadOnlyMatrixView source, MatrixView destination)
    {
        Debug.Assert(destination.Rows == source.Columns && destination.Columns == source.Rows, "The destination has the shape of the transposed source.");
        Debug.Assert(MatrixMultiply.AreApart(source, destination), "The destination doesn't overlap the source: values would be read after they were overwritten.");
        fixed (float* from = source.Data, to = destination.Data)
        {
            int rows = 0, columns = 0;
#if NET
            if (Sse.IsSupported)
            {
                (rows, columns) = (source.Rows & ~3, source.Columns & ~3);
                Squares(from, source.Stride, to, destination.Stride, rows, columns);
            }
#endif
            Values(from, source.Stride, to, destination.Stride, (0, columns), (rows, source.Columns));
            Values(from, source.Stride, to, destination.Stride, (rows, 0), (source.Rows, source.Columns));
        }
    }

    private static void Values(float* from, nint fromStride, float* to, nint toStride, (int Row, int Column) first, (int Row, int Column) end)
    {
        for (int row = first.Row; row < end.Row; row++)
        {
            for (int column = first.Column; column < end.Column; column++)
            {
                to[column * toStride + row] = from[row * fromStride + column];
            }
        }
    }

#if NET
    /// <summary>Transposes squares, one column of squares after the other, so that each cache line of the destination is filled before it leaves the cache.</summary>
    private static void Squares(float* from, nint fromStride, float* to, nint toStride, int rows, int columns)
    {
        for (int column = 0; column < columns; column += 4)
        {
            for (int row = 0; row < rows; row += 4)
            {
                float* source = from + row * fromStride + column, destination = to + column * toStride + row;
                Vector128<float> a = Vector128.Load(source), b = Vector128.Load(source + fromStride);
                Vector128<float> c = Vector128.Load(source + 2 * fromStride), d = Vector128.Load(source + 3 * fromStride);
                Vector128<float> lowAb = Sse.UnpackLow(a, b), highAb = Sse.UnpackHigh(a, b), lowCd = Sse.UnpackLow(c, d), highCd = Sse.UnpackHigh(c, d);
                Sse.MoveLowToHigh(lowAb, lowCd).Store(destination);
                Sse.MoveHighToLow(lowCd, lowAb).Store(destination + toStride);
                Sse.MoveLowToHigh(highAb, highCd).Store(destination + 2 * toStride);
                Sse.MoveHighToLow(highCd, highAb).Store(destination + 3 * toStride);
            }
        }
    }
#endif
}
