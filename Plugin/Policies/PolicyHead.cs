using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Losses;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Policies;

/// <summary>The conversion of a network's outputs to the action that the game carries out. Outputs and action may differ in width and meaning.</summary>
/// <remarks>Immutable; does not allocate; thread safe.</remarks>
public abstract class PolicyHead
{
    /// <summary>Creates the head for imitation: continuous actions are their outputs, and each choice of a branch has a logit.</summary>
    /// <param name="shape">Number of continuous actions, and number of choices in each branch.</param>
    public static PolicyHead Create(ActionShape shape)
    {
        Require.NotNull(shape);
        return shape.Branches.Count == 0 ? new ContinuousHead(shape.Continuous)
            : shape.Continuous == 0 ? new DiscreteHead(shape.Branches)
            : new HybridHead(shape.Continuous, shape.Branches);
    }

    /// <summary>Creates the head for learning by sampling, an <see cref="IStochasticHead"/>: a <see cref="DiscreteHead"/>, or a <see cref="GaussianHead"/> if any action is continuous.</summary>
    /// <param name="shape">Number of continuous actions, and number of choices in each branch.</param>
    public static PolicyHead CreateStochastic(ActionShape shape)
    {
        Require.NotNull(shape);
        return shape.Continuous == 0 ? new DiscreteHead(shape.Branches) : new GaussianHead(shape.Continuous, shape.Branches);
    }

    /// <summary>Number of network outputs.</summary>
    public abstract int OutputWidth { get; }

    /// <summary>Number of action values.</summary>
    public abstract int ActionWidth { get; }

    /// <summary>Number of choices that can be masked in a decision; 0 if none can.</summary>
    public virtual int MaskWidth => 0;

    /// <summary>Turns one row of network outputs into one action.</summary>
    /// <param name="output"><see cref="OutputWidth"/> values.</param>
    /// <param name="mask">Flags of the allowed choices, <see cref="MaskWidth"/> values; empty if all are allowed.</param>
    /// <param name="action"><see cref="ActionWidth"/> values, overwritten. They are finite for any outputs.</param>
    /// <returns>False if a branch has no allowed choice (its value is then 0), or if a relevant output is NaN (the action is then that of <see cref="WriteNeutralAction"/>).</returns>
    public abstract bool Act(ReadOnlySpan<float> output, ReadOnlySpan<bool> mask, Span<float> action);

    /// <summary>Writes the neutral action, which replaces a decision that cannot be made.</summary>
    /// <param name="mask">Flags of the allowed choices, <see cref="MaskWidth"/> values; empty if all are allowed.</param>
    /// <param name="action"><see cref="ActionWidth"/> values, overwritten.</param>
    public abstract void WriteNeutralAction(ReadOnlySpan<bool> mask, Span<float> action);

    /// <summary>Returns whether an action can be carried out. Labels for which this is false must not be learned from.</summary>
    /// <param name="action"><see cref="ActionWidth"/> values.</param>
    /// <param name="mask">Flags of the allowed choices, <see cref="MaskWidth"/> values; empty if all are allowed.</param>
    public abstract bool IsAction(ReadOnlySpan<float> action, ReadOnlySpan<bool> mask = default);

    /// <summary>Creates the loss for imitation. A target row has the label (<see cref="ActionWidth"/> values), then the mask (<see cref="MaskWidth"/> values: 1 for allowed, 0 for masked).</summary>
    /// <exception cref="NotSupportedException">The head doesn't support imitation.</exception>
    public virtual Loss CreateImitationLoss() => throw new NotSupportedException($"CreateImitationLoss: expected a head with an imitation loss, received {GetType().Name}.");

    /// <summary>Returns the index of the first action value that <see cref="IsAction"/> refuses, or −1.</summary>
    internal virtual int FindRefused(ReadOnlySpan<float> action, ReadOnlySpan<bool> mask) => -1;

    /// <summary>Returns the index of the first action value whose branch has no allowed choice, or −1.</summary>
    internal virtual int FindClosedBranch(ReadOnlySpan<bool> mask) => -1;

    /// <summary>Returns the index of the first action value with a NaN output, or −1.</summary>
    internal virtual int FindNaN(ReadOnlySpan<float> output, ReadOnlySpan<bool> mask) => -1;

    /// <summary>Returns the range of an action value.</summary>
    internal virtual (float Minimum, float Maximum) Range(int action) => (-1, 1);

    /// <summary>Returns true if <see cref="IsAction"/> certainly accepts each of several consecutive actions. False means that it may or may not.</summary>
    internal virtual bool AreActions(ReadOnlySpan<float> actions) => false;
}

/// <summary>A policy head for continuous actions: each is its network output, limited to [−1, 1]. All are 0 if an output is NaN.</summary>
public sealed class ContinuousHead : PolicyHead
{
    /// <summary>Creates a head for a number of continuous actions.</summary>
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
        Debug.Assert(output.Length == OutputWidth && action.Length == ActionWidth, "A head turns one row of outputs into one action.");
        bool areNumbers = true;
        for (int i = 0; i < action.Length; i++)
        {
            float value = output[i];
            areNumbers &= !float.IsNaN(value);
            action[i] = value < -1 ? -1 : value > 1 ? 1 : value;
        }

        if (!areNumbers)
        {
            WriteNeutralAction(mask, action);
        }

        return areNumbers;
    }

    /// <summary>Writes zeros, the middle of each range.</summary>
    public override void WriteNeutralAction(ReadOnlySpan<bool> mask, Span<float> action) => action.Clear();

    /// <inheritdoc/>
    public override bool IsAction(ReadOnlySpan<float> action, ReadOnlySpan<bool> mask = default) => Bounds.AreWithin(action, 1);

    /// <inheritdoc/>
    public override Loss CreateImitationLoss() => new MeanSquaredError();

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
