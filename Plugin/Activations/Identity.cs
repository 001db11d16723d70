using NeuroAgents.Numerics;

namespace NeuroAgents.Activations;

/// <summary>Identity f(z) = z, f′ = 1: the linear output of a regression.</summary>
internal sealed class Identity : Activation
{
    public override string Name => "identity";

    public override void Forward(MatrixView values)
    {
    }

    private protected override void Apply(Span<float> values)
    {
    }

    private protected override void ApplyDerivative(ReadOnlySpan<float> known, Span<float> gradient)
    {
    }
}
