using NeuroAgents.Activations;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Inference;

/// <summary>Whether a unit still takes part.</summary>
public enum UnitState : byte
{
    /// <summary>Its output follows its inputs.</summary>
    Active,

    /// <summary>A ReLU that puts out 0 for every row: no gradient passes it, so it does not learn either.</summary>
    Dead,

    /// <summary>A tanh or sigmoid on the flat ends of its curve for nearly every row: hardly any gradient passes it.</summary>
    Saturated,
}

/// <summary>Finds units of a layer that no longer take part, from what it put out over a batch.</summary>
public static class UnitStates
{
    /// <summary>A slope f′ below this share of the steepest is flat: |a| above 0.949 for tanh, a below 0.026 or above 0.974 for sigmoid.</summary>
    public const float FlatSlope = 0.1f;

    /// <summary>A unit is saturated when it is flat in at least this share of the rows.</summary>
    public const float SaturatedShare = 0.95f;

    /// <summary>Judges every unit: dead where f is ReLU and a ≤ 0 in all rows, saturated where f is tanh or sigmoid and flat in nearly all; units of other activations are active, and so are all over no rows.</summary>
    /// <remarks>What is dead over one batch may fire over another: take rows that are like those the network meets. Does not allocate. Thread safe.</remarks>
    /// <param name="activation">The layer's f.</param>
    /// <param name="outputs">[rows, units]: what it put out.</param>
    /// <param name="states">One per unit; overwritten.</param>
    /// <returns>How many are not active.</returns>
    /// <exception cref="ArgumentException"><paramref name="states"/> has another length.</exception>
    public static int Find(Activation activation, ReadOnlyMatrixView outputs, Span<UnitState> states)
    {
        Require.NotNull(activation);
        Require.Length(states.Length, outputs.Columns, nameof(states));
        bool isRelu = activation == Activation.Relu, isTanh = activation == Activation.Tanh, isBounded = isTanh || activation == Activation.Sigmoid;
        int found = 0;
        for (int unit = 0; unit < states.Length; unit++)
        {
            int idle = 0;
            for (int row = 0; row < outputs.Rows; row++)
            {
                float a = outputs[row, unit];
                idle += (isRelu && a <= 0) || (isBounded && Slope(a, isTanh) < FlatSlope) ? 1 : 0;
            }

            states[unit] = outputs.Rows == 0 ? UnitState.Active
                : isRelu && idle == outputs.Rows ? UnitState.Dead
                : isBounded && idle >= SaturatedShare * outputs.Rows ? UnitState.Saturated
                : UnitState.Active;
            found += states[unit] == UnitState.Active ? 0 : 1;
        }

        return found;
    }

    /// <summary>f′ as a share of the steepest, from the output.</summary>
    private static float Slope(float a, bool isTanh) => isTanh ? 1 - a * a : 4 * a * (1 - a);
}
