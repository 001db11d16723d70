using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Initializers;
using NeuroAgents.Numerics;

namespace NeuroAgents.Layers;

/// <summary>Trainable vector y = v for every row, independent of the input, such as a policy's ln σ or a temperature.</summary>
/// <remarks>
/// x: [batch, any], y: [batch, n], v: [n]. Backward: dv = Σ over rows of dy, dx = 0. A vector outside the other networks is a network of its own:
/// <code>
/// new LearnerNetwork("log_sigma", new Sequential(1, [new FreeVector(actions)])) { Inputs = NetworkInputs.Own }
/// </code>
/// </remarks>
public sealed class FreeVector : Layer
{
    private readonly Initializer _initializer;

    /// <summary>Describes the layer.</summary>
    /// <param name="width">n, at least 1.</param>
    /// <param name="initializer">Initial values of v. Default: zeros.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is less than 1.</exception>
    public FreeVector(int width, Initializer? initializer = null)
    {
        Require.Positive(width);
        (Width, _initializer) = (width, initializer ?? new Zeros());
    }

    /// <summary>Number n of values.</summary>
    public int Width { get; }

    /// <inheritdoc/>
    public override string Kind => "free_vector";

    /// <inheritdoc/>
    public override int OutputWidth(int inputs) => Width;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterShape> Parameters(int inputs) => [new ParameterShape("values", 1, Width, _initializer)];

    /// <inheritdoc/>
    public override int ScratchLength(int inputs) => 0;

    /// <inheritdoc/>
    public override int GradientParts(int inputs, int rows) => 1;

    /// <inheritdoc/>
    public override string Describe() => $"FreeVector({Width})";

    /// <inheritdoc/>
    public override void Forward(ReadOnlySpan<float> parameters, ReadOnlyMatrixView input, MatrixView output)
    {
        Debug.Assert(output.Columns == Width && output.Rows == input.Rows, "Each input row has an output row of the vector's width.");
        for (int row = 0; row < output.Rows; row++)
        {
            parameters[..Width].CopyTo(output.Row(row));
        }
    }

    /// <inheritdoc/>
    public override void Backward(in BackwardPass pass)
    {
        for (int row = 0; row < pass.InputGradient.Rows && pass.NeedsInputGradient; row++)
        {
            pass.InputGradient.Row(row).Clear();
        }
    }

    /// <inheritdoc/>
    public override void ParameterGradient(in BackwardPass pass, Span<float> gradient, int firstPart, int parts)
        => MatrixMultiply.SumRows(pass.OutputGradient, gradient[..Matrix.PaddedStride(Width)]);

    internal override long ForwardWork(int inputs) => Width;

    internal override long GradientPartWork(int inputs, int rows) => (long)rows * Width;
}
