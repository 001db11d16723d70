using System.Diagnostics;
using NeuroAgents.Diagnostics;

namespace NeuroAgents.Numerics;

/// <summary>A writable row-major view of shape [rows, columns] over another object's memory. Does not allocate.</summary>
/// <remarks>A stack-only value, which cannot outlive the call that created it. The memory's owner decides which thread may write, and when.</remarks>
public readonly ref struct MatrixView
{
    /// <summary>Creates a view over <paramref name="data"/>.</summary>
    /// <param name="data">At least (rows − 1) · stride + columns values.</param>
    /// <param name="rows">Number of rows, at least 0.</param>
    /// <param name="columns">Number of columns, at least 0.</param>
    /// <param name="stride">Distance from one row to the next, in values, at least <paramref name="columns"/>.</param>
    /// <exception cref="ArgumentException">The data is too short or the stride too small.</exception>
    public MatrixView(Span<float> data, int rows, int columns, int stride)
    {
        Require.NotNegative(rows);
        Require.NotNegative(columns);
        Require.AtLeast(stride, columns, nameof(stride));
        Require.AtLeast(data.Length, rows == 0 ? 0 : checked((rows - 1) * stride + columns), nameof(data));
        Data = data;
        Rows = rows;
        Columns = columns;
        Stride = stride;
    }

    /// <summary>Memory under the view, padding included.</summary>
    public Span<float> Data { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Distance from one row to the next, in values.</summary>
    public int Stride { get; }

    /// <summary>Value at a row and a column.</summary>
    public ref float this[int row, int column] => ref Row(row)[column];

    /// <summary>Returns one row, <see cref="Columns"/> values.</summary>
    public Span<float> Row(int row)
    {
        // Where the memory ends with the view, Slice itself throws.
        Debug.Assert(row < Rows || (long)row * Stride + Columns > Data.Length, "The row lies within the view, not only within its memory.");
        return Data.Slice(row * Stride, Columns);
    }

    /// <summary>Returns <paramref name="count"/> rows from <paramref name="first"/> on.</summary>
    public MatrixView Slice(int first, int count)
    {
        CheckRows(first, count, Rows);
        return new MatrixView(count == 0 ? default : Data[(first * Stride)..], count, Columns, Stride);
    }

    /// <summary>Returns <paramref name="count"/> columns from <paramref name="first"/> on, which must be a multiple of <see cref="Matrix.StrideMultiple"/> where rows are padded.</summary>
    internal MatrixView Part(int first, int count) => new(Rows == 0 ? default : Data[first..], Rows, count, Stride);

    /// <summary>Copies the values, not the padding, into a view of the same shape.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public void CopyTo(MatrixView destination) => ((ReadOnlyMatrixView)this).CopyTo(destination);

    /// <summary>Sets every value, not the padding, to zero.</summary>
    public void Clear()
    {
        for (int row = 0; row < Rows; row++)
        {
            Row(row).Clear();
        }
    }

    /// <summary>Converts the view to a read-only view of the same memory.</summary>
    public static implicit operator ReadOnlyMatrixView(MatrixView view) => new(view.Data, view.Rows, view.Columns, view.Stride);

    internal static void CheckRows(int first, int count, int rows)
    {
        if ((uint)first > (uint)rows || (uint)count > (uint)(rows - first))
        {
            throw new ArgumentOutOfRangeException(nameof(count), $"count: expected rows within 0 to {rows}, received {first} to {(long)first + count}.");
        }
    }
}
