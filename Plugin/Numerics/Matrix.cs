using System.Diagnostics;
using NeuroAgents.Diagnostics;

namespace NeuroAgents.Numerics;

/// <summary>An owned row-major float32 matrix: rows on 64-byte boundaries, row stride padded to 16 values.</summary>
/// <remarks>
/// The values between <see cref="Columns"/> and <see cref="Stride"/> let kernels store whole vectors. They are zero at first. Kernels may overwrite them,
/// so they must not be read as data. Only construction allocates. Several threads may read at once.
/// </remarks>
public sealed class Matrix
{
    /// <summary>Number of values of which every row stride is a multiple.</summary>
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

    /// <summary>Creates a matrix in a shared buffer of at least rows · padded stride values.</summary>
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

    /// <summary>Distance from one row to the next, in values.</summary>
    public int Stride { get; }

    /// <summary>View of the whole matrix. Does not allocate.</summary>
    public MatrixView View => new(_buffer.Span, Rows, Columns, Stride);

    /// <summary>All rows, padding included, as memory that an object can store. Does not allocate.</summary>
    internal ReadOnlyMemory<float> Memory => _buffer.Memory;

    /// <summary>Returns one row, <see cref="Columns"/> values. Does not allocate.</summary>
    public Span<float> Row(int row) => _buffer.Span.Slice(row * Stride, Columns);

    /// <summary>Returns the first <paramref name="count"/> rows. Does not allocate.</summary>
    public MatrixView FirstRows(int count) => View.Slice(0, count);

    /// <summary>Returns the smallest multiple of <see cref="StrideMultiple"/> that is at least <paramref name="columns"/>.</summary>
    public static int PaddedStride(int columns) => (columns + StrideMultiple - 1) / StrideMultiple * StrideMultiple;
}
