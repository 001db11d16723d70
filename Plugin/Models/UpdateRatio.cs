using NeuroAgents.Diagnostics;

namespace NeuroAgents.Models;

/// <summary>How far learning moves a tensor, next to its size: ‖ΔW‖₂ / ‖W‖₂. Near 10⁻³ for one step is usual: far above it learning is rough, far below it hardly moves.</summary>
public static class UpdateRatio
{
    /// <summary>The ratio of one tensor, padding left out; 0 where nothing was changed, infinity where all that was changed is 0 now. Does not allocate. Thread safe.</summary>
    /// <param name="segment">The tensor.</param>
    /// <param name="updates">What was changed, in the layout of the parameters.</param>
    /// <param name="parameters">The parameters, in the layout that the segment is of.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the segment is not within them.</exception>
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
