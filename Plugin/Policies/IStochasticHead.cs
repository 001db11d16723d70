using NeuroAgents.Numerics;

namespace NeuroAgents.Policies;

/// <summary>A policy head that draws actions: its outputs are the parameters of a distribution π, and a learner needs ln π, the entropy H and their gradients.</summary>
/// <remarks>
/// A sample is what a learner stores: continuous values without limits, and an index per branch. The action is what the game carries out, limited to [−1, 1].
/// ln π is that of the sample, never of the action: with the action's, ratios of probabilities would differ from 1 before the first step.
/// Implementations are immutable, do not allocate for heads of up to 2,048 outputs, and are thread safe.
/// </remarks>
public interface IStochasticHead
{
    /// <summary>Number of network outputs.</summary>
    int OutputWidth { get; }

    /// <summary>Number of values of a sample and of an action.</summary>
    int ActionWidth { get; }

    /// <summary>Number of choices that can be masked; 0 if none can.</summary>
    int MaskWidth { get; }

    /// <summary>Draws the action of one row.</summary>
    /// <param name="output"><see cref="OutputWidth"/> values.</param>
    /// <param name="mask">Flags of the allowed choices, <see cref="MaskWidth"/> values; empty if all are allowed.</param>
    /// <param name="random">A source that nothing else draws from. Each action value draws its own numbers.</param>
    /// <param name="id">Identity of the agent. The draw depends on id and step, not on the row.</param>
    /// <param name="step">Number of the decision.</param>
    /// <param name="sample"><see cref="ActionWidth"/> values, overwritten: the draw.</param>
    /// <param name="action"><see cref="ActionWidth"/> values, overwritten: the draw within the range of actions.</param>
    /// <param name="logProbability">ln π(sample), with the bits of <see cref="Evaluate"/>; NaN if the result is false.</param>
    /// <returns>False if a branch has no allowed choice or a relevant output is NaN: sample and action are then neutral.</returns>
    bool Sample(
        ReadOnlySpan<float> output, ReadOnlySpan<bool> mask, RandomSource random, ulong id, ulong step, Span<float> sample, Span<float> action, out float logProbability);

    /// <summary>Returns ln π(sample) and the entropy of one row, nats. Both are NaN where <see cref="Sample"/> returns false; ln π is NaN for a choice that isn't allowed.</summary>
    /// <param name="output"><see cref="OutputWidth"/> values.</param>
    /// <param name="mask">1 for allowed choices and 0 for masked ones, <see cref="MaskWidth"/> values; empty if all are allowed.</param>
    /// <param name="sample"><see cref="ActionWidth"/> values.</param>
    (float LogProbability, float Entropy) Evaluate(ReadOnlySpan<float> output, ReadOnlySpan<float> mask, ReadOnlySpan<float> sample);

    /// <summary>Writes the gradient of one row, dL/doutput = dL/d ln π · d ln π/doutput + dL/dH · dH/doutput. Masked outputs have the gradient 0.</summary>
    /// <param name="output"><see cref="OutputWidth"/> values.</param>
    /// <param name="mask">1 for allowed choices and 0 for masked ones, <see cref="MaskWidth"/> values; empty if all are allowed.</param>
    /// <param name="sample"><see cref="ActionWidth"/> values.</param>
    /// <param name="ofLogProbability">dL/d ln π.</param>
    /// <param name="ofEntropy">dL/dH.</param>
    /// <param name="gradient"><see cref="OutputWidth"/> values, overwritten; NaN where <see cref="Evaluate"/> gives NaN.</param>
    void WriteGradient(
        ReadOnlySpan<float> output, ReadOnlySpan<float> mask, ReadOnlySpan<float> sample, float ofLogProbability, float ofEntropy, Span<float> gradient);
}
