using System.Numerics;
using System.Runtime.CompilerServices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Losses;

/// <summary>Huber loss L = 1/(n·m) · Σ wᵣ h(p − t), h(d) = d²/2 where |d| ≤ δ, else δ (|d| − δ/2); h′ = d clamped to ±δ (Huber 1964).</summary>
/// <remarks>It is quadratic near the target, so steps get small there, and linear far away, so outliers don't dominate.</remarks>
public sealed class Huber : Loss
{
    private readonly float _delta;

    /// <summary>Creates the loss.</summary>
    /// <param name="delta">δ, in units of the target, above 0. Smaller values limit the influence of outliers more. Default: 1, as in Keras 3.</param>
    /// <exception cref="ArgumentOutOfRangeException">δ is NaN or out of its range.</exception>
    public Huber(float delta = 1)
    {
        Require.InRange(delta, float.Epsilon, float.MaxValue);
        _delta = delta;
    }

    /// <inheritdoc/>
    public override string Name => "huber";

    internal override double Sum(
        ReadOnlyMatrixView prediction, ReadOnlyMatrixView target, MatrixView gradient, double scale, ReadOnlySpan<float> weights)
        => LossLoop.Run(new Value(_delta), prediction, target, gradient, (float)(scale), weights);

    private readonly struct Value(float delta) : ILossFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Invoke(Vector<float> prediction, Vector<float> target, out Vector<float> slope)
        {
            Vector<float> difference = prediction - target, size = Vector.Abs(difference);
            slope = Bounds.Clamp(difference, delta);
            Vector<float> half = new(0.5f), near = half * difference * difference, far = new Vector<float>(delta) * (size - new Vector<float>(delta / 2));
            return Vector.ConditionalSelect(Vector.GreaterThan(size, new Vector<float>(delta)), far, near);
        }
    }
}
