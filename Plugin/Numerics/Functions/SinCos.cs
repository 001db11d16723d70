using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuroAgents.Numerics.Functions;

/// <summary>Sine, absolute error below 2e-7 (Cephes sinf after reduction to ±π/4). Angles above 10⁴ are reduced lane by lane, which is slow.</summary>
internal readonly struct Sin : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Invoke(Vector<float> x) => Quadrant.Evaluate(x, 0);
}

/// <summary>Cosine cos x = sin(x + π/2), with the reduction of <see cref="Sin"/>.</summary>
internal readonly struct Cos : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Invoke(Vector<float> x) => Quadrant.Evaluate(x, 1);
}

/// <summary>Sine of an angle plus quarter turns, after reduction to ±π/4.</summary>
internal static class Quadrant
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> Evaluate(Vector<float> x, int quartersAhead)
    {
        Vector<float> n = Arithmetic.RoundToWhole(x * new Vector<float>(0.636619772f));
        Vector<float> r = Arithmetic.MultiplyAdd(n, new Vector<float>(-1.5703125f), x);
        r = Arithmetic.MultiplyAdd(n, new Vector<float>(-4.837512969970703125e-4f), r);
        r = Arithmetic.MultiplyAdd(n, new Vector<float>(-7.54978995489188216e-8f), r);

        Vector<int> quadrant = Vector.ConvertToInt32(n);
        if (!Vector.LessThanOrEqualAll(Vector.Abs(x), new Vector<float>(LargeAngle.Limit)))
        {
            LargeAngle.Reduce(x, ref r, ref quadrant);
        }

        quadrant += new Vector<int>(quartersAhead);
        Vector<int> isCosine = Vector.Equals(quadrant & Vector<int>.One, Vector<int>.One);
        Vector<int> isNegative = Vector.Equals(quadrant & new Vector<int>(2), new Vector<int>(2));
        Vector<float> value = Vector.ConditionalSelect(isCosine, Cosine(r), Sine(r));
        return Vector.ConditionalSelect(isNegative, -value, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Sine(Vector<float> r)
    {
        Vector<float> z = r * r;
        Vector<float> p = new(-1.9515295891e-4f);
        p = Arithmetic.MultiplyAdd(p, z, new Vector<float>(8.3321608736e-3f));
        p = Arithmetic.MultiplyAdd(p, z, new Vector<float>(-1.6666654611e-1f));
        return Arithmetic.MultiplyAdd(p * z, r, r);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Cosine(Vector<float> r)
    {
        Vector<float> z = r * r;
        Vector<float> p = new(2.443315711809948e-5f);
        p = Arithmetic.MultiplyAdd(p, z, new Vector<float>(-1.388731625493765e-3f));
        p = Arithmetic.MultiplyAdd(p, z, new Vector<float>(4.166664568298827e-2f));
        return Arithmetic.MultiplyAdd(p, z * z, Arithmetic.MultiplyAdd(z, new Vector<float>(-0.5f), Vector<float>.One));
    }
}
