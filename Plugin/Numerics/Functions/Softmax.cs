using System.Numerics;
using System.Runtime.CompilerServices;
using NeuroAgents.Diagnostics;

namespace NeuroAgents.Numerics.Functions;

/// <summary>Softmax yᵢ = e^(xᵢ − max x) / Σⱼ e^(xⱼ − max x) over a row. Sums run in sixteen lanes at any vector width.</summary>
internal static class Softmax
{
    /// <summary>Writes the softmax of <paramref name="x"/>.</summary>
    /// <returns>max x and Σ e^(x − max x).</returns>
    internal static (float Maximum, float Sum) Apply(ReadOnlySpan<float> x, Span<float> destination)
    {
        Require.Length(destination.Length, x.Length, nameof(destination));
        if (x.Length == 0)
        {
            return (0, 0);
        }

        float maximum = Maximum(x);
        VectorLoop.Apply(new ShiftedExp(maximum), x, destination);
        float sum = FixedLanes.Sum(destination);
        VectorLoop.Apply(new Scaled(1 / sum), destination, destination);

        return (maximum, sum);
    }

    /// <summary>Computes dz = a ∘ (g − Σⱼ aⱼ gⱼ) in place: the product with the Jacobian diag(a) − a·aᵀ.</summary>
    internal static void Backward(ReadOnlySpan<float> output, Span<float> gradient)
    {
        float mean = FixedLanes.Dot(output, gradient);
        for (int i = 0; i < output.Length; i++)
        {
            gradient[i] = output[i] * (gradient[i] - mean);
        }
    }

    /// <summary>Returns the largest value, or NaN if any value is NaN.</summary>
    private static float Maximum(ReadOnlySpan<float> x)
    {
        float maximum = x[0];
        int i = 0;
        if (x.Length >= Vector<float>.Count)
        {
            Vector<float> largest = VectorLoop.Load(x, 0);
            for (i = Vector<float>.Count; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> next = VectorLoop.Load(x, i);
                Vector<int> stays = Vector.LessThanOrEqual(next, largest) | ~Vector.Equals(largest, largest);
                largest = Vector.ConditionalSelect(stays, largest, next);
            }

            for (int lane = 0; lane < Vector<float>.Count; lane++)
            {
                maximum = Larger(maximum, largest[lane]);
            }
        }

        for (; i < x.Length; i++)
        {
            maximum = Larger(maximum, x[i]);
        }

        return maximum;
    }

    // The comparison is false for NaN on either side, so NaN wins and stays.
    private static float Larger(float maximum, float value) => value <= maximum || float.IsNaN(maximum) ? maximum : value;

    private readonly struct ShiftedExp(float maximum) : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Invoke(Vector<float> x) => default(Exp).Invoke(x - new Vector<float>(maximum));
    }

    private readonly struct Scaled(float factor) : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Invoke(Vector<float> x) => x * new Vector<float>(factor);
    }
}
