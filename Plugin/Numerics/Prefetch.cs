#if NET
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace NeuroAgents.Numerics;

/// <summary>Asks for memory before a tile needs it: a tile reads too many short runs for the processor to guess where the next one lies.</summary>
/// <remarks>Asking never faults, so a plan may point past the end of a matrix.</remarks>
internal static unsafe class Prefetch
{
    private const int LineLength = 16;

    /// <summary>Asks for the cache line of an address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Line(float* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(address);
        }
    }

    /// <summary>Asks for a tile's place in C.</summary>
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

    /// <summary>Where a tile should start asking for memory while it computes, and how far to go on after each line: spread over its inner index, so that nothing has to wait.</summary>
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
            // Rows of A lie one after the other: the next tile's rows, once for all panels.
            step = column == 0 ? rows * o.ARowStride / Math.Max(1, o.Inner) : 0;
            return a + (column == 0 ? rows * o.ARowStride : 0);
        }

        // A is a block of rows read column by column: the next block's, then, panel by panel, that of B.
        step = column == 0 ? o.AColumnStride : o.BStride;
        return column == 0 ? a + o.Inner * step : o.B + o.Inner * step + column + row / rows % 2 * LineLength;
    }
}
#endif
