using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuroAgents.Numerics.Functions;

/// <summary>Sigmoid σ(x) = 1 / (1 + e⁻ˣ). Absolute error below 2e-7.</summary>
internal readonly struct Sigmoid : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Invoke(Vector<float> x) => Vector<float>.One / (Vector<float>.One + default(Exp).Invoke(-x));
}
