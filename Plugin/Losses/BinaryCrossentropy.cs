using System.Numerics;
using System.Runtime.CompilerServices;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Losses;

/// <summary>Binary cross-entropy L = 1/(n·m) · Σ wᵣ (ln(1 + eᶻ) − t·z) over n rows and m logits z; dL/dz = wᵣ (σ(z) − t) / (n·m).</summary>
/// <remarks>
/// It takes logits: the network ends without an activation. Targets t outside 0 to 1 are refused. Computed as max(0, z) − t·z + ln(1 + e^(−|z|)), which is
/// accurate for any magnitude of z.
/// </remarks>
public sealed class BinaryCrossentropy : Loss
{
    /// <inheritdoc/>
    public override string Name => "binary_crossentropy";

    internal override double Sum(
        ReadOnlyMatrixView prediction, ReadOnlyMatrixView target, MatrixView gradient, double scale, ReadOnlySpan<float> weights)
        => LossLoop.Run(default(Value), prediction, target, gradient, (float)(scale), weights);

    private protected override string? Fault(ReadOnlySpan<float> target, int outputs, out int column)
        => FaultOutside(target, 0, 1, "a value from 0 to 1", out column);

    private readonly struct Value : ILossFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Invoke(Vector<float> prediction, Vector<float> target, out Vector<float> slope)
        {
            Vector<float> rest = Softplus.Remainder(prediction, out Vector<float> decay);
            Vector<int> isNegative = Vector.LessThan(prediction, Vector<float>.Zero);
            slope = Vector.ConditionalSelect(isNegative, decay, Vector<float>.One) / (Vector<float>.One + decay) - target;
            Vector<float> positive = Vector.ConditionalSelect(isNegative, Vector<float>.Zero, prediction);
            return positive - target * prediction + rest;
        }
    }
}
