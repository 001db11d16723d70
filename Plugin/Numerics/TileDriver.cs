#if NET
using System.Diagnostics;

namespace NeuroAgents.Numerics;

/// <summary>The tiles of one vector width, named by their shape in the product: a pair is two vectors wide, a quad four.</summary>
internal unsafe interface ITileKernel
{
    /// <summary>Values in a vector.</summary>
    static abstract int Lanes { get; }

    /// <summary>Rows of <see cref="Pair"/>: as many as registers can hold the sums of.</summary>
    static abstract int PairRows { get; }

    /// <summary>Rows of <see cref="MiddlePair"/> and <see cref="MiddleSingle"/>.</summary>
    static abstract int MiddleRows { get; }

    /// <summary>Rows of <see cref="Single"/>.</summary>
    static abstract int SingleRows { get; }

    /// <remarks>On the way it asks for one cache line at <c>ahead</c> in each step of the inner index.</remarks>
    static abstract void Pair(in Operands o, int row, int column, float* ahead, nint aheadStep);

    static abstract void MiddlePair(in Operands o, int row, int column);

    static abstract void RowPair(in Operands o, int row, int column);

    static abstract void RowQuad(in Operands o, int row, int column);

    static abstract void Single(in Operands o, int row, int column);

    static abstract void MiddleSingle(in Operands o, int row, int column);

    static abstract void RowSingle(in Operands o, int row, int column);
}

/// <summary>Covers a product with tiles: blocks of rows outside, panels of columns inside them, the rows of a block innermost.</summary>
/// <remarks>A panel of B stays in the first cache level while a block of A, which stays in the second, passes over it.</remarks>
internal static unsafe class TileDriver
{
    /// <summary>Values of A in a block: 256 KiB, a quarter of the second cache level of today's processors.</summary>
    private const int BlockLength = 65536;

    /// <summary>Tiles that a block is high at least, or each panel of B would be fetched for too little work.</summary>
    private const int FewestTiles = 4;

    internal static void Multiply<TKernel>(in Operands o)
        where TKernel : struct, ITileKernel
    {
        o.AssertValid();
        int height = Math.Max(TKernel.PairRows, TKernel.SingleRows);
        if (o.Rows <= FewestTiles * height)
        {
            Block<TKernel>(o, 0, o.Rows);
            return;
        }

        int block = Math.Max(FewestTiles, BlockLength / Math.Max(1, o.Inner) / height) * height;
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
            // Few rows: four vectors side by side are the only chains that can run at the same time.
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

        // A vector twice as wide as what is left would work for nothing in half of its lanes.
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
