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
    /// <summary>The height of the tallest tile: a strip is as fast as the whole.</summary>
    private const int RowsPerPart = 12;
    private static readonly Initializer s_defaultBias = new Zeros();
    private readonly Initializer _weightInitializer;
    private readonly Initializer _biasInitializer;

    /// <summary>Describes the layer.</summary>
    /// <param name="units">Number of outputs, at least 1.</param>
    /// <param name="activation">f; default identity, as in Keras 3.</param>
    /// <param name="weightInitializer">Start of W; default that of the activation: see <see cref="Initializer.DefaultFor"/>.</param>
    /// <param name="biasInitializer">Start of b; default zeros.</param>
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

    /// <summary>f.</summary>
    public Activation Activation { get; }

    /// <inheritdoc/>
    public override string Kind => "dense";

    /// <inheritdoc/>
    public override int OutputWidth(int inputs) => Units;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterShape> Parameters(int inputs)
        => [new ParameterShape("weights", inputs, Units, _weightInitializer), new ParameterShape("bias", 1, Units, _biasInitializer)];

    /// <summary>Room for Wᵀ.</summary>
    public override int ScratchLength(int inputs) => Units * Matrix.PaddedStride(inputs);

    /// <summary>Room for z where the activation's slope needs it.</summary>
    public override int RowScratchWidth(int inputs) => Activation.NeedsInput ? Units : 0;

    /// <summary>Strips of the weights' rows, and the bias.</summary>
    public override int GradientParts(int inputs) => (inputs + RowsPerPart - 1) / RowsPerPart + 1;

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
    public override void PrepareBackward(ReadOnlySpan<float> parameters, int inputs, bool needsInputGradient, Span<float> scratch)
    {
        if (needsInputGradient)
        {
            MatrixMultiply.Transpose(Weights(parameters, inputs), Transposed(scratch, inputs));
        }
    }

    /// <inheritdoc/>
    public override void Backward(in BackwardPass pass)
    {
        ActivationBackward(pass);
        if (pass.NeedsInputGradient)
        {
            MatrixMultiply.InputGradient(pass.OutputGradient, Transposed(pass.Scratch, pass.Input.Columns), pass.InputGradient);
        }
    }

    /// <inheritdoc/>
    public override void ParameterGradient(in BackwardPass pass, Span<float> gradient, int firstPart, int parts)
    {
        int inputs = pass.Input.Columns, stride = Matrix.PaddedStride(Units);
        int first = firstPart * RowsPerPart, end = Math.Min(inputs, (firstPart + parts) * RowsPerPart);
        if (first < end)
        {
            ReadOnlyMatrixView input = new(pass.Input.Data[first..], pass.Input.Rows, end - first, pass.Input.Stride);
            MatrixMultiply.WeightGradient(input, pass.OutputGradient, new MatrixView(gradient[(first * stride)..(end * stride)], end - first, Units, stride));
        }

        if (firstPart + parts == GradientParts(inputs))
        {
            MatrixMultiply.SumRows(pass.OutputGradient, gradient.Slice(inputs * stride, stride));
        }
    }

    /// <summary>dz = dy · f′(z). Where f′ needs z, it is computed again: the same bits, and no other pass has to keep it.</summary>
    private void ActivationBackward(in BackwardPass pass)
    {
        if (Activation.NeedsInput)
        {
            int inputs = pass.Input.Columns;
            MatrixMultiply.Forward(pass.Input, Weights(pass.Parameters, inputs), Bias(pass.Parameters, inputs), pass.RowScratch, false);
            Activation.Backward(pass.RowScratch, pass.Output, pass.OutputGradient);
        }
        else
        {
            Activation.Backward(pass.Output, pass.OutputGradient);
        }
    }

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
