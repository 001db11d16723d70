using NeuroAgents.Numerics;
using Xunit;

namespace NeuroAgents.Tests.Numerics;

/// <summary>Every kernel that this processor supports has the bits of the textbook loops, also for shapes that no tile divides.</summary>
public sealed class TileKernelTests
{
    private static readonly int[] s_rows = [1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 15, 16, 17, 25, 97];
    private static readonly int[] s_columns = [1, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 47, 48, 49, 64, 65];
    private static readonly int[] s_inner = [1, 2, 9, 64];

    public static TheoryData<string> Kernels => [.. TileKernels.Supported.Select(kernel => kernel.ToString())];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void GivesTheBitsOfTheTextbookLoops(string name)
    {
        TileKernel kernel = Enum.Parse<TileKernel>(name);
        foreach (int rows in s_rows)
        {
            foreach (int columns in s_columns)
            {
                foreach (int inner in s_inner)
                {
                    Compare(kernel, rows, columns, inner, isRectified: (rows + columns + inner) % 2 == 0);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void GivesTheSameBitsWhenRowsComeInBlocks(string name)
    {
        Compare(Enum.Parse<TileKernel>(name), 301, 71, 700, isRectified: true);
        Compare(Enum.Parse<TileKernel>(name), 300, 72, 701, isRectified: false);
    }

    private static unsafe void Compare(TileKernel kernel, int rows, int columns, int inner, bool isRectified)
    {
        RandomSource random = new(11, (ulong)(rows * 10_000 + columns * 100 + inner));
        Matrix x = Filled(rows, inner, random.Stream(1)), weights = Filled(inner, columns, random.Stream(2));
        Matrix bias = Filled(1, columns, random.Stream(3)), expected = new(rows, columns), actual = new(rows, columns);
        NaiveMatrixMultiply.Forward(x.View, weights.View, bias.Row(0), expected.View);
        fixed (float* a = x.View.Data, b = weights.View.Data, start = bias.View.Data, c = actual.View.Data)
        {
            TileKernels.Multiply(new Operands(a, x.Stride, 1, b, weights.Stride, start, 0, c, actual.Stride, rows, columns, inner, isRectified, isFetchedAhead: rows % 2 == 1), kernel);
        }

        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                float wanted = expected.View[row, column];
                wanted = isRectified && wanted < 0 ? 0 : wanted;
                Assert.True(
                    BitConverter.SingleToInt32Bits(wanted) == BitConverter.SingleToInt32Bits(actual.View[row, column]),
                    $"{kernel} {rows}x{inner}x{columns}: [{row}, {column}] {actual.View[row, column]}, expected {wanted}");
            }

            // Padding of zeros stays zero.
            Assert.All(actual.View.Data.Slice(row * actual.Stride + columns, actual.Stride - columns).ToArray(), value => Assert.Equal(0, value));
        }
    }

    private static Matrix Filled(int rows, int columns, RandomSource random)
    {
        Matrix matrix = new(rows, columns);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                matrix.Row(row)[column] = random.Uniform((ulong)row, (ulong)column, -1, 1);
            }
        }

        return matrix;
    }
}
