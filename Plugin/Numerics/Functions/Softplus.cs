using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuroAgents.Numerics.Functions;

/// <summary>Softplus ln(1 + eˣ) = max(0, x) + ln(1 + d) with d = e^(−|x|) and ln(1 + d) = 2 artanh(d / (2 + d)). Relative error below 6e-7.</summary>
internal readonly struct Softplus : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Invoke(Vector<float> x)
    {
        Vector<float> positive = Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), Vector<float>.Zero, x);
        return positive + Remainder(x, out _);
    }

    /// <summary>Computes ln(1 + e^(−|x|)) and, as <paramref name="decay"/>, e^(−|x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> Remainder(Vector<float> x, out Vector<float> decay)
    {
        decay = default(Exp).Invoke(-Vector.Abs(x));
        Vector<float> s = decay / (decay + new Vector<float>(2f));
        Vector<float> z = s * s;
        Vector<float> p = new(0.140788892f);
        p = Arithmetic.MultiplyAdd(p, z, new Vector<float>(0.139825789f));
        p = Arithmetic.MultiplyAdd(p, z, new Vector<float>(0.200122976f));
        p = Arithmetic.MultiplyAdd(p, z, new Vector<float>(0.333331608f));
        p = Arithmetic.MultiplyAdd(p, z, Vector<float>.One);
        return (s + s) * p;
    }
}
