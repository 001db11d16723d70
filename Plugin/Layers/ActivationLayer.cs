using NeuroAgents.Activations;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Layers;

/// <summary>An activation as a layer of its own, y = f(x), for networks with another layer between the weights and the activation.</summary>
/// <remarks>
/// x, y: [batch, n]. Backward: dx = dy · f′(x). A <see cref="Dense"/> layer with an activation computes the same faster.
/// <example><code>
/// Sequential network = new(32, [new Dense(64), new LayerNormalization(), new ActivationLayer(Activation.Relu), new Dense(8)]);
/// </code></example>
/// </remarks>
public sealed class ActivationLayer : Layer
{
    /// <summary>Describes the layer.</summary>
    /// <param name="activation">f.</param>
    public ActivationLayer(Activation activation)
    {
        Require.NotNull(activation);
        Activation = activation;
    }

    /// <summary>Activation f.</summary>
    public Activation Activation { get; }

    /// <inheritdoc/>
    public override string Kind => "activation";

    /// <inheritdoc/>
    public override int OutputWidth(int inputs) => inputs;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterShape> Parameters(int inputs) => [];

    /// <inheritdoc/>
    public override int ScratchLength(int inputs) => 0;

    /// <inheritdoc/>
    public override int GradientParts(int inputs, int rows) => 0;

    /// <inheritdoc/>
    public override string Describe() => $"Activation {Activation.Name}";

    /// <inheritdoc/>
    public override void Forward(ReadOnlySpan<float> parameters, ReadOnlyMatrixView input, MatrixView output)
    {
        input.CopyTo(output);
        Activation.Forward(output);
    }

    /// <inheritdoc/>
    public override void Backward(in BackwardPass pass)
    {
        if (pass.NeedsInputGradient)
        {
            ((ReadOnlyMatrixView)pass.OutputGradient).CopyTo(pass.InputGradient);
            Activation.Backward(pass.Input, pass.Output, pass.InputGradient);
        }
    }

    /// <inheritdoc/>
    public override void ParameterGradient(in BackwardPass pass, Span<float> gradient, int firstPart, int parts)
    {
    }

    internal override long ForwardWork(int inputs) => (long)WorkBounds.FunctionWork * inputs;

    internal override long BackwardWork(int inputs, bool needsInputGradient) => needsInputGradient ? ForwardWork(inputs) : 0;
}
