namespace NeuroAgents.Policies;

/// <summary>A policy head that draws actions: its outputs are the parameters of a distribution π, and a learner needs ln π, the entropy H and their gradients.</summary>
/// <remarks>
/// ln π is that of the sample, never of the action: with the action's, ratios of probabilities would differ from 1 before the first step. <see cref="ISamplingHead.Sample"/> gives ln π with the bits of
/// <see cref="Evaluate"/>. Implementations are immutable, do not allocate for heads of up to 2,048 outputs, and are thread safe.
/// </remarks>
public interface IStochasticHead : ISamplingHead
{
    /// <summary>Returns ln π(sample) and the entropy of one row, nats. Both are NaN where <see cref="ISamplingHead.Sample"/> returns false; ln π is NaN for a choice that isn't allowed.</summary>
    /// <param name="output"><see cref="ISamplingHead.OutputWidth"/> values.</param>
    /// <param name="mask">1 for allowed choices and 0 for masked ones, <see cref="ISamplingHead.MaskWidth"/> values; empty if all are allowed.</param>
    /// <param name="sample"><see cref="ISamplingHead.ActionWidth"/> values.</param>
    (float LogProbability, float Entropy) Evaluate(ReadOnlySpan<float> output, ReadOnlySpan<float> mask, ReadOnlySpan<float> sample);

    /// <summary>Writes the gradient of one row, dL/doutput = dL/d ln π · d ln π/doutput + dL/dH · dH/doutput. Masked outputs have the gradient 0.</summary>
    /// <param name="output"><see cref="ISamplingHead.OutputWidth"/> values.</param>
    /// <param name="mask">1 for allowed choices and 0 for masked ones, <see cref="ISamplingHead.MaskWidth"/> values; empty if all are allowed.</param>
    /// <param name="sample"><see cref="ISamplingHead.ActionWidth"/> values.</param>
    /// <param name="ofLogProbability">dL/d ln π.</param>
    /// <param name="ofEntropy">dL/dH.</param>
    /// <param name="gradient"><see cref="ISamplingHead.OutputWidth"/> values, overwritten; NaN where <see cref="Evaluate"/> gives NaN.</param>
    void WriteGradient(
        ReadOnlySpan<float> output, ReadOnlySpan<float> mask, ReadOnlySpan<float> sample, float ofLogProbability, float ofEntropy, Span<float> gradient);
}
