using NeuroAgents.Activations;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Inference;

/// <summary>The condition of a unit: still learning, dead or saturated.</summary>
public enum UnitState : byte
{
    /// <summary>The unit's output follows its inputs.</summary>
    Active,

    /// <summary>A ReLU unit whose output is 0 for every row. It passes no gradient, so it does not learn.</summary>
    Dead,

    /// <summary>A tanh or sigmoid unit on the flat ends of its curve for nearly every row. It passes hardly any gradient.</summary>
    Saturated,
}

/// <summary>A detector of dead and saturated units in a layer, from the layer's outputs over a batch.</summary>
public static class UnitStates
{
    /// <summary>Share of the steepest slope f′ below which a slope is flat: |a| above 0.949 for tanh, a below 0.026 or above 0.974 for sigmoid.</summary>
    public const float FlatSlope = 0.1f;

    /// <summary>Minimum share of the rows in which a saturated unit is flat.</summary>
    public const float SaturatedShare = 0.95f;

    /// <summary>Classifies every unit: dead if f is ReLU and a ≤ 0 in all rows, saturated if f is tanh or sigmoid and flat in nearly all rows, otherwise active.
    /// Without rows all units are active.</summary>
    /// <remarks>A unit that is dead over one batch may fire over another, so use rows that are typical of the network's task. Does not allocate. Thread safe.</remarks>
    /// <param name="activation">The layer's activation f.</param>
    /// <param name="outputs">The layer's outputs a, [rows, units].</param>
    /// <param name="states">The states, one per unit; overwritten.</param>
    /// <returns>Number of units that are not active.</returns>
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

    /// <summary>Returns the slope f′ at an output, as a share of the steepest slope.</summary>
    private static float Slope(float a, bool isTanh) => isTanh ? 1 - a * a : 4 * a * (1 - a);
}
