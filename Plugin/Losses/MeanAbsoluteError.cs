using System.Numerics;
using System.Runtime.CompilerServices;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Losses;

/// <summary>Mean absolute error L = 1/(n·m) · Σ wᵣ |p − t| over n rows and m outputs; dL/dp = wᵣ sign(p − t) / (n·m), 0 where p = t.</summary>
public sealed class MeanAbsoluteError : Loss
{
    /// <inheritdoc/>
    public override string Name => "mean_absolute_error";

    internal override double Sum(
        ReadOnlyMatrixView prediction, ReadOnlyMatrixView target, MatrixView gradient, double scale, ReadOnlySpan<float> weights)
        => LossLoop.Run(default(Value), prediction, target, gradient, (float)(scale), weights);

    private readonly struct Value : ILossFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Invoke(Vector<float> prediction, Vector<float> target, out Vector<float> slope)
        {
            Vector<float> difference = prediction - target;
            slope = Vector.ConditionalSelect(Vector.GreaterThan(difference, Vector<float>.Zero), Vector<float>.One, difference);
            slope = Vector.ConditionalSelect(Vector.LessThan(difference, Vector<float>.Zero), -Vector<float>.One, slope);
            return Vector.Abs(difference);
        }
    }
}
