#if NET
using System.Diagnostics;

namespace NeuroAgents.Numerics;

/// <summary>Kernels that compute one tile of the result each. The name tells the tile's width in vectors of <see cref="Lanes"/> values: a single is one vector wide, a pair two, a quad four.</summary>
internal unsafe interface ITileKernel
{
    /// <summary>Values in a vector.</summary>
    static abstract int Lanes { get; }

    /// <summary>Rows of <see cref="Pair"/>: the most whose sums fit the registers.</summary>
    static abstract int PairRows { get; }

    /// <summary>Rows of <see cref="MiddlePair"/> and <see cref="MiddleSingle"/>.</summary>
    static abstract int MiddleRows { get; }

    /// <summary>Rows of <see cref="Single"/>.</summary>
    static abstract int SingleRows { get; }

    /// <remarks>Prefetches one cache line at <c>ahead</c> in each step of the inner index.</remarks>
    static abstract void Pair(in Operands o, int row, int column, float* ahead, nint aheadStep);

    static abstract void MiddlePair(in Operands o, int row, int column);

    static abstract void RowPair(in Operands o, int row, int column);

    static abstract void RowQuad(in Operands o, int row, int column);

    static abstract void Single(in Operands o, int row, int column);

    static abstract void MiddleSingle(in Operands o, int row, int column);

    static abstract void RowSingle(in Operands o, int row, int column);
}

/// <summary>The computation of one product, C = start + A · B, tile by tile.</summary>
/// <remarks>
/// <para>The rows are cut into blocks, a block's columns into panels of two vectors, and a panel's rows into tiles. The loops run in that order, outermost first:</para>
/// <code>
///                 B: inner × columns
///                 ┌────┬────┬────┬──┐
///                 │    │████│    │  │     panel of B: stays in the first cache level while a block passes over it
///                 └────┴────┴────┴──┘
///  A: rows × inner   C: rows × columns
///  ┌──────────┐   ┌────┬────┬────┬──┐
///  │██████████│   │ 1  │ 4  │ 7  │10│ ─┐
///  │██████████│   │ 2  │ 5  │ 8  │11│  │  block: its rows of A stay in the second cache level while all panels use them
///  │██████████│   │ 3  │ 6  │ 9  │12│ ─┘  numbers: the order of the tiles
///  ├──────────┤   ├────┼────┼────┼──┤
///  │          │   │ 13 │ …  │    │  │     next block
/// </code>
/// <list type="bullet">
/// <item>Shape: a panel is covered by Pair tiles, then MiddlePair tiles, then RowPair tiles for the rows that are left. The last columns, at most one vector,
/// have Single, MiddleSingle and RowSingle tiles. A block of fewer rows than a middle tile has RowQuad tiles first.</item>
/// <item>Bits: every value of C is one chain of multiply-adds over the inner index in ascending order, whatever the tile, so the cover never changes a result.</item>
/// <item>Memory: tiles load and store whole vectors, so the rows of B, C and the starts must be padded: <see cref="Operands.AssertValid"/>.</item>
/// <item>Threads: <see cref="TileKernels"/> calls the driver on the thread that computes the product. Calls on several threads are safe as long as their outputs
/// are distinct. Nothing is allocated.</item>
/// </list>
/// </remarks>
internal static unsafe class TileDriver
{
    /// <summary>Values of A in a block: 256 KiB, a quarter of a current processor's second cache level.</summary>
    private const int BlockLength = 65536;

    /// <summary>Minimum height of a block, in tiles. Lower blocks would do too little work for each panel of B that they load.</summary>
    private const int MinTiles = 4;

    internal static void Multiply<TKernel>(in Operands o)
        where TKernel : struct, ITileKernel
    {
        o.AssertValid();
        int height = Math.Max(TKernel.PairRows, TKernel.SingleRows);
        if (o.Rows <= MinTiles * height)
        {
            Block<TKernel>(o, 0, o.Rows);
            return;
        }

        int block = Math.Max(MinTiles, BlockLength / Math.Max(1, o.Inner) / height) * height;
        for (int row = 0; row < o.Rows; row += block)
        {
            Block<TKernel>(o, row, Math.Min(row + block, o.Rows));
        }
    }

    private static void Block<TKernel>(in Operands o, int first, int end)
        where TKernel : struct, ITileKernel
    {
        Debug.Assert(first >= 0 && first <= end && end <= o.Rows, "A block of rows lies within the product.");
        int column = 0;
        if (end - first < TKernel.MiddleRows)
        {
            // With few rows, only vectors side by side give independent chains that can run at the same time: use four.
            for (; column + 3 * TKernel.Lanes < o.Columns; column += 4 * TKernel.Lanes)
            {
                for (int row = first; row < end; row++)
                {
                    TKernel.RowQuad(o, row, column);
                }
            }
        }

        for (; column + TKernel.Lanes < o.Columns; column += 2 * TKernel.Lanes)
        {
            Pairs<TKernel>(o, first, end, column);
        }

        if (column < o.Columns)
        {
            LastColumns<TKernel>(o, first, end, column);
        }
    }

    private static void Pairs<TKernel>(in Operands o, int row, int end, int column)
        where TKernel : struct, ITileKernel
    {
        for (; row + TKernel.PairRows <= end; row += TKernel.PairRows)
        {
            Prefetch.Output(o, row + TKernel.PairRows, TKernel.PairRows, column, 2 * TKernel.Lanes);
            float* ahead = Prefetch.Plan(o, row, TKernel.PairRows, column, out nint step);
            TKernel.Pair(o, row, column, ahead, step);
        }

        for (; row + TKernel.MiddleRows <= end; row += TKernel.MiddleRows)
        {
            TKernel.MiddlePair(o, row, column);
        }

        for (; row < end; row++)
        {
            TKernel.RowPair(o, row, column);
        }
    }

    private static void LastColumns<TKernel>(in Operands o, int row, int end, int column)
        where TKernel : struct, ITileKernel
    {
        Debug.Assert(o.Columns - column <= TKernel.Lanes, "At most one vector of columns is left.");

        // The last columns fit a vector of half the width, so half of a full vector's lanes would do useless work.
        if (TKernel.Lanes > TileKernel256.Lanes && o.Columns - column <= TileKernel256.Lanes)
        {
            LastColumns<TileKernel256>(o, row, end, column);
            return;
        }

        for (; row + TKernel.SingleRows <= end; row += TKernel.SingleRows)
        {
            TKernel.Single(o, row, column);
        }

        for (; row + TKernel.MiddleRows <= end; row += TKernel.MiddleRows)
        {
            TKernel.MiddleSingle(o, row, column);
        }

        for (; row < end; row++)
        {
            TKernel.RowSingle(o, row, column);
        }
    }
}
#endif
