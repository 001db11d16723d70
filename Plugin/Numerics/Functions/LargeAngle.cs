using System.Numerics;

namespace NeuroAgents.Numerics.Functions;

/// <summary>Reduction of angles that are too large for float32 arithmetic: x · 2/π in integer arithmetic, with 190 bits of 2/π (Payne, Hanek 1983).</summary>
internal static class LargeAngle
{
    /// <summary>Angle above which π/2 in three float32 parts is not exact enough.</summary>
    internal const float Limit = 10_000;

    /// <summary>A quarter of 2/π: the whole part, then the fraction in words of 32 bits.</summary>
    private static ReadOnlySpan<uint> TwoOverPi => [0, 0x28BE60DB, 0x9391054A, 0x7F09D5F4, 0x7D4D3770, 0x36D8A566, 0x4F10E410];

    /// <summary>Replaces remainder and quarter turns in the lanes beyond the limit. The remainder of NaN and ±∞ becomes NaN.</summary>
    internal static void Reduce(Vector<float> x, ref Vector<float> remainder, ref Vector<int> quarters)
    {
        Span<float> remainders = stackalloc float[Vector<float>.Count];
        Span<float> turns = stackalloc float[Vector<float>.Count];
        for (int lane = 0; lane < Vector<float>.Count; lane++)
        {
            float value = x[lane];
            bool isSmall = value >= -Limit && value <= Limit;
            (remainders[lane], turns[lane]) = isSmall ? (remainder[lane], quarters[lane] & 3) : Reduce(value);
        }

        remainder = VectorLoop.Load(remainders, 0);
        quarters = Vector.ConvertToInt32(VectorLoop.Load(turns, 0));
    }

    /// <summary>Splits x = k · π/2 + r with |r| ≤ π/4 into r and k modulo 4.</summary>
    private static (float Remainder, int Quarters) Reduce(float x)
    {
        if (float.IsNaN(x) || float.IsInfinity(x))
        {
            return (float.NaN, 0);
        }

        int bits = BitConverter.SingleToInt32Bits(x);
        int exponent = ((bits >> 23) & 0xFF) - 126;
        uint mantissa = (uint)((bits & 0x7F_FFFF) | 0x80_0000) << 8;
        int word = exponent >> 5, shift = exponent & 31;
        uint high = Window(word, shift), middle = Window(word + 1, shift), low = Window(word + 2, shift);

        // Fixed point with 2 bits of whole quarter turns. Higher bits wrap away.
        ulong product = (ulong)mantissa * low;
        product = (ulong)mantissa * middle + (product >> 32);
        product += (ulong)(mantissa * high) << 32;
        int quarters = (int)(product >> 62);
        long rest = (long)(product & 0x3FFF_FFFF_FFFF_FFFF);
        if (rest >= 1L << 61)
        {
            rest -= 1L << 62;
            quarters++;
        }

        float remainder = (float)(rest * (1.5707963267948966 / (1L << 62)));
        return x < 0 ? (-remainder, -quarters & 3) : (remainder, quarters & 3);
    }

    private static uint Window(int word, int shift)
        => shift == 0 ? TwoOverPi[word] : (TwoOverPi[word] << shift) | (TwoOverPi[word + 1] >> (32 - shift));
}
