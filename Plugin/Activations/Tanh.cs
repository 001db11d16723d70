using System.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Activations;

/// <summary>Hyperbolic tangent f(z) = tanh z; f′ = 1 − a².</summary>
internal sealed class Tanh : Activation
{
    public override string Name => "tanh";

    private protected override void Apply(Span<float> values) => VectorLoop.Apply<Numerics.Functions.Tanh>(values, values);

    private protected override void ApplyDerivative(ReadOnlySpan<float> known, Span<float> gradient) => VectorLoop.Combine<Gradient>(known, gradient);

    private readonly struct Gradient : IBinaryFunction
    {
        public Vector<float> Invoke(Vector<float> a, Vector<float> g) => g * (Vector<float>.One - a * a);
    }
}
