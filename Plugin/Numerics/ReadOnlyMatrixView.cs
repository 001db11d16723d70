using System.Diagnostics;
using NeuroAgents.Diagnostics;

namespace NeuroAgents.Numerics;

/// <summary>A read-only row-major view of shape [rows, columns] over another object's memory. Does not allocate.</summary>
public readonly ref struct ReadOnlyMatrixView
{
    /// <inheritdoc cref="MatrixView(Span{float}, int, int, int)"/>
    public ReadOnlyMatrixView(ReadOnlySpan<float> data, int rows, int columns, int stride)
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

    /// <inheritdoc cref="MatrixView.Data"/>
    public ReadOnlySpan<float> Data { get; }

    /// <inheritdoc cref="MatrixView.Rows"/>
    public int Rows { get; }

    /// <inheritdoc cref="MatrixView.Columns"/>
    public int Columns { get; }

    /// <inheritdoc cref="MatrixView.Stride"/>
    public int Stride { get; }

    /// <inheritdoc cref="MatrixView.this"/>
    public ref readonly float this[int row, int column] => ref Row(row)[column];

    /// <inheritdoc cref="MatrixView.Row"/>
    public ReadOnlySpan<float> Row(int row)
    {
        // Where the memory ends with the view, Slice itself throws.
        Debug.Assert(row < Rows || (long)row * Stride + Columns > Data.Length, "The row lies within the view, not only within its memory.");
        return Data.Slice(row * Stride, Columns);
    }

    /// <inheritdoc cref="MatrixView.Slice"/>
    public ReadOnlyMatrixView Slice(int first, int count)
    {
        MatrixView.CheckRows(first, count, Rows);
        return new ReadOnlyMatrixView(count == 0 ? default : Data[(first * Stride)..], count, Columns, Stride);
    }

    /// <inheritdoc cref="MatrixView.Part"/>
    internal ReadOnlyMatrixView Part(int first, int count) => new(Rows == 0 ? default : Data[first..], Rows, count, Stride);

    /// <inheritdoc cref="MatrixView.CopyTo"/>
    public void CopyTo(MatrixView destination)
    {
        Require.Shape(destination.Rows, destination.Columns, Rows, Columns, nameof(destination));
        for (int row = 0; row < Rows; row++)
        {
            Row(row).CopyTo(destination.Row(row));
        }
    }
}
