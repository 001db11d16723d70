using System.Numerics;
using NeuroAgents.Diagnostics;

namespace NeuroAgents.Numerics.Functions;

/// <summary>yᵢ = e^(xᵢ − max x) / Σⱼ e^(xⱼ − max x) over a row. Sums run in sixteen lanes at any vector width.</summary>
internal static class Softmax
{
    /// <summary>Writes the softmax of <paramref name="x"/>.</summary>
    /// <returns>max x, and Σ e^(x − max x).</returns>
    internal static (float Maximum, float Sum) Apply(ReadOnlySpan<float> x, Span<float> destination)
    {
        Require.Length(destination.Length, x.Length, nameof(destination));
        if (x.Length == 0)
        {
            return (0, 0);
        }

        float maximum = Maximum(x);
        for (int i = 0; i < x.Length; i++)
        {
            destination[i] = x[i] - maximum;
        }

        VectorLoop.Apply<Exp>(destination, destination);
        float sum = FixedLanes.Sum(destination), scale = 1 / sum;
        for (int i = 0; i < x.Length; i++)
        {
            destination[i] *= scale;
        }

        return (maximum, sum);
    }

    /// <summary>dz = a ∘ (g − Σⱼ aⱼ gⱼ): the product with the Jacobian diag(a) − a·aᵀ, in place.</summary>
    internal static void Backward(ReadOnlySpan<float> output, Span<float> gradient)
    {
        float mean = FixedLanes.Dot(output, gradient);
        for (int i = 0; i < output.Length; i++)
        {
            gradient[i] = output[i] * (gradient[i] - mean);
        }
    }

    /// <summary>The largest value; NaN if there is one.</summary>
    private static float Maximum(ReadOnlySpan<float> x)
    {
        float maximum = x[0];
        for (int i = 1; i < x.Length; i++)
        {
            // False for NaN on either side: what is no number wins and stays.
            maximum = x[i] <= maximum || float.IsNaN(maximum) ? maximum : x[i];
        }

        return maximum;
    }
}
