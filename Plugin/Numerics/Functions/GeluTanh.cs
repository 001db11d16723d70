using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuroAgents.Numerics.Functions;

/// <summary>GELU in its tanh form, x · σ(u) with u = √(8/π) · (x + 0.044715 x³), which is x/2 · (1 + tanh(u/2)). Absolute error below 3e-7 · max(1, |x|).</summary>
internal readonly struct GeluTanh : IUnaryFunction
{
    private const float Linear = 1.59576912f;
    private const float Cubic = 0.0713548163f;

    /// <summary>Bound beyond which σ(u) is 0 or 1.</summary>
    private const float Far = 15;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Invoke(Vector<float> x)
    {
        Vector<float> value = x * default(Sigmoid).Invoke(Argument(Bounds.Clamp(x, Far)));
        return Vector.ConditionalSelect(Vector.LessThan(x, new Vector<float>(-Far)), new Vector<float>(-0f), value);
    }

    /// <summary>Computes σ(u) + x · σ(u) · σ(−u) · u′. A clamp prevents infinity · 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> Slope(Vector<float> x)
    {
        Vector<float> near = Bounds.Clamp(x, Far), u = Argument(near), e = default(Exp).Invoke(-Vector.Abs(u));
        Vector<float> larger = Vector<float>.One / (Vector<float>.One + e), smaller = e * larger;
        Vector<float> slopeOfArgument = Arithmetic.MultiplyAdd(near * near, new Vector<float>(3 * Cubic), new Vector<float>(Linear));
        Vector<float> s = Vector.ConditionalSelect(Vector.LessThan(u, Vector<float>.Zero), smaller, larger);
        return Arithmetic.MultiplyAdd(near * slopeOfArgument, smaller * larger, s);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Argument(Vector<float> x) => x * Arithmetic.MultiplyAdd(x * x, new Vector<float>(Cubic), new Vector<float>(Linear));
}

/// <summary>Gradient g · f′(x) of <see cref="GeluTanh"/>.</summary>
internal readonly struct GeluTanhGradient : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Invoke(Vector<float> x, Vector<float> g) => g * GeluTanh.Slope(x);
}
