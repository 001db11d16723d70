using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuroAgents.Numerics.Functions;

/// <summary>GELU x · Φ(x) with Φ(x) = ½ erfc(−x/√2). Absolute error below 3e-7 · max(1, |x|).</summary>
internal readonly struct Gelu : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Invoke(Vector<float> x)
    {
        Vector<float> value = x * Cumulative(x, out _);
        return Vector.ConditionalSelect(Vector.LessThan(x, new Vector<float>(-15f)), new Vector<float>(-0f), value);
    }

    /// <summary>Computes Φ(x) and, as <paramref name="bell"/>, e^(−x²/2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> Cumulative(Vector<float> x, out Vector<float> bell)
    {
        bell = default(Exp).Invoke(x * x * new Vector<float>(-0.5f));
        Vector<float> tail = new Vector<float>(0.5f) * bell * Erf.Tail(Vector.Abs(x) * new Vector<float>(0.707106781f));
        return Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), tail, Vector<float>.One - tail);
    }
}

/// <summary>Gradient of <see cref="Gelu"/>: g · (Φ(x) + x · φ(x)) with φ(x) = e^(−x²/2) / √(2π).</summary>
internal readonly struct GeluGradient : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Invoke(Vector<float> x, Vector<float> g)
    {
        // Beyond ±15 the slope is 0 or 1. The clamp prevents infinity · 0.
        Vector<float> near = Bounds.Clamp(x, 15);
        Vector<float> cumulative = Gelu.Cumulative(near, out Vector<float> bell);
        return g * Arithmetic.MultiplyAdd(near * new Vector<float>(0.39894228f), bell, cumulative);
    }
}
