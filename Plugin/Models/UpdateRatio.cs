using NeuroAgents.Diagnostics;

namespace NeuroAgents.Models;

/// <summary>Size of a tensor's updates relative to the tensor: ‖ΔW‖₂ / ‖W‖₂. About 10⁻³ per step is usual; far above it learning is unstable, far below it slow.</summary>
public static class UpdateRatio
{
    /// <summary>Returns the ratio of one tensor without its padding: 0 if nothing changed, infinity if the changed tensor is all zeros. Does not allocate. Thread safe.</summary>
    /// <param name="segment">The tensor.</param>
    /// <param name="updates">Changes ΔW, in the layout of the parameters.</param>
    /// <param name="parameters">Parameters W after the change, in the segment's layout.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the segment lies outside the parameters.</exception>
    public static double Of(ParameterSegment segment, ReadOnlySpan<float> updates, ReadOnlySpan<float> parameters)
    {
        Require.NotNull(segment);
        Require.Length(updates.Length, parameters.Length, nameof(updates));
        Require.AtLeast(parameters.Length, segment.Offset + segment.Rows * segment.Stride, nameof(parameters));
        double moved = SumOfSquares(segment, updates);
        return moved == 0 ? 0 : Math.Sqrt(moved / SumOfSquares(segment, parameters));
    }

    private static double SumOfSquares(ParameterSegment segment, ReadOnlySpan<float> values)
    {
        double sum = 0;
        for (int row = 0; row < segment.Rows; row++)
        {
            foreach (float value in values.Slice(segment.Offset + row * segment.Stride, segment.Columns))
            {
                sum += (double)value * value;
            }
        }

        return sum;
    }
}
