using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Activations;

/// <summary>GELU in its tanh form, f(z) = z · σ(u), u = √(8/π) · (z + 0.044715 z³); f′ = σ(u) + z · σ(u) · (1 − σ(u)) · u′ (Hendrycks, Gimpel 2016).</summary>
/// <remarks>f′ is computed from the input because f is not monotone.</remarks>
internal sealed class GeluTanh : Activation
{
    public override string Name => "gelu_tanh";

    public override bool NeedsInput => true;

    private protected override void Apply(Span<float> values) => VectorLoop.Apply<Numerics.Functions.GeluTanh>(values, values);

    private protected override void ApplyDerivative(ReadOnlySpan<float> known, Span<float> gradient) => VectorLoop.Combine<GeluTanhGradient>(known, gradient);
}
