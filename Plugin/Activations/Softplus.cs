using System.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Activations;

/// <summary>Softplus f(z) = ln(1 + eᶻ); f′ = σ(z) = 1 − e⁻ᵃ (Dugas et al. 2001).</summary>
internal sealed class Softplus : Activation
{
    public override string Name => "softplus";

    private protected override void Apply(Span<float> values) => VectorLoop.Apply<Numerics.Functions.Softplus>(values, values);

    private protected override void ApplyDerivative(ReadOnlySpan<float> known, Span<float> gradient) => VectorLoop.Combine<Gradient>(known, gradient);

    private readonly struct Gradient : IBinaryFunction
    {
        public Vector<float> Invoke(Vector<float> a, Vector<float> g) => g * default(OneMinusExp).Invoke(a);
    }
}
