using NeuroAgents.Numerics;

namespace NeuroAgents.Layers;

/// <summary>Inputs and outputs of a layer's backward pass over a batch or some of its rows.</summary>
public readonly ref struct BackwardPass
{
    /// <summary>Slice of the parameter buffer that belongs to the layer.</summary>
    public ReadOnlySpan<float> Parameters { get; init; }

    /// <summary>Input x of the forward pass, [rows, inputs].</summary>
    public ReadOnlyMatrixView Input { get; init; }

    /// <summary>Output y of the forward pass, [rows, outputs].</summary>
    public ReadOnlyMatrixView Output { get; init; }

    /// <summary>Gradient dL/doutput, [rows, outputs], padded stride, zero padding. <see cref="Layer.Backward"/> may overwrite it.</summary>
    public MatrixView OutputGradient { get; init; }

    /// <summary>Gradient dL/dinput, [rows, inputs], padded stride; overwritten. Unused if <see cref="NeedsInputGradient"/> is false.</summary>
    public MatrixView InputGradient { get; init; }

    /// <summary>Whether dL/dinput must be written. For the first layer this is true only if the network's input gradient is needed.</summary>
    public bool NeedsInputGradient { get; init; }

    /// <summary>Values written by <see cref="Layer.PrepareBackward"/>.</summary>
    public Span<float> Scratch { get; init; }

    /// <summary>Random numbers of the forward pass.</summary>
    public StepRandom Random { get; init; }

    /// <summary>Scratch memory, [rows, <see cref="Layer.RowScratchWidth"/>], padded stride, which <see cref="Layer.Backward"/> may write.</summary>
    public MatrixView RowScratch { get; init; }
}
