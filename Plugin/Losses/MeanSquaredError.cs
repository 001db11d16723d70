using System.Numerics;
using System.Runtime.CompilerServices;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Losses;

/// <summary>Mean squared error L = 1/(n·m) · Σ wᵣ (p − t)² over n rows and m outputs; dL/dp = 2 wᵣ (p − t) / (n·m).</summary>
public sealed class MeanSquaredError : Loss
{
    /// <inheritdoc/>
    public override string Name => "mean_squared_error";

    internal override double Sum(
        ReadOnlyMatrixView prediction, ReadOnlyMatrixView target, MatrixView gradient, double scale, ReadOnlySpan<float> weights)
        => LossLoop.Run(default(Value), prediction, target, gradient, (float)(2 * scale), weights);

    private readonly struct Value : ILossFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Invoke(Vector<float> prediction, Vector<float> target, out Vector<float> slope)
        {
            slope = prediction - target;
            return slope * slope;
        }
    }
}
