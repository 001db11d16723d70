using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Activations;

/// <summary>SiLU (swish) f(z) = z · σ(z); f′ = σ(z) · (1 + z · (1 − σ(z))), computed from the input because f is not monotone (Elfwing, Uchibe, Doya 2017).</summary>
internal sealed class Silu : Activation
{
    public override string Name => "silu";

    public override bool NeedsInput => true;

    private protected override void Apply(Span<float> values) => VectorLoop.Apply<Numerics.Functions.Silu>(values, values);

    private protected override void ApplyDerivative(ReadOnlySpan<float> known, Span<float> gradient) => VectorLoop.Combine<SiluGradient>(known, gradient);
}
