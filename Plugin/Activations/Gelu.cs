using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Activations;

/// <summary>GELU f(z) = z · Φ(z), exact form; f′ = Φ(z) + z · φ(z), computed from the input because f is not monotone (Hendrycks, Gimpel 2016).</summary>
internal sealed class Gelu : Activation
{
    public override string Name => "gelu";

    public override bool NeedsInput => true;

    private protected override void Apply(Span<float> values) => VectorLoop.Apply<Numerics.Functions.Gelu>(values, values);

    private protected override void ApplyDerivative(ReadOnlySpan<float> known, Span<float> gradient) => VectorLoop.Combine<GeluGradient>(known, gradient);
}
