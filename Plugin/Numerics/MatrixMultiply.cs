using System.Diagnostics;
using NeuroAgents.Diagnostics;

namespace NeuroAgents.Numerics;

/// <summary>Products of a Dense layer: its forward pass and both of its gradients, on one strided tile kernel.</summary>
/// <remarks>
/// <para>Each output value is one chain of multiply-adds over the inner index in ascending order, whatever the tile, the vector width or the shape:
/// the same inputs give the same bits on every processor with a fused multiply-add.</para>
/// <para>The right operand and the output are read and written in whole vectors. Their row strides must be multiples of
/// <see cref="Matrix.StrideMultiple"/>, and their memory must hold whole strides, as every <see cref="Matrix"/> and parameter segment does.
/// The vector width decides how much of the output's padding is written; padding that is zero everywhere stays zero.</para>
/// <para>Does not allocate. Thread safe as long as outputs are distinct.</para>
/// </remarks>
public static class MatrixMultiply
{
    private const int GradientBlockRows = 128;

    /// <summary>Number of values of a gradient that are summed together: 512 KiB, which stay in the second cache level from block to block.</summary>
    private const int GroupLength = 1 << 17;

    /// <summary>Number of values that certainly fit the second cache level: 1 MiB.</summary>
    private const int CachedLength = 1 << 18;

    /// <summary>Kernel of all products: the fastest one that the processor has and the runtime or compiler enables.</summary>
    /// <remarks>Native AOT compiles for processors without AVX2 unless the project sets <c>IlcInstructionSet</c> to x86-64-v3 or x86-64-v4.</remarks>
    public static TileKernel Kernel => TileKernels.Fastest;

    /// <summary>Computes output = bias + x · weights, or max(0, bias + x · weights).</summary>
    /// <param name="x">[rows, inputs], any stride.</param>
    /// <param name="weights">[inputs, outputs], padded stride.</param>
    /// <param name="bias">At least as many values as the padded stride of the outputs.</param>
    /// <param name="output">[rows, outputs], padded stride; must not overlap an operand.</param>
    /// <param name="isRectified">Whether negative outputs are stored as zero (ReLU). NaN stays NaN.</param>
    /// <exception cref="ArgumentException">The shapes don't match, or a stride is not padded.</exception>
    public static unsafe void Forward(ReadOnlyMatrixView x, ReadOnlyMatrixView weights, ReadOnlySpan<float> bias, MatrixView output, bool isRectified = false)
    {
        Require.Shape(weights.Rows, weights.Columns, x.Columns, output.Columns, nameof(weights));
        Require.Shape(output.Rows, output.Columns, x.Rows, weights.Columns, nameof(output));
        Require.AtLeast(bias.Length, Matrix.PaddedStride(output.Columns), nameof(bias));
        RequirePadded(weights, nameof(weights));
        RequirePadded(output, nameof(output));
        Debug.Assert(AreApart(x, output) && AreApart(weights, output), "The output overlaps no operand of the product.");
        fixed (float* a = x.Data, b = weights.Data, start = bias, c = output.Data)
        {
            TileKernels.Multiply(new Operands(
                a, x.Stride, 1, b, weights.Stride, start, 0, c, output.Stride, x.Rows, output.Columns, x.Columns, isRectified, IsLarge(x, output)));
        }
    }

    /// <summary>Computes weightGradient = xᵀ · outputGradient.</summary>
    /// <param name="x">[rows, inputs], any stride.</param>
    /// <param name="outputGradient">[rows, outputs], padded stride.</param>
    /// <param name="weightGradient">[inputs, outputs], padded stride; overwritten; must not overlap an operand.</param>
    /// <exception cref="ArgumentException">The shapes don't match, or a stride is not padded.</exception>
    public static unsafe void WeightGradient(ReadOnlyMatrixView x, ReadOnlyMatrixView outputGradient, MatrixView weightGradient)
    {
        Require.Shape(outputGradient.Rows, outputGradient.Columns, x.Rows, weightGradient.Columns, nameof(outputGradient));
        Require.Shape(weightGradient.Rows, weightGradient.Columns, x.Columns, outputGradient.Columns, nameof(weightGradient));
        RequirePadded(outputGradient, nameof(outputGradient));
        RequirePadded(weightGradient, nameof(weightGradient));
        Debug.Assert(AreApart(x, weightGradient) && AreApart(outputGradient, weightGradient), "The weights' gradient overlaps no operand of the product.");
        fixed (float* a = x.Data, b = outputGradient.Data, c = weightGradient.Data)
        {
            bool isLarge = IsLarge(x, outputGradient);
            int group = isLarge ? Group(x.Columns, weightGradient.Stride) : Math.Max(1, x.Columns);
            for (int column = 0; column < x.Columns; column += group)
            {
                // The rows are processed in blocks, so that a block and the sums stay in cache while all tiles use them. Each sum continues from the block before.
                Debug.Assert(group > 0 && column % group == 0, "Groups of columns follow each other without a gap.");
                int columns = Math.Min(group, x.Columns - column);
                float* sums = c + (nint)column * weightGradient.Stride;
                int row = 0;
                do
                {
                    int rows = Math.Min(GradientBlockRows, x.Rows - row);
                    TileKernels.Multiply(new Operands(
                        a + (nint)row * x.Stride + column, 1, x.Stride, b + (nint)row * outputGradient.Stride, outputGradient.Stride,
                        row == 0 ? null : sums, weightGradient.Stride, sums, weightGradient.Stride, columns, weightGradient.Columns, rows, false, isLarge));
                    row += rows;
                }
                while (row < x.Rows);
            }
        }
    }

    /// <summary>Computes inputGradient = outputGradient · weightsᵀ.</summary>
    /// <param name="outputGradient">[rows, outputs], any stride.</param>
    /// <param name="transposedWeights">[outputs, inputs], padded stride: the weights, transposed.</param>
    /// <param name="inputGradient">[rows, inputs], padded stride; overwritten; must not overlap an operand.</param>
    /// <exception cref="ArgumentException">The shapes don't match, or a stride is not padded.</exception>
    public static unsafe void InputGradient(ReadOnlyMatrixView outputGradient, ReadOnlyMatrixView transposedWeights, MatrixView inputGradient)
    {
        Require.Shape(transposedWeights.Rows, transposedWeights.Columns, outputGradient.Columns, inputGradient.Columns, nameof(transposedWeights));
        Require.Shape(inputGradient.Rows, inputGradient.Columns, outputGradient.Rows, transposedWeights.Columns, nameof(inputGradient));
        RequirePadded(transposedWeights, nameof(transposedWeights));
        RequirePadded(inputGradient, nameof(inputGradient));
        Debug.Assert(AreApart(outputGradient, inputGradient) && AreApart(transposedWeights, inputGradient), "The inputs' gradient overlaps no operand of the product.");
        fixed (float* a = outputGradient.Data, b = transposedWeights.Data, c = inputGradient.Data)
        {
            TileKernels.Multiply(new Operands(
                a, outputGradient.Stride, 1, b, transposedWeights.Stride, null, 0, c, inputGradient.Stride,
                outputGradient.Rows, inputGradient.Columns, outputGradient.Columns, false, IsLarge(outputGradient, inputGradient)));
        }
    }

    /// <summary>Computes sums[n] = Σ over rows of x[row, n], in the order of the rows, as a product with a row of ones.</summary>
    /// <param name="x">[rows, columns], padded stride.</param>
    /// <param name="sums">At least as many values as the padded stride of the columns; overwritten.</param>
    /// <exception cref="ArgumentException">The span is too short or the stride is not padded.</exception>
    public static unsafe void SumRows(ReadOnlyMatrixView x, Span<float> sums)
    {
        Require.AtLeast(sums.Length, Matrix.PaddedStride(x.Columns), nameof(sums));
        RequirePadded(x, nameof(x));
        float one = 1;
        fixed (float* b = x.Data, c = sums)
        {
            TileKernels.Multiply(new Operands(&one, 0, 0, b, x.Stride, null, 0, c, 0, 1, x.Columns, x.Rows, false, false));
        }
    }

    /// <summary>Computes destination = sourceᵀ.</summary>
    /// <param name="source">[rows, columns].</param>
    /// <param name="destination">[columns, rows]; must not overlap the source.</param>
    /// <exception cref="ArgumentException">The shapes don't match.</exception>
    public static void Transpose(ReadOnlyMatrixView source, MatrixView destination)
    {
        Require.Shape(destination.Rows, destination.Columns, source.Columns, source.Rows, nameof(destination));
        Transposition.Run(source, destination);
    }

    /// <summary>Returns the number of a gradient's rows that are summed together, in equal groups of whole tiles.</summary>
    private static int Group(int rows, int stride)
    {
        const int tile = 12;
        int groups = (int)(((long)rows * stride + GroupLength - 1) / GroupLength);
        return ((rows + groups - 1) / groups + tile - 1) / tile * tile;
    }

    private static bool IsLarge(ReadOnlyMatrixView read, ReadOnlyMatrixView other)
        => read.Columns >= 128 && (long)read.Rows * (read.Columns + other.Columns) > CachedLength;

    /// <summary>Returns whether two views share no memory of their rows, padding included.</summary>
    internal static bool AreApart(ReadOnlyMatrixView a, ReadOnlyMatrixView b) => !Occupied(a).Overlaps(Occupied(b));

    private static ReadOnlySpan<float> Occupied(ReadOnlyMatrixView view)
        => view.Rows == 0 ? default : view.Data[..Math.Min(view.Data.Length, (view.Rows - 1) * view.Stride + Math.Min(view.Stride, Matrix.PaddedStride(view.Columns)))];

    private static void RequirePadded(ReadOnlyMatrixView matrix, string name)
    {
        int needed = Matrix.PaddedStride(matrix.Columns);
        if (matrix.Stride % Matrix.StrideMultiple != 0 || matrix.Data.Length < (matrix.Rows == 0 ? 0 : (matrix.Rows - 1) * matrix.Stride + needed))
        {
            throw new ArgumentException(
                $"{name}: expected rows padded to {needed} values, received a stride of {matrix.Stride} over {matrix.Data.Length} values.", name);
        }
    }
}
