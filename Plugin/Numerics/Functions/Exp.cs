using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuroAgents.Numerics.Functions;

/// <summary>Exponential function eˣ = 2ⁿ · eʳ with n = round(x / ln 2), |r| ≤ ln 2 / 2, and a degree-6 polynomial for eʳ (Cephes expf). Relative error below 2e-7.</summary>
internal readonly struct Exp : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Invoke(Vector<float> x)
    {
        // The result is zero below −104 and infinite above 89. The clamp keeps n within the range of the scaling.
        Vector<float> clamped = Arithmetic.Min(Arithmetic.Max(x, new Vector<float>(-104f)), new Vector<float>(89f));
        Vector<float> n = Arithmetic.RoundToWhole(clamped * new Vector<float>(1.44269504f));
        Vector<float> r = Arithmetic.MultiplyAdd(n, new Vector<float>(-0.693359375f), clamped);
        r = Arithmetic.MultiplyAdd(n, new Vector<float>(2.12194440e-4f), r);

        Vector<float> p = new(1.9875691500e-4f);
        p = Arithmetic.MultiplyAdd(p, r, new Vector<float>(1.3981999507e-3f));
        p = Arithmetic.MultiplyAdd(p, r, new Vector<float>(8.3334519073e-3f));
        p = Arithmetic.MultiplyAdd(p, r, new Vector<float>(4.1665795894e-2f));
        p = Arithmetic.MultiplyAdd(p, r, new Vector<float>(1.6666665459e-1f));
        p = Arithmetic.MultiplyAdd(p, r, new Vector<float>(5.0000001201e-1f));
        p = Arithmetic.MultiplyAdd(p, r * r, r + Vector<float>.One);

        return Vector.ConditionalSelect(Vector.Equals(x, x), Arithmetic.Scale(p, n), x);
    }
}
