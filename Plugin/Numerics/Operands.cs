using System.Diagnostics;

namespace NeuroAgents.Numerics;

/// <summary>Operands of C[m, n] = start[m, n] + Σₖ A[m, k] · B[k, n]. A is addressed by two strides, so one kernel serves x, xᵀ and dY.</summary>
internal readonly unsafe struct Operands(
    float* a, nint aRowStride, nint aColumnStride, float* b, nint bStride, float* start, nint startStride,
    float* c, nint cStride, int rows, int columns, int inner,
    bool isRectified, bool isFetchedAhead)
{
    internal readonly float* A = a;
    internal readonly nint ARowStride = aRowStride;
    internal readonly nint AColumnStride = aColumnStride;
    internal readonly float* B = b;
    internal readonly nint BStride = bStride;

    /// <summary>Initial sums: padded rows, or null for zeros. May be C itself.</summary>
    internal readonly float* Start = start;

    /// <summary>Row stride of the initial sums; 0 if all rows start from the same row.</summary>
    internal readonly nint StartStride = startStride;
    internal readonly float* C = c;
    internal readonly nint CStride = cStride;
    internal readonly int Rows = rows;
    internal readonly int Columns = columns;
    internal readonly int Inner = inner;

    /// <summary>Whether negative results are stored as zero (ReLU), while they are still in a register.</summary>
    internal readonly bool IsRectified = isRectified;

    /// <summary>Whether the operands don't fit the second cache level, so that prefetching them pays.</summary>
    internal readonly bool IsFetchedAhead = isFetchedAhead;

    /// <summary>Asserts the preconditions of every tile: whole vectors of B, C and Start lie within their rows.</summary>
    [Conditional("DEBUG")]
    internal void AssertValid()
    {
        Debug.Assert(Rows >= 0 && Columns >= 0 && Inner >= 0, "A product has no negative size.");
        Debug.Assert(AColumnStride is 0 or 1 || ARowStride is 0 or 1, "A is read along its rows or along its columns, without gaps in one of the two directions.");
        Debug.Assert(Inner <= 1 || IsPadded(BStride), "The rows of B are padded, so that their last vector can be loaded whole.");
        Debug.Assert(Rows <= 1 || IsPadded(CStride), "The rows of C are padded, so that their last vector can be stored whole.");
        Debug.Assert(Start == null || StartStride == 0 || IsPadded(StartStride), "The sums start from one padded row for all, or from a padded row for each.");
        Debug.Assert(C == null || (C != A && C != B), "C is neither operand: a tile would read its own results.");
    }

    private bool IsPadded(nint stride) => stride >= Columns && stride % Matrix.StrideMultiple == 0;
}
