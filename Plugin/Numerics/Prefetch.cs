#if NET
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace NeuroAgents.Numerics;

/// <summary>Prefetches for tiles, which read too many short runs of memory for the processor to predict the next one.</summary>
/// <remarks>A prefetch never faults, so a plan may point past the end of a matrix.</remarks>
internal static unsafe class Prefetch
{
    private const int LineLength = 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Line(float* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(address);
        }
    }

    /// <summary>Prefetches the part of C that a tile will write.</summary>
    internal static void Output(in Operands o, int row, int rows, int column, int columns)
    {
        if (!o.IsFetchedAhead || row + rows > o.Rows)
        {
            return;
        }

        float* c = o.C + row * o.CStride + column;
        for (int i = 0; i < rows; i++, c += o.CStride)
        {
            for (int j = 0; j < columns; j += LineLength)
            {
                Line(c + j);
            }
        }
    }

    /// <summary>Plans a tile's prefetches, one per step of its inner index. Returns the first address and the distance from each to the next.</summary>
    internal static float* Plan(in Operands o, int row, int rows, int column, out nint step)
    {
        float* a = o.A + row * o.ARowStride;
        step = 0;
        if (!o.IsFetchedAhead)
        {
            return a;
        }

        if (o.AColumnStride == 1)
        {
            // Rows of A are contiguous: prefetch the next tile's rows during the first panel; the other panels reuse them.
            step = column == 0 ? rows * o.ARowStride / Math.Max(1, o.Inner) : 0;
            return a + (column == 0 ? rows * o.ARowStride : 0);
        }

        // A is read column by column: prefetch the next block of A during the first panel, and the next block of B, panel by panel, during the others.
        step = column == 0 ? o.AColumnStride : o.BStride;
        return column == 0 ? a + o.Inner * step : o.B + o.Inner * step + column + row / rows % 2 * LineLength;
    }
}
#endif
