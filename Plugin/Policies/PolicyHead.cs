using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Policies;

/// <summary>What stands between a network's output and the action that the game carries out: they may differ in width and meaning.</summary>
/// <remarks>Immutable; does not allocate; thread safe.</remarks>
public abstract class PolicyHead
{
    /// <summary>Number of network outputs.</summary>
    public abstract int OutputWidth { get; }

    /// <summary>Number of action values.</summary>
    public abstract int ActionWidth { get; }

    /// <summary>Number of choices that can be masked in a decision: 0 where nothing can.</summary>
    public virtual int MaskWidth => 0;

    /// <summary>Turns one row of network outputs into one action.</summary>
    /// <param name="output"><see cref="OutputWidth"/> values.</param>
    /// <param name="mask">Which choices are allowed, <see cref="MaskWidth"/> values; empty for all.</param>
    /// <param name="action"><see cref="ActionWidth"/> values, overwritten; finite whatever the outputs are.</param>
    /// <returns>False if a branch has no allowed choice (its value is then 0), or if a relevant output is NaN (the whole action is then that of <see cref="Rest"/>).</returns>
    public abstract bool Act(ReadOnlySpan<float> output, ReadOnlySpan<bool> mask, Span<float> action);

    /// <summary>The action of an agent for which nothing can be decided.</summary>
    /// <param name="mask">Which choices are allowed, <see cref="MaskWidth"/> values; empty for all.</param>
    /// <param name="action"><see cref="ActionWidth"/> values, overwritten.</param>
    public abstract void Rest(ReadOnlySpan<bool> mask, Span<float> action);

    /// <summary>Whether an action is one that could be carried out: a label that is not must not be learned from.</summary>
    /// <param name="action"><see cref="ActionWidth"/> values.</param>
    /// <param name="mask">Which choices are allowed, <see cref="MaskWidth"/> values; empty for all.</param>
    public abstract bool IsAction(ReadOnlySpan<float> action, ReadOnlySpan<bool> mask = default);

    /// <summary>Finds the first action value that <see cref="IsAction"/> refuses, or −1.</summary>
    internal virtual int FindRefused(ReadOnlySpan<float> action, ReadOnlySpan<bool> mask) => -1;

    /// <summary>Finds the first branch without an allowed choice, or −1.</summary>
    internal virtual int FindClosedBranch(ReadOnlySpan<bool> mask) => -1;

    /// <summary>Finds the first action with a NaN output, or −1.</summary>
    internal virtual int FindNaN(ReadOnlySpan<float> output, ReadOnlySpan<bool> mask) => -1;

    /// <summary>Returns the range of an action's values.</summary>
    internal virtual (float Minimum, float Maximum) Range(int action) => (-1, 1);

    /// <summary>Whether every one of some actions, one after the other, is certain to be <see cref="IsAction"/>.</summary>
    internal virtual bool AreActions(ReadOnlySpan<float> actions) => false;
}

/// <summary>Continuous actions: each is its network output, limited to [−1, 1]. All are 0 if an output is NaN.</summary>
public sealed class ContinuousHead : PolicyHead
{
    /// <summary>A head for a number of actions.</summary>
    /// <param name="width">Number of actions, at least 1.</param>
    public ContinuousHead(int width)
    {
        Require.Positive(width);
        ActionWidth = width;
    }

    /// <inheritdoc/>
    public override int OutputWidth => ActionWidth;

    /// <inheritdoc/>
    public override int ActionWidth { get; }

    /// <inheritdoc/>
    public override bool Act(ReadOnlySpan<float> output, ReadOnlySpan<bool> mask, Span<float> action)
    {
        bool areNumbers = true;
        for (int i = 0; i < action.Length; i++)
        {
            float value = output[i];
            areNumbers &= !float.IsNaN(value);
            action[i] = value < -1 ? -1 : value > 1 ? 1 : value;
        }

        if (!areNumbers)
        {
            Rest(mask, action);
        }

        return areNumbers;
    }

    /// <summary>Zero: neither one way nor the other.</summary>
    public override void Rest(ReadOnlySpan<bool> mask, Span<float> action) => action.Clear();

    /// <inheritdoc/>
    public override bool IsAction(ReadOnlySpan<float> action, ReadOnlySpan<bool> mask = default) => Bounds.AreWithin(action, 1);

    internal override int FindRefused(ReadOnlySpan<float> action, ReadOnlySpan<bool> mask)
    {
        int i = 0;
        while (i < action.Length && Math.Abs(action[i]) <= 1)
        {
            i++;
        }

        return i < action.Length ? i : -1;
    }

    internal override int FindNaN(ReadOnlySpan<float> output, ReadOnlySpan<bool> mask)
    {
        int i = 0;
        while (i < output.Length && !float.IsNaN(output[i]))
        {
            i++;
        }

        return i < output.Length ? i : -1;
    }

    internal override bool AreActions(ReadOnlySpan<float> actions) => Bounds.AreWithin(actions, 1);
}
