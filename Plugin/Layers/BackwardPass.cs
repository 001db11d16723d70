using NeuroAgents.Numerics;

namespace NeuroAgents.Layers;

/// <summary>What a layer reads and writes on the way back.</summary>
public readonly ref struct BackwardPass
{
    /// <summary>The layer's slice of the parameter buffer.</summary>
    public ReadOnlySpan<float> Parameters { get; init; }

    /// <summary>The layer's slice of the gradient buffer: overwritten.</summary>
    public Span<float> ParameterGradient { get; init; }

    /// <summary>[batch, inputs]: what Forward read.</summary>
    public ReadOnlyMatrixView Input { get; init; }

    /// <summary>[batch, outputs]: what Forward wrote.</summary>
    public ReadOnlyMatrixView Output { get; init; }

    /// <summary>[batch, outputs], padded stride: dL/doutput. The layer may overwrite it.</summary>
    public MatrixView OutputGradient { get; init; }

    /// <summary>[batch, inputs], padded stride: dL/dinput, overwritten; unused where <see cref="NeedsInputGradient"/> is false.</summary>
    public MatrixView InputGradient { get; init; }

    /// <summary>Whether anybody reads dL/dinput: false for the first layer.</summary>
    public bool NeedsInputGradient { get; init; }

    /// <summary>Private memory of <see cref="Layer.ScratchLength"/> values, zero at first, kept between calls.</summary>
    public Span<float> Scratch { get; init; }
}
