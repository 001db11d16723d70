using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuroAgents.Numerics.Functions;

/// <summary>Natural logarithm ln x = n · ln 2 + ln m with x = 2ⁿ·m, √½ ≤ m &lt; √2, and a degree-8 polynomial for ln m (Cephes logf). Relative error below 2e-7.</summary>
internal readonly struct Log : IUnaryFunction
{
    private const float SmallestNormal = 1.17549435e-38f;
    private const int RootOfHalf = 0x3F3504F3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Invoke(Vector<float> x)
    {
        Vector<int> isSmall = Vector.LessThan(x, new Vector<float>(SmallestNormal));
        Vector<float> normal = Vector.ConditionalSelect(isSmall, x * new Vector<float>(8388608f), x);
        Vector<int> bits = Vector.AsVectorInt32(normal);
        Vector<int> exponent = (bits - new Vector<int>(RootOfHalf)) & new Vector<int>(unchecked((int)0xFF80_0000));

        // The exponent is shifted up by 23 bits. Its conversion to float and the division are both exact.
        Vector<float> n = Vector.ConvertToSingle(exponent) * new Vector<float>(1f / 8388608f);
        n = Vector.ConditionalSelect(isSmall, n - new Vector<float>(23f), n);
        Vector<float> value = Combine(Vector.AsVectorSingle(bits - exponent) - Vector<float>.One, n);

        value = Vector.ConditionalSelect(Vector.Equals(x, new Vector<float>(float.PositiveInfinity)), x, value);
        value = Vector.ConditionalSelect(Vector.Equals(x, Vector<float>.Zero), new Vector<float>(float.NegativeInfinity), value);
        value = Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), new Vector<float>(float.NaN), value);
        return Vector.ConditionalSelect(Vector.Equals(x, x), value, x);
    }

    /// <summary>Computes ln(1 + f) + n · ln 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Combine(Vector<float> f, Vector<float> n)
    {
        Vector<float> p = new(7.0376836292e-2f);
        p = Arithmetic.MultiplyAdd(p, f, new Vector<float>(-1.1514610310e-1f));
        p = Arithmetic.MultiplyAdd(p, f, new Vector<float>(1.1676998740e-1f));
        p = Arithmetic.MultiplyAdd(p, f, new Vector<float>(-1.2420140846e-1f));
        p = Arithmetic.MultiplyAdd(p, f, new Vector<float>(1.4249322787e-1f));
        p = Arithmetic.MultiplyAdd(p, f, new Vector<float>(-1.6668057665e-1f));
        p = Arithmetic.MultiplyAdd(p, f, new Vector<float>(2.0000714765e-1f));
        p = Arithmetic.MultiplyAdd(p, f, new Vector<float>(-2.4999993993e-1f));
        p = Arithmetic.MultiplyAdd(p, f, new Vector<float>(3.3333331174e-1f));
        Vector<float> square = f * f;
        Vector<float> y = Arithmetic.MultiplyAdd(n, new Vector<float>(-2.12194440e-4f), p * f * square);
        y = Arithmetic.MultiplyAdd(square, new Vector<float>(-0.5f), y);
        return Arithmetic.MultiplyAdd(n, new Vector<float>(0.693359375f), f + y);
    }
}
