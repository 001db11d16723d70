using System.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Activations;

/// <summary>ReLU f(z) = max(0, z); f′ = 1 where a > 0, else 0 (Nair, Hinton 2010).</summary>
internal sealed class Relu : Activation
{
    public override string Name => "relu";

    private protected override void Apply(Span<float> values) => VectorLoop.Apply<Value>(values, values);

    private protected override void ApplyDerivative(ReadOnlySpan<float> known, Span<float> gradient) => VectorLoop.Combine<Gradient>(known, gradient);

    private readonly struct Value : IUnaryFunction
    {
        // A comparison instead of Max keeps NaN on every runtime.
        public Vector<float> Invoke(Vector<float> z) => Vector.ConditionalSelect(Vector.LessThan(z, Vector<float>.Zero), Vector<float>.Zero, z);
    }

    private readonly struct Gradient : IBinaryFunction
    {
        public Vector<float> Invoke(Vector<float> a, Vector<float> g)
            => Vector.ConditionalSelect(Vector.LessThanOrEqual(a, Vector<float>.Zero), Vector<float>.Zero, g);
    }
}
