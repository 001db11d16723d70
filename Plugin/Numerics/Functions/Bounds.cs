using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuroAgents.Numerics.Functions;

/// <summary>Clamps by comparisons: Vector.Min and Max treat NaN differently from runtime to runtime, here it stays NaN.</summary>
internal static class Bounds
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> Clamp(Vector<float> x, float limit)
    {
        Vector<float> above = new(limit), below = new(-limit);
        Vector<float> value = Vector.ConditionalSelect(Vector.GreaterThan(x, above), above, x);
        return Vector.ConditionalSelect(Vector.LessThan(value, below), below, value);
    }
}
