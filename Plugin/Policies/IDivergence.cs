namespace NeuroAgents.Policies;

/// <summary>A head whose distributions can be compared: the Kullback-Leibler divergence between two rows of outputs, with its gradient.</summary>
internal interface IDivergence
{
    /// <summary>Returns KL(π_ref ‖ π) of one row, nats, and adds its gradient with respect to π's outputs. NaN if a relevant output is NaN.</summary>
    /// <param name="output">The network's outputs for π.</param>
    /// <param name="reference">The reference network's outputs for π_ref; the same number.</param>
    /// <param name="mask">1 for allowed choices and 0 for masked ones; empty if all are allowed.</param>
    /// <param name="scale">Factor of the gradient.</param>
    /// <param name="gradient">One value per output, to which the gradient times <paramref name="scale"/> is added. Values of masked outputs stay unchanged.</param>
    float AddDivergence(ReadOnlySpan<float> output, ReadOnlySpan<float> reference, ReadOnlySpan<float> mask, float scale, Span<float> gradient);
}
