using NeuroAgents.Numerics;
using Xunit;

namespace NeuroAgents.Tests.Support;

/// <summary>Matrices filled from a seeded source, and comparisons that name the first place that differs.</summary>
internal static class Matrices
{
    /// <summary>Returns standard normal values in an aligned matrix.</summary>
    internal static Matrix Normal(int rows, int columns, ulong seed)
    {
        RandomSource random = new(seed, 99);
        Matrix matrix = new(rows, columns);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                matrix.Row(row)[column] = random.Normal((ulong)row, (ulong)column);
            }
        }

        return matrix;
    }

    /// <summary>Returns a dense or over-wide array of normal values. The padding between the columns and the stride is NaN, so reading it spoils the result.</summary>
    internal static float[] Strided(int rows, int columns, int stride, ulong seed)
    {
        RandomSource random = new(seed, 98);
        float[] values = new float[rows * stride];
        Array.Fill(values, float.NaN);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                values[row * stride + column] = random.Normal((ulong)row, (ulong)column);
            }
        }

        return values;
    }

    internal static Matrix Of(double[,] values)
    {
        Matrix matrix = new(values.GetLength(0), values.GetLength(1));
        for (int row = 0; row < matrix.Rows; row++)
        {
            for (int column = 0; column < matrix.Columns; column++)
            {
                matrix.Row(row)[column] = (float)values[row, column];
            }
        }

        return matrix;
    }

    internal static double[,] ToDouble(ReadOnlyMatrixView view)
    {
        double[,] values = new double[view.Rows, view.Columns];
        for (int row = 0; row < view.Rows; row++)
        {
            for (int column = 0; column < view.Columns; column++)
            {
                values[row, column] = view[row, column];
            }
        }

        return values;
    }

    /// <summary>Asserts equal bits in every value.</summary>
    internal static void AssertSameBits(ReadOnlyMatrixView expected, ReadOnlyMatrixView actual, string what)
    {
        Assert.Equal((expected.Rows, expected.Columns), (actual.Rows, actual.Columns));
        for (int row = 0; row < expected.Rows; row++)
        {
            for (int column = 0; column < expected.Columns; column++)
            {
                float e = expected[row, column], a = actual[row, column];
                Assert.True(BitConverter.SingleToInt32Bits(e) == BitConverter.SingleToInt32Bits(a),
                    $"{what} [{row}, {column}]: expected {e:R}, received {a:R}");
            }
        }
    }

    /// <summary>Asserts that every value between the columns and the stride is zero.</summary>
    internal static void AssertZeroPadding(ReadOnlyMatrixView view, string what)
    {
        for (int row = 0; row < view.Rows; row++)
        {
            for (int column = view.Columns; column < view.Stride; column++)
            {
                float value = view.Data[row * view.Stride + column];
                Assert.True(value == 0, $"{what}: padding at [{row}, {column}] is {value:R}");
            }
        }
    }

    internal static bool SameBits(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
        => System.Runtime.InteropServices.MemoryMarshal.AsBytes(a).SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes(b));
}
