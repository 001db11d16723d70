using System.Diagnostics;
using NeuroAgents.Activations;
using NeuroAgents.Diagnostics;
using NeuroAgents.Initializers;
using NeuroAgents.Numerics;

namespace NeuroAgents.Layers;

/// <summary>Fully connected layer y = f(z), z = b + x · W: a row of perceptrons with shared inputs. One unit with a sigmoid is the classic perceptron.</summary>
/// <remarks>
/// x: [batch, inputs], W: [inputs, units], b: [units], y: [batch, units]. Backward: dz = dy · f′(z), dW = xᵀ · dz, db = Σ over rows of dz, dx = dz · Wᵀ
/// (Rumelhart, Hinton, Williams 1986). Training and inference compute the same. Each value is a sum of its own, so a pass over some columns has the bits
/// of a pass over all of them. Ranges of columns start at multiples of 16 and end at such a multiple or at the last column.
/// <example><code>
/// Sequential network = new(32, [new Dense(64, Activation.Relu), new Dense(8)]);  // 32 inputs, 64 hidden units, 8 linear outputs
/// </code></example>
/// </remarks>
public sealed class Dense : Layer
{
    /// <summary>Rows of a gradient's part: the height of the tallest tile, so that parts cost no speed.</summary>
    private const int RowsPerPart = 12;

    /// <summary>Maximum columns of a gradient's part. They stay in the second cache level for all strips that share them.</summary>
    private const int MaxColumnsPerPart = 256;

    /// <summary>Minimum cost of a gradient's part, in columns, because it reads its inputs column by column.</summary>
    private const int MinPaidColumns = 32;

    /// <summary>Values in a part of the transposition, which reads and writes 64 KiB in all.</summary>
    private const int TransposedValues = 8192;
    private const int TransposedColumns = 512;
    private static readonly Initializer s_defaultBias = new Zeros();
    private readonly Initializer _weightInitializer;
    private readonly Initializer _biasInitializer;

    /// <summary>Describes the layer.</summary>
    /// <param name="units">Number of outputs, at least 1.</param>
    /// <param name="activation">f. Default: identity, as in Keras 3.</param>
    /// <param name="weightInitializer">Initial values of W. Default: <see cref="Initializer.DefaultFor"/> the activation.</param>
    /// <param name="biasInitializer">Initial values of b. Default: zeros.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="units"/> is less than 1.</exception>
    public Dense(int units, Activation? activation = null, Initializer? weightInitializer = null, Initializer? biasInitializer = null)
    {
        Require.Positive(units);
        Units = units;
        Activation = activation ?? Activation.Identity;
        _weightInitializer = weightInitializer ?? Initializer.DefaultFor(Activation.Name);
        _biasInitializer = biasInitializer ?? s_defaultBias;
    }

    /// <summary>Number of outputs.</summary>
    public int Units { get; }

    /// <summary>Activation f.</summary>
    public Activation Activation { get; }

    /// <inheritdoc/>
    public override string Kind => "dense";

    /// <inheritdoc/>
    public override int OutputWidth(int inputs) => Units;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterShape> Parameters(int inputs)
        => [new ParameterShape("weights", inputs, Units, _weightInitializer), new ParameterShape("bias", 1, Units, _biasInitializer)];

    /// <summary>Returns the number of values of Wᵀ, padding included.</summary>
    public override int ScratchLength(int inputs) => Units * Matrix.PaddedStride(inputs);

    /// <summary>Returns the width of z if the activation's slope needs z, else 0.</summary>
    public override int RowScratchWidth(int inputs) => Activation.NeedsInput ? Units : 0;

    /// <summary>Returns the number of parts: bands of the weights' rows, cut into ranges of columns if rows are wide.</summary>
    public override int PreparationParts(int inputs) => Parts(inputs, BandRows) * Parts(Units, TransposedColumns);

    /// <summary>Returns the number of parts: for each group of columns, strips of the weights' rows and then the bias.</summary>
    public override int GradientParts(int inputs, int rows) => (Parts(inputs, RowsPerPart) + 1) * Parts(Units, ColumnsPerPart(rows));

    /// <inheritdoc/>
    public override string Describe() => $"Dense {Units}, {Activation.Name}";

    /// <inheritdoc/>
    public override void Forward(ReadOnlySpan<float> parameters, ReadOnlyMatrixView input, MatrixView output)
    {
        // One product for all columns: views of parts would add a sixth to the time of a single row.
        bool isRelu = Activation == Activation.Relu;
        MatrixMultiply.Forward(input, Weights(parameters, input.Columns), Bias(parameters, input.Columns), output, isRelu);
        if (!isRelu)
        {
            Activation.Forward(output);
        }
    }

    /// <inheritdoc/>
    public override void PrepareBackward(ReadOnlySpan<float> parameters, int inputs, Span<float> scratch, int firstPart, int parts)
    {
        Debug.Assert(firstPart >= 0 && parts > 0 && firstPart + parts <= PreparationParts(inputs), "Parts of the transposition must exist.");
        Debug.Assert(scratch.Length == ScratchLength(inputs), "The scratch memory must hold the transposed weights.");
        ReadOnlyMatrixView weights = Weights(parameters, inputs);
        MatrixView transposed = Transposed(scratch, inputs);
        int cuts = Parts(Units, TransposedColumns);
        for (int part = firstPart; part < firstPart + parts; part++)
        {
            int row = part / cuts * BandRows, rows = Math.Min(BandRows, inputs - row);
            int column = part % cuts * TransposedColumns, columns = Math.Min(TransposedColumns, Units - column);
            MatrixMultiply.Transpose(weights.Slice(row, rows).Part(column, columns), transposed.Slice(column, columns).Part(row, rows));
        }
    }

    /// <inheritdoc/>
    public override void Backward(in BackwardPass pass)
    {
        Slope(pass, 0, Units);
        if (pass.NeedsInputGradient)
        {
            InputGradient(pass, 0, pass.Input.Columns);
        }
    }

    /// <inheritdoc/>
    public override void ParameterGradient(in BackwardPass pass, Span<float> gradient, int firstPart, int parts)
    {
        Debug.Assert(firstPart >= 0 && parts > 0 && firstPart + parts <= GradientParts(pass.Input.Columns, pass.Input.Rows), "Parts of the gradient must exist.");
        Debug.Assert(gradient.Length == (pass.Input.Columns + 1) * Matrix.PaddedStride(Units), "The gradient must be the layer's slice.");
        int width = ColumnsPerPart(pass.Input.Rows), perWidth = Parts(pass.Input.Columns, RowsPerPart) + 1;
        for (int part = firstPart, end = firstPart + parts; part < end;)
        {
            int first = part % perWidth, count = Math.Min(perWidth - first, end - part), column = part / perWidth * width;
            Strips(pass, gradient, first, count, column, Math.Min(width, Units - column));
            part += count;
        }
    }

    internal override long ForwardWork(int inputs) => ((long)inputs + ActivationWork) * Units;

    internal override long BackwardWork(int inputs, bool needsInputGradient) => (SlopeWork(inputs) + (needsInputGradient ? inputs : 0)) * Units;

    internal override long GradientPartWork(int inputs, int rows)
        => (long)Math.Min(RowsPerPart, inputs) * rows * Math.Max(MinPaidColumns, Math.Min(Units, ColumnsPerPart(rows)));

    internal override (long Own, long Shared) GradientPartBytes(int inputs, int rows)
    {
        long strip = Math.Min(RowsPerPart, inputs), columns = Math.Min(Units, ColumnsPerPart(rows));
        return (sizeof(float) * strip * (rows + 2 * columns), sizeof(float) * rows * columns);
    }

    /// <summary>Whether f needs whole rows, as softmax does. A forward pass by columns then ends with <see cref="FinishForward"/>, and <see cref="Slope"/> takes all columns.</summary>
    internal bool NeedsWholeRows => Activation == Activation.Softmax;

    /// <summary>Returns the multiply-adds of <see cref="Slope"/> per value.</summary>
    internal long SlopeWork(int inputs) => Math.Max(1, ActivationWork) + (Activation.NeedsInput ? inputs : 0);

    /// <summary>Writes some columns of the output.</summary>
    internal void Forward(ReadOnlySpan<float> parameters, ReadOnlyMatrixView input, MatrixView output, int first, int columns)
    {
        AssertColumns(first, columns, Units);
        bool isRelu = Activation == Activation.Relu;
        MatrixView part = output.Part(first, columns);
        Product(parameters, input, part, first, isRelu);
        if (!isRelu && !NeedsWholeRows)
        {
            Activation.Forward(part);
        }
    }

    /// <summary>Applies an activation that needs whole rows.</summary>
    internal void FinishForward(MatrixView output) => Activation.Forward(output);

    /// <summary>Computes dz = dy · f′(z) of some columns. If f′ needs z, z is computed again with the same bits, so no other pass has to store it.</summary>
    internal void Slope(in BackwardPass pass, int first, int columns)
    {
        AssertColumns(first, columns, Units);
        Debug.Assert(!NeedsWholeRows || columns == Units, "The slope of an activation over whole rows must take all columns.");
        Debug.Assert(!Activation.NeedsInput || pass.RowScratch.Columns == Units, "An activation whose slope needs z must have room for it.");
        MatrixView gradient = pass.OutputGradient.Part(first, columns);
        if (Activation.NeedsInput)
        {
            MatrixView z = pass.RowScratch.Part(first, columns);
            Product(pass.Parameters, pass.Input, z, first, isRectified: false);
            Activation.Backward(z, pass.Output.Part(first, columns), gradient);
        }
        else
        {
            Activation.Backward(pass.Output.Part(first, columns), gradient);
        }
    }

    /// <summary>Writes some columns of dL/dinput from all of dz.</summary>
    internal void InputGradient(in BackwardPass pass, int first, int columns)
    {
        Debug.Assert(pass.NeedsInputGradient, "The pass must need the input's gradient.");
        AssertColumns(first, columns, pass.Input.Columns);
        MatrixMultiply.InputGradient(
            pass.OutputGradient, Transposed(pass.Scratch, pass.Input.Columns).Part(first, columns), pass.InputGradient.Part(first, columns));
    }

    /// <summary>Computes some columns of b + x · W.</summary>
    private void Product(ReadOnlySpan<float> parameters, ReadOnlyMatrixView input, MatrixView output, int first, bool isRectified)
        => MatrixMultiply.Forward(
            input, Weights(parameters, input.Columns).Part(first, output.Columns), Bias(parameters, input.Columns)[first..], output, isRectified);

    /// <summary>Writes some strips of dW for some columns, and after the last strip these columns of db.</summary>
    private void Strips(in BackwardPass pass, Span<float> gradient, int firstStrip, int strips, int column, int columns)
    {
        int inputs = pass.Input.Columns, stride = Matrix.PaddedStride(Units);
        int first = firstStrip * RowsPerPart, end = Math.Min(inputs, (firstStrip + strips) * RowsPerPart);
        ReadOnlyMatrixView slopes = ((ReadOnlyMatrixView)pass.OutputGradient).Part(column, columns);
        if (first < end)
        {
            MatrixView weights = new(gradient[(first * stride + column)..(end * stride)], end - first, columns, stride);
            MatrixMultiply.WeightGradient(pass.Input.Part(first, end - first), slopes, weights);
        }

        if (firstStrip + strips > Parts(inputs, RowsPerPart))
        {
            MatrixMultiply.SumRows(slopes, gradient.Slice(inputs * stride + column, Matrix.PaddedStride(columns)));
        }
    }

    /// <summary>Cost of f in multiply-adds per value; 0 if the product computes f on the way.</summary>
    private int ActivationWork => Activation == Activation.Identity || Activation == Activation.Relu ? 0 : WorkBounds.FunctionWork;

    /// <summary>Number of rows of W that are transposed together, a multiple of 16 so that they fill whole cache lines of Wᵀ.</summary>
    private int BandRows => Math.Max(1, TransposedValues / Math.Min(TransposedColumns, Matrix.PaddedStride(Units)) / Matrix.StrideMultiple) * Matrix.StrideMultiple;

    /// <summary>Returns the number of columns in a gradient's part over a number of rows, in equal groups.</summary>
    private int ColumnsPerPart(int rows)
    {
        long limit = Math.Min(MaxColumnsPerPart, Math.Max(Matrix.StrideMultiple, WorkBounds.Work / (RowsPerPart * Math.Max(1L, rows))));
        int cuts = Parts(Units, (int)limit / Matrix.StrideMultiple * Matrix.StrideMultiple);
        return Matrix.PaddedStride(Parts(Units, cuts));
    }

    [Conditional("DEBUG")]
    private static void AssertColumns(int first, int columns, int all)
        => Debug.Assert(
            first >= 0 && columns > 0 && first % Matrix.StrideMultiple == 0 && (first + columns == all || (columns % Matrix.StrideMultiple == 0 && first + columns < all)),
            "A range of columns must start at a multiple of 16, and end at a multiple of 16 or at the last column.");

    private static int Parts(int items, int perPart) => (items + perPart - 1) / perPart;

    private MatrixView Transposed(Span<float> scratch, int inputs) => new(scratch, Units, inputs, Matrix.PaddedStride(inputs));

    private ReadOnlyMatrixView Weights(ReadOnlySpan<float> parameters, int inputs)
    {
        int stride = Matrix.PaddedStride(Units);
        return new ReadOnlyMatrixView(parameters[..(inputs * stride)], inputs, Units, stride);
    }

    private ReadOnlySpan<float> Bias(ReadOnlySpan<float> parameters, int inputs)
    {
        int stride = Matrix.PaddedStride(Units);
        return parameters.Slice(inputs * stride, stride);
    }
}
