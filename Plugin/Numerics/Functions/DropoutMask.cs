#if NET
using System.Runtime.Intrinsics;
#endif

namespace NeuroAgents.Numerics.Functions;

/// <summary>Dropout mask of a row: a random number per column, hashed from the row's own key and the column.</summary>
/// <remarks>
/// The hash uses whole numbers only, so every vector width gives the same mask. It is "lowbias32" (Wellons: "Prospecting for hash functions", 2018), in which
/// each input bit flips each output bit with a probability within 0.2 % of a half.
/// </remarks>
internal static class DropoutMask
{
    private const uint Golden = 0x9E37_79B9;
    private const uint FirstFactor = 0x7FEB_352D;
    private const uint SecondFactor = 0x846C_A68B;

    /// <summary>Computes result = scale · values where the column's random number is at least the threshold, else 0.</summary>
    internal static void Apply(ReadOnlySpan<float> values, Span<float> result, uint key, uint flip, uint threshold, float scale)
    {
        int column = 0;
#if NET
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<uint> places = Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7) * Golden + Vector256.Create(key);
            Vector256<uint> step = Vector256.Create(unchecked(Golden * (uint)Vector256<uint>.Count));
            for (; column + Vector256<float>.Count <= values.Length; column += Vector256<float>.Count)
            {
                Vector256<uint> numbers = Hash(places) ^ Vector256.Create(flip);
                Vector256<float> isKept = Vector256.GreaterThanOrEqual(numbers, Vector256.Create(threshold)).AsSingle();
                Vector256<float> scaled = Vector256.Create(values[column..]) * scale;
                Vector256.ConditionalSelect(isKept, scaled, Vector256<float>.Zero).CopyTo(result[column..]);
                places += step;
            }
        }
#endif
        for (; column < values.Length; column++)
        {
            uint number = Hash(unchecked((uint)column * Golden + key)) ^ flip;
            result[column] = number >= threshold ? values[column] * scale : 0;
        }
    }

    private static uint Hash(uint value)
    {
        value = unchecked((value ^ (value >> 16)) * FirstFactor);
        value = unchecked((value ^ (value >> 15)) * SecondFactor);
        return value ^ (value >> 16);
    }

#if NET
    private static Vector256<uint> Hash(Vector256<uint> value)
    {
        value = (value ^ Vector256.ShiftRightLogical(value, 16)) * FirstFactor;
        value = (value ^ Vector256.ShiftRightLogical(value, 15)) * SecondFactor;
        return value ^ Vector256.ShiftRightLogical(value, 16);
    }
#endif
}
