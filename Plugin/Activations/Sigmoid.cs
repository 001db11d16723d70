using System.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Activations;

/// <summary>Sigmoid f(z) = 1 / (1 + e⁻ᶻ); f′ = a · (1 − a).</summary>
internal sealed class Sigmoid : Activation
{
    public override string Name => "sigmoid";

    private protected override void Apply(Span<float> values) => VectorLoop.Apply<Numerics.Functions.Sigmoid>(values, values);

    private protected override void ApplyDerivative(ReadOnlySpan<float> known, Span<float> gradient) => VectorLoop.Combine<Gradient>(known, gradient);

    private readonly struct Gradient : IBinaryFunction
    {
        public Vector<float> Invoke(Vector<float> a, Vector<float> g) => g * a * (Vector<float>.One - a);
    }
}
