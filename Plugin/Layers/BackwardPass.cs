using NeuroAgents.Numerics;

namespace NeuroAgents.Layers;

/// <summary>What a layer reads and writes on the way back, for a batch or some rows of it.</summary>
public readonly ref struct BackwardPass
{
    /// <summary>The layer's slice of the parameter buffer.</summary>
    public ReadOnlySpan<float> Parameters { get; init; }

    /// <summary>[rows, inputs]: what Forward read.</summary>
    public ReadOnlyMatrixView Input { get; init; }

    /// <summary>[rows, outputs]: what Forward wrote.</summary>
    public ReadOnlyMatrixView Output { get; init; }

    /// <summary>[rows, outputs], padded stride, zero padding: dL/doutput, which Backward may overwrite.</summary>
    public MatrixView OutputGradient { get; init; }

    /// <summary>[rows, inputs], padded stride: dL/dinput, overwritten; unused where <see cref="NeedsInputGradient"/> is false.</summary>
    public MatrixView InputGradient { get; init; }

    /// <summary>Whether dL/dinput is asked for: in the first layer only if the network's own input gradient is.</summary>
    public bool NeedsInputGradient { get; init; }

    /// <summary>What <see cref="Layer.PrepareBackward"/> wrote.</summary>
    public Span<float> Scratch { get; init; }

    /// <summary>The random numbers that the way there had.</summary>
    public StepRandom Random { get; init; }

    /// <summary>[rows, <see cref="Layer.RowScratchWidth"/>], padded stride: Backward may write it.</summary>
    public MatrixView RowScratch { get; init; }
}
