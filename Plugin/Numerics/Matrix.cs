using System.Diagnostics;
using NeuroAgents.Diagnostics;

namespace NeuroAgents.Numerics;

/// <summary>An owned row-major float32 matrix: rows on 64-byte boundaries, row stride padded to 16 values.</summary>
/// <remarks>
/// The values between <see cref="Columns"/> and <see cref="Stride"/> let kernels store whole vectors. They are zero at first; what stands there later is
/// nobody's data. Only construction allocates. Reading from several threads is safe.
/// </remarks>
public sealed class Matrix
{
    /// <summary>Row strides are multiples of this, values.</summary>
    public const int StrideMultiple = 16;

    private readonly AlignedBuffer _buffer;

    /// <summary>Allocates a zero matrix of shape [rows, columns].</summary>
    /// <param name="rows">Number of rows, at least 0.</param>
    /// <param name="columns">Number of columns, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of its range.</exception>
    public Matrix(int rows, int columns)
    {
        Require.NotNegative(rows);
        Require.Positive(columns);
        Rows = rows;
        Columns = columns;
        Stride = PaddedStride(columns);
        _buffer = new AlignedBuffer(checked(rows * Stride));
        Debug.Assert(Stride >= columns && Stride % StrideMultiple == 0, "The stride holds all columns and whole vectors.");
    }

    /// <summary>A matrix in a buffer that others may use too, of at least rows · padded stride values.</summary>
    internal Matrix(AlignedBuffer buffer, int rows, int columns)
    {
        Stride = PaddedStride(columns);
        Require.AtLeast(buffer.Length, checked(rows * Stride), nameof(buffer));
        (_buffer, Rows, Columns) = (buffer, rows, columns);
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns that hold data.</summary>
    public int Columns { get; }

    /// <summary>Distance from one row to the next, values.</summary>
    public int Stride { get; }

    /// <summary>The whole matrix. Does not allocate.</summary>
    public MatrixView View => new(_buffer.Span, Rows, Columns, Stride);

    /// <summary>All rows, padding included, in a form that objects can hold. Does not allocate.</summary>
    internal ReadOnlyMemory<float> Memory => _buffer.Memory;

    /// <summary>One row, <see cref="Columns"/> values. Does not allocate.</summary>
    public Span<float> Row(int row) => _buffer.Span.Slice(row * Stride, Columns);

    /// <summary>The first <paramref name="count"/> rows. Does not allocate.</summary>
    public MatrixView FirstRows(int count) => View.Slice(0, count);

    /// <summary>The smallest stride that holds <paramref name="columns"/> values and is a multiple of <see cref="StrideMultiple"/>.</summary>
    public static int PaddedStride(int columns) => (columns + StrideMultiple - 1) / StrideMultiple * StrideMultiple;
}
