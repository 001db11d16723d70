namespace NeuroAgents.Policies;

/// <summary>A head whose distributions can be compared: the Kullback-Leibler divergence between two rows of outputs, with its gradient.</summary>
internal interface IDivergence
{
    /// <summary>Returns KL(π_ref ‖ π) of one row, nats, and adds its gradient with respect to π's outputs. NaN if a relevant output is NaN.</summary>
    /// <param name="output">Outputs of π, one per network output.</param>
    /// <param name="reference">Outputs of π_ref, as many.</param>
    /// <param name="mask">1 for allowed choices and 0 for masked ones; empty if all are allowed.</param>
    /// <param name="scale">Factor of the gradient.</param>
    /// <param name="gradient">As many values; the scaled gradient is added. Masked outputs get none.</param>
    float AddDivergence(ReadOnlySpan<float> output, ReadOnlySpan<float> reference, ReadOnlySpan<float> mask, float scale, Span<float> gradient);
}
