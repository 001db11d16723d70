using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuroAgents.Numerics.Functions;

/// <summary>Range checks and clamping by comparisons, which keep NaN. Vector.Min and Max treat NaN differently from runtime to runtime.</summary>
internal static class Bounds
{
    /// <summary>Returns whether no value is NaN or infinite. Does not allocate.</summary>
    internal static bool AreFinite(ReadOnlySpan<float> values) => AreWithin(values, float.MaxValue);

    /// <summary>Returns whether every value is a number from −limit to limit. Does not allocate.</summary>
    internal static bool AreWithin(ReadOnlySpan<float> values, float limit)
    {
        Vector<int> outside = Vector<int>.Zero;
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            outside |= ~Vector.LessThanOrEqual(Vector.Abs(VectorLoop.Load(values, i)), new Vector<float>(limit));
        }

        bool all = Vector.EqualsAll(outside, Vector<int>.Zero);
        for (; i < values.Length; i++)
        {
            all &= Math.Abs(values[i]) <= limit;
        }

        return all;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> Clamp(Vector<float> x, float limit)
    {
        Vector<float> above = new(limit), below = new(-limit);
        Vector<float> value = Vector.ConditionalSelect(Vector.GreaterThan(x, above), above, x);
        return Vector.ConditionalSelect(Vector.LessThan(value, below), below, value);
    }
}
