using System.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Activations;

/// <summary>ELU f(z) = z where z > 0, else eᶻ − 1; f′ = 1 where a > 0, else a + 1 (Clevert, Unterthiner, Hochreiter 2016, α = 1).</summary>
internal sealed class Elu : Activation
{
    public override string Name => "elu";

    private protected override void Apply(Span<float> values) => VectorLoop.Apply<Value>(values, values);

    private protected override void ApplyDerivative(ReadOnlySpan<float> known, Span<float> gradient) => VectorLoop.Combine<Gradient>(known, gradient);

    private readonly struct Value : IUnaryFunction
    {
        public Vector<float> Invoke(Vector<float> z)
            => Vector.ConditionalSelect(Vector.LessThan(z, Vector<float>.Zero), -default(OneMinusExp).Invoke(-z), z);
    }

    private readonly struct Gradient : IBinaryFunction
    {
        public Vector<float> Invoke(Vector<float> a, Vector<float> g)
            => Vector.ConditionalSelect(Vector.LessThan(a, Vector<float>.Zero), g * (a + Vector<float>.One), g);
    }
}
