using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuroAgents.Numerics.Functions;

/// <summary>Hyperbolic tangent: an odd polynomial for |x| below 0.625, 1 − 2 / (e²ˣ + 1) above (Cephes tanhf). Absolute error below 2e-7.</summary>
internal readonly struct Tanh : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Invoke(Vector<float> x)
    {
        Vector<float> z = x * x;
        Vector<float> p = new(-5.70498872745e-3f);
        p = Arithmetic.MultiplyAdd(p, z, new Vector<float>(2.06390887954e-2f));
        p = Arithmetic.MultiplyAdd(p, z, new Vector<float>(-5.37397155531e-2f));
        p = Arithmetic.MultiplyAdd(p, z, new Vector<float>(1.33314422036e-1f));
        p = Arithmetic.MultiplyAdd(p, z, new Vector<float>(-3.33332819422e-1f));
        Vector<float> near = Arithmetic.MultiplyAdd(p * z, x, x);

        Vector<float> e = default(Exp).Invoke(x + x);
        Vector<float> far = Vector<float>.One - new Vector<float>(2f) / (e + Vector<float>.One);
        return Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(x), new Vector<float>(0.625f)), near, far);
    }
}
