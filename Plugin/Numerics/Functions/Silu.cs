using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuroAgents.Numerics.Functions;

/// <summary>SiLU x · σ(x). Absolute error below 3e-7 · max(1, |x|).</summary>
internal readonly struct Silu : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Invoke(Vector<float> x)
        => Vector.ConditionalSelect(Vector.LessThan(x, new Vector<float>(-110f)), new Vector<float>(-0f), x * default(Sigmoid).Invoke(x));
}

/// <summary>Gradient of <see cref="Silu"/>: g · σ(x) · (1 + x · (1 − σ(x))).</summary>
internal readonly struct SiluGradient : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Invoke(Vector<float> x, Vector<float> g)
    {
        // Beyond ±110 the slope is 0 or 1. The clamp prevents infinity · 0.
        Vector<float> near = Bounds.Clamp(x, 110);
        Vector<float> s = default(Sigmoid).Invoke(near);
        return g * s * Arithmetic.MultiplyAdd(near, Vector<float>.One - s, Vector<float>.One);
    }
}
