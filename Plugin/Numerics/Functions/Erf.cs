using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuroAgents.Numerics.Functions;

/// <summary>Error function erf x = 2/√π · ∫₀ˣ e⁻ᵗ² dt: an odd polynomial for |x| below 1, 1 − erfc |x| above. Absolute error below 2e-7.</summary>
internal readonly struct Erf : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Invoke(Vector<float> x)
    {
        Vector<float> z = x * x;
        Vector<float> p = new(7.87587505e-5f);
        p = Arithmetic.MultiplyAdd(p, z, new Vector<float>(-8.01686428e-4f));
        p = Arithmetic.MultiplyAdd(p, z, new Vector<float>(5.18908742e-3f));
        p = Arithmetic.MultiplyAdd(p, z, new Vector<float>(-2.6854212e-2f));
        p = Arithmetic.MultiplyAdd(p, z, new Vector<float>(1.12835947e-1f));
        p = Arithmetic.MultiplyAdd(p, z, new Vector<float>(-3.76126267e-1f));
        p = Arithmetic.MultiplyAdd(p, z, new Vector<float>(1.12837917f));

        Vector<float> size = Vector.Abs(x);
        Vector<float> far = Vector<float>.One - default(Exp).Invoke(-z) * Tail(size);
        far = Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), -far, far);
        return Vector.ConditionalSelect(Vector.LessThan(size, Vector<float>.One), x * p, far);
    }

    /// <summary>Computes e^(x²) · erfc x for x ≥ 0 as t times a degree-10 polynomial in t = 1 / (1 + 0.4 x), relative error 1e-8 before rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> Tail(Vector<float> x)
    {
        Vector<float> t = Vector<float>.One / Arithmetic.MultiplyAdd(x, new Vector<float>(0.4f), Vector<float>.One);
        Vector<float> p = new(-0.0298686284f);
        p = Arithmetic.MultiplyAdd(p, t, new Vector<float>(0.143841069f));
        p = Arithmetic.MultiplyAdd(p, t, new Vector<float>(-0.243041731f));
        p = Arithmetic.MultiplyAdd(p, t, new Vector<float>(0.146803245f));
        p = Arithmetic.MultiplyAdd(p, t, new Vector<float>(-0.0537931659f));
        p = Arithmetic.MultiplyAdd(p, t, new Vector<float>(0.0871206414f));
        p = Arithmetic.MultiplyAdd(p, t, new Vector<float>(0.118095123f));
        p = Arithmetic.MultiplyAdd(p, t, new Vector<float>(0.171890572f));
        p = Arithmetic.MultiplyAdd(p, t, new Vector<float>(0.20760072f));
        p = Arithmetic.MultiplyAdd(p, t, new Vector<float>(0.225676317f));
        p = Arithmetic.MultiplyAdd(p, t, new Vector<float>(0.225675831f));
        return p * t;
    }
}
