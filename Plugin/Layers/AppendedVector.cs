using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Initializers;
using NeuroAgents.Numerics;

namespace NeuroAgents.Layers;

/// <summary>Inputs followed by a trainable vector, y = [x, v], such as a policy's means followed by values of ln σ that don't depend on the observation.</summary>
/// <remarks>
/// x: [batch, inputs], v: [n], y: [batch, inputs + n]. Backward: dx is the first part of dy, dv = Σ over rows of its last part.
/// <example><code>
/// Sequential policy = new(32, [new Dense(64, Activation.Tanh), new Dense(2), new AppendedVector(2)]);  // two means and two ln σ, at first 0
/// </code></example>
/// </remarks>
public sealed class AppendedVector : Layer
{
    private readonly Initializer _initializer;

    /// <summary>Describes the layer.</summary>
    /// <param name="width">n, at least 1.</param>
    /// <param name="initializer">Initial values of v. Default: zeros.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is less than 1.</exception>
    public AppendedVector(int width, Initializer? initializer = null)
    {
        Require.Positive(width);
        (Width, _initializer) = (width, initializer ?? new Zeros());
    }

    /// <summary>Number n of appended values.</summary>
    public int Width { get; }

    /// <inheritdoc/>
    public override string Kind => "appended_vector";

    /// <inheritdoc/>
    public override int OutputWidth(int inputs) => checked(inputs + Width);

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterShape> Parameters(int inputs) => [new ParameterShape("values", 1, Width, _initializer)];

    /// <inheritdoc/>
    public override int ScratchLength(int inputs) => 0;

    /// <inheritdoc/>
    public override int GradientParts(int inputs, int rows) => 1;

    /// <inheritdoc/>
    public override string Describe() => $"AppendedVector({Width})";

    /// <inheritdoc/>
    public override void Forward(ReadOnlySpan<float> parameters, ReadOnlyMatrixView input, MatrixView output)
    {
        Debug.Assert(output.Columns == input.Columns + Width && output.Rows == input.Rows, "Each output row is an input row and the vector.");
        for (int row = 0; row < output.Rows; row++)
        {
            Span<float> y = output.Row(row);
            input.Row(row).CopyTo(y);
            parameters[..Width].CopyTo(y[input.Columns..]);
        }
    }

    /// <inheritdoc/>
    public override void Backward(in BackwardPass pass)
    {
        for (int row = 0; row < pass.InputGradient.Rows && pass.NeedsInputGradient; row++)
        {
            pass.OutputGradient.Row(row)[..pass.InputGradient.Columns].CopyTo(pass.InputGradient.Row(row));
        }
    }

    /// <inheritdoc/>
    public override void ParameterGradient(in BackwardPass pass, Span<float> gradient, int firstPart, int parts)
    {
        gradient.Clear();
        for (int row = 0; row < pass.OutputGradient.Rows; row++)
        {
            ReadOnlySpan<float> slopes = pass.OutputGradient.Row(row)[pass.Input.Columns..];
            for (int i = 0; i < slopes.Length; i++)
            {
                gradient[i] += slopes[i];
            }
        }
    }

    internal override long ForwardWork(int inputs) => (long)inputs + Width;

    internal override long GradientPartWork(int inputs, int rows) => (long)rows * Width;
}
