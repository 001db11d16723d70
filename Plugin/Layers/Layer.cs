using NeuroAgents.Numerics;

namespace NeuroAgents.Layers;

/// <summary>One step of a network: a description that owns no memory. Parameters, gradients and activations are handed in as slices and views.</summary>
/// <remarks>Immutable, so one layer may run on several threads, each with memory of its own. Forward and Backward do not allocate.</remarks>
public abstract class Layer
{
    /// <summary>The kind of layer in names and summaries, lower case.</summary>
    public abstract string Kind { get; }

    /// <summary>Number of outputs for a number of inputs.</summary>
    public abstract int OutputWidth(int inputs);

    /// <summary>The trainable tensors, in the order in which they stand in the layer's slice of the parameter buffer.</summary>
    public abstract IReadOnlyList<ParameterShape> Parameters(int inputs);

    /// <summary>Number of values of private memory that <see cref="Backward"/> wants.</summary>
    public abstract int ScratchLength(int inputs);

    /// <summary>What the layer is, for a summary.</summary>
    public abstract string Describe();

    /// <summary>output = f(input; parameters).</summary>
    /// <param name="parameters">The layer's slice of the parameter buffer.</param>
    /// <param name="input">[batch, inputs].</param>
    /// <param name="output">[batch, outputs], padded stride.</param>
    public abstract void Forward(ReadOnlySpan<float> parameters, ReadOnlyMatrixView input, MatrixView output);

    /// <summary>Writes dL/dparameters and, where it is asked for, dL/dinput.</summary>
    public abstract void Backward(in BackwardPass pass);
}
