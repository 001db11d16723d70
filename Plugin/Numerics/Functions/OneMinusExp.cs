using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuroAgents.Numerics.Functions;

/// <summary>Difference 1 − e⁻ˣ for x ≥ 0, by its series below 0.25, where a subtraction would lose digits. Relative error below 1e-6.</summary>
internal readonly struct OneMinusExp : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Invoke(Vector<float> x)
    {
        Vector<float> p = Arithmetic.MultiplyAdd(x, new Vector<float>(-1f / 6), Vector<float>.One);
        p = Arithmetic.MultiplyAdd(x * new Vector<float>(-1f / 5), p, Vector<float>.One);
        p = Arithmetic.MultiplyAdd(x * new Vector<float>(-1f / 4), p, Vector<float>.One);
        p = Arithmetic.MultiplyAdd(x * new Vector<float>(-1f / 3), p, Vector<float>.One);
        p = Arithmetic.MultiplyAdd(x * new Vector<float>(-1f / 2), p, Vector<float>.One);
        return Vector.ConditionalSelect(Vector.LessThan(x, new Vector<float>(0.25f)), x * p, Vector<float>.One - default(Exp).Invoke(-x));
    }
}
