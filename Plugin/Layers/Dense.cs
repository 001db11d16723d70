using NeuroAgents.Activations;
using NeuroAgents.Diagnostics;
using NeuroAgents.Initializers;
using NeuroAgents.Numerics;

namespace NeuroAgents.Layers;

/// <summary>y = f(z), z = b + x · W: a row of perceptrons that share their inputs. One unit with a sigmoid is the classic perceptron.</summary>
/// <remarks>
/// x: [batch, inputs], W: [inputs, units], b: [units], y: [batch, units]. Back: dz = dy · f′(z), dW = xᵀ · dz, db = Σ over rows of dz, dx = dz · Wᵀ
/// (Rumelhart, Hinton, Williams 1986). Training and inference compute the same.
/// </remarks>
public sealed class Dense : Layer
{
    private const int BlockRows = 96;
    private static readonly Initializer s_defaultWeights = new GlorotUniform();
    private static readonly Initializer s_defaultBias = new Zeros();
    private readonly Initializer _weightInitializer;
    private readonly Initializer _biasInitializer;

    /// <summary>Describes the layer.</summary>
    /// <param name="units">Number of outputs, at least 1.</param>
    /// <param name="activation">f; default identity, as in Keras 3.</param>
    /// <param name="weightInitializer">Start of W; default Glorot uniform, as in Keras 3.</param>
    /// <param name="biasInitializer">Start of b; default zeros.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="units"/> is less than 1.</exception>
    public Dense(int units, Activation? activation = null, Initializer? weightInitializer = null, Initializer? biasInitializer = null)
    {
        Require.Positive(units);
        Units = units;
        Activation = activation ?? Activation.Identity;
        _weightInitializer = weightInitializer ?? s_defaultWeights;
        _biasInitializer = biasInitializer ?? s_defaultBias;
    }

    /// <summary>Number of outputs.</summary>
    public int Units { get; }

    /// <summary>f.</summary>
    public Activation Activation { get; }

    /// <inheritdoc/>
    public override string Kind => "dense";

    /// <inheritdoc/>
    public override int OutputWidth(int inputs) => Units;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterShape> Parameters(int inputs)
        => [new ParameterShape("weights", inputs, Units, _weightInitializer), new ParameterShape("bias", 1, Units, _biasInitializer)];

    /// <summary>Room for Wᵀ, and for a block of z where the activation's slope needs it.</summary>
    public override int ScratchLength(int inputs)
        => Units * Matrix.PaddedStride(inputs) + (Activation.NeedsInput ? BlockRows * Matrix.PaddedStride(Units) : 0);

    /// <inheritdoc/>
    public override string Describe() => $"Dense {Units}, {Activation.Name}";

    /// <inheritdoc/>
    public override void Forward(ReadOnlySpan<float> parameters, ReadOnlyMatrixView input, MatrixView output)
    {
        bool isRelu = Activation == Activation.Relu;
        MatrixMultiply.Forward(input, Weights(parameters, input.Columns), Bias(parameters, input.Columns), output, isRelu);
        if (!isRelu)
        {
            Activation.Forward(output);
        }
    }

    /// <inheritdoc/>
    public override void Backward(in BackwardPass pass)
    {
        int inputs = pass.Input.Columns;
        ActivationBackward(pass);
        int weightLength = inputs * Matrix.PaddedStride(Units);
        MatrixView weightGradient = new(pass.ParameterGradient[..weightLength], inputs, Units, Matrix.PaddedStride(Units));
        MatrixMultiply.WeightGradient(pass.Input, pass.OutputGradient, weightGradient);
        SumRows(pass.OutputGradient, pass.ParameterGradient.Slice(weightLength, Units));
        if (pass.NeedsInputGradient)
        {
            MatrixView transposed = new(pass.Scratch, Units, inputs, Matrix.PaddedStride(inputs));
            MatrixMultiply.Transpose(Weights(pass.Parameters, inputs), transposed);
            MatrixMultiply.InputGradient(pass.OutputGradient, transposed, pass.InputGradient);
        }
    }

    /// <summary>dz = dy · f′(z). Where f′ needs z, it is computed again, block by block: cheaper than keeping it, and the same bits.</summary>
    private void ActivationBackward(in BackwardPass pass)
    {
        if (!Activation.NeedsInput)
        {
            Activation.Backward(pass.Output, pass.OutputGradient);
            return;
        }

        int inputs = pass.Input.Columns, stride = Matrix.PaddedStride(Units);
        Span<float> block = pass.Scratch.Slice(Units * Matrix.PaddedStride(inputs), BlockRows * stride);
        for (int start = 0; start < pass.Input.Rows; start += BlockRows)
        {
            int rows = Math.Min(BlockRows, pass.Input.Rows - start);
            MatrixView sums = new(block, rows, Units, stride);
            MatrixMultiply.Forward(pass.Input.Slice(start, rows), Weights(pass.Parameters, inputs), Bias(pass.Parameters, inputs), sums, false);
            Activation.Backward(sums, default, pass.OutputGradient.Slice(start, rows));
        }
    }

    private static void SumRows(ReadOnlyMatrixView rows, Span<float> sums)
    {
        sums.Clear();
        for (int row = 0; row < rows.Rows; row++)
        {
            ReadOnlySpan<float> values = rows.Row(row);
            for (int column = 0; column < sums.Length; column++)
            {
                sums[column] += values[column];
            }
        }
    }

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
