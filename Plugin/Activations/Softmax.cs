namespace NeuroAgents.Activations;

/// <summary>Softmax aᵢ = e^(zᵢ − max z) / Σⱼ e^(zⱼ − max z) over each row, for class probabilities. Backward: dzᵢ = aᵢ · (gᵢ − Σⱼ aⱼ gⱼ).</summary>
internal sealed class Softmax : Activation
{
    public override string Name => "softmax";

    private protected override void Apply(Span<float> values) => Numerics.Functions.Softmax.Apply(values, values);

    private protected override void ApplyDerivative(ReadOnlySpan<float> known, Span<float> gradient) => Numerics.Functions.Softmax.Backward(known, gradient);
}
