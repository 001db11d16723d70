using NeuroAgents.Numerics;

namespace NeuroAgents.Policies;

/// <summary>A policy head that draws actions, so that a learner also sees the results of actions other than the best one.</summary>
/// <remarks>
/// A sample is what a learner stores: continuous values, of a <see cref="GaussianHead"/> without limits, and an index per branch. The action is what the game carries out, limited to [−1, 1].
/// Implementations do not allocate for heads of up to 2,048 outputs, and draw rows on several threads at once.
/// </remarks>
public interface ISamplingHead
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
    /// <param name="random">A source that serves nothing else. Each action value draws numbers of its own.</param>
    /// <param name="id">Identity of the agent. The draw depends on id and step, not on the row.</param>
    /// <param name="step">Number of the decision.</param>
    /// <param name="sample"><see cref="ActionWidth"/> values, overwritten: the draw.</param>
    /// <param name="action"><see cref="ActionWidth"/> values, overwritten: the draw within the range of actions.</param>
    /// <param name="logProbability">ln π(sample); NaN if the result is false.</param>
    /// <returns>False if a branch has no allowed choice or a relevant output is NaN: sample and action are then neutral.</returns>
    bool Sample(
        ReadOnlySpan<float> output, ReadOnlySpan<bool> mask, RandomSource random, ulong id, ulong step, Span<float> sample, Span<float> action, out float logProbability);
}
