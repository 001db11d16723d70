using CsCheck;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Numerics;

/// <summary>The tile kernel against the textbook loops, bit for bit, over shapes that no tile divides.</summary>
public sealed class MatrixMultiplyTests
{
    private static readonly int[] s_rows = [0, 1, 2, 5, 6, 7, 13, 96, 97];
    private static readonly int[] s_columns = [1, 2, 7, 8, 9, 15, 16, 17, 31, 33];
    private static readonly int[] s_inner = [1, 2, 3, 8, 31, 64];

    public static TheoryData<int> Rows => [.. s_rows];

    [Theory]
    [MemberData(nameof(Rows))]
    public void EveryProductHasTheBitsOfTheNaiveLoops(int rows)
    {
        foreach (int columns in s_columns)
        {
            foreach (int inner in s_inner)
            {
                AssertForward(rows, columns, inner, inner, 1);
                AssertWeightGradient(rows, columns, inner, inner, 2);
                AssertInputGradient(rows, columns, inner, inner, 3);
            }
        }
    }

    [Fact]
    public void AnyShapeAndStrideHasTheBitsOfTheNaiveLoops()
        => Gen.Select(Gen.Int[0, 40], Gen.Int[1, 70], Gen.Int[1, 40], Gen.Int[0, 20], Gen.ULong).Sample(
            (rows, columns, inner, gap, seed) =>
            {
                AssertForward(rows, columns, inner, inner + gap, seed);
                AssertWeightGradient(rows, columns, inner, inner + gap, seed);
                AssertInputGradient(rows, columns, inner, inner + gap, seed);
            },
            iter: 300);

    /// <summary>Shapes larger than the caches are cut into blocks of rows and groups of sums, and prefetched.</summary>
    [Fact]
    public void LargeProductsHaveTheBitsOfTheNaiveLoops()
    {
        AssertForward(301, 515, 517, 517, 1);
        AssertWeightGradient(301, 515, 517, 521, 2);
        AssertInputGradient(301, 515, 517, 517, 3);
    }

    [Fact]
    public void RowsDoNotDependOnTheirNeighbours()
    {
        Matrix x = Matrices.Normal(97, 31, 5), w = Matrices.Normal(31, 33, 6), all = new(97, 33), one = new(1, 33);
        float[] bias = new float[48];
        MatrixMultiply.Forward(x.View, w.View, bias, all.View);
        for (int row = 0; row < x.Rows; row++)
        {
            MatrixMultiply.Forward(x.View.Slice(row, 1), w.View, bias, one.View);
            Matrices.AssertSameBits(all.View.Slice(row, 1), one.View, $"row {row}");
        }
    }

    [Fact]
    public void NothingBeyondThePaddingIsWritten()
    {
        foreach (int rows in s_rows)
        {
            foreach (int columns in s_columns)
            {
                Matrix x = Matrices.Normal(rows, 3, 8), w = Matrices.Normal(3, columns, 9);
                int padded = Matrix.PaddedStride(columns), stride = padded + Matrix.StrideMultiple;
                float[] memory = new float[rows * stride + 64];
                Array.Fill(memory, 7f);
                MatrixMultiply.Forward(x.View, w.View, new float[padded], new MatrixView(memory, rows, columns, stride));
                for (int i = 0; i < memory.Length; i++)
                {
                    Assert.True(i < rows * stride && i % stride < padded || memory[i] == 7f, $"{rows}x{columns} at {i}");
                }
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0, 5)]
    [InlineData(7, 17)]
    [InlineData(300, 71)]
    public void SumRowsAddsInTheOrderOfTheRows(int rows, int columns)
    {
        Matrix x = Matrices.Normal(rows, columns, 5);
        float[] sums = new float[Matrix.PaddedStride(columns)];
        MatrixMultiply.SumRows(x.View, sums);
        for (int column = 0; column < columns; column++)
        {
            float expected = 0;
            for (int row = 0; row < rows; row++)
            {
                expected += x.Row(row)[column];
            }

            Assert.Equal(expected, sums[column]);
        }

        Assert.Throws<ArgumentException>(() => MatrixMultiply.SumRows(x.View, new float[columns - 1]));
    }

    [Fact]
    public void TransposeMovesEveryValue()
    {
        Matrix source = Matrices.Normal(13, 17, 7), target = new(17, 13);
        MatrixMultiply.Transpose(source.View, target.View);
        for (int row = 0; row < 13; row++)
        {
            for (int column = 0; column < 17; column++)
            {
                Assert.Equal(source.Row(row)[column], target.Row(column)[row]);
            }
        }

        Matrices.AssertZeroPadding(target.View, "transposed");
        Assert.Throws<ArgumentException>(() => MatrixMultiply.Transpose(source.View, source.View));
    }

    private static void AssertForward(int rows, int columns, int inner, int stride, ulong seed)
    {
        string what = $"forward {rows}x{inner}x{columns}, stride {stride}";
        ReadOnlyMatrixView x = new(Matrices.Strided(rows, inner, stride, seed), rows, inner, stride);
        Matrix w = Matrices.Normal(inner, columns, seed + 1), bias = Matrices.Normal(1, columns, seed + 2), expected = new(rows, columns),
            actual = Dirty(rows, columns);
        NaiveMatrixMultiply.Forward(x, w.View, bias.Row(0), expected.View);
        MatrixMultiply.Forward(x, w.View, bias.View.Data, actual.View);
        Matrices.AssertSameBits(expected.View, actual.View, what);
        Matrices.AssertZeroPadding(actual.View, what);
    }

    private static void AssertWeightGradient(int rows, int columns, int inner, int stride, ulong seed)
    {
        string what = $"weight gradient {rows}x{inner}x{columns}, stride {stride}";
        ReadOnlyMatrixView x = new(Matrices.Strided(rows, inner, stride, seed), rows, inner, stride);
        Matrix outputGradient = Matrices.Normal(rows, columns, seed + 1), expected = new(inner, columns), actual = Dirty(inner, columns);
        NaiveMatrixMultiply.WeightGradient(x, outputGradient.View, expected.View);
        MatrixMultiply.WeightGradient(x, outputGradient.View, actual.View);
        Matrices.AssertSameBits(expected.View, actual.View, what);
        Matrices.AssertZeroPadding(actual.View, what);
    }

    private static void AssertInputGradient(int rows, int inputs, int outputs, int stride, ulong seed)
    {
        string what = $"input gradient {rows}x{outputs}x{inputs}, stride {stride}";
        ReadOnlyMatrixView outputGradient = new(Matrices.Strided(rows, outputs, stride, seed), rows, outputs, stride);
        Matrix w = Matrices.Normal(inputs, outputs, seed + 1), transposed = new(outputs, inputs), expected = new(rows, inputs), actual = Dirty(rows, inputs);
        MatrixMultiply.Transpose(w.View, transposed.View);
        NaiveMatrixMultiply.InputGradient(outputGradient, w.View, expected.View);
        MatrixMultiply.InputGradient(outputGradient, transposed.View, actual.View);
        Matrices.AssertSameBits(expected.View, actual.View, what);
        Matrices.AssertZeroPadding(actual.View, what);
    }

    /// <summary>NaN in every value and zero in the padding. The product must overwrite every value.</summary>
    private static Matrix Dirty(int rows, int columns)
    {
        Matrix matrix = new(rows, columns);
        for (int row = 0; row < rows; row++)
        {
            matrix.Row(row).Fill(float.NaN);
        }

        return matrix;
    }
}
