using System.Runtime.Intrinsics;
using NeuroAgents.Simulation.Spatial;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>The points around one cell in contiguous memory, in the coordinates of that cell. They are gathered once and read by every agent of the cell.</summary>
/// <remarks>There is one per worker and kind of point. Allocates only when the grid has more points than there is space for.</remarks>
internal sealed class NearbyPoints
{
    // Beyond the sight of every agent, but small enough for its square to be finite.
    private const float NoPlace = 1e18f;
    private float[] _x = [];
    private float[] _y = [];
    private float[] _radii = [];
    private float[] _measures = [];

    /// <summary>Number of points.</summary>
    internal int Count { get; private set; }

    /// <summary>x in whole vectors, m. The padding after the last point is out of sight.</summary>
    internal ReadOnlySpan<float> X => _x.AsSpan(0, WholeVectors);

    /// <summary>y in whole vectors, m.</summary>
    internal ReadOnlySpan<float> Y => _y.AsSpan(0, WholeVectors);

    /// <summary>Radii in whole vectors, m; meaningless if the points have none.</summary>
    internal ReadOnlySpan<float> Radii => _radii.AsSpan(0, WholeVectors);

    /// <summary>Scratch space for the reader, one number per point, in whole vectors.</summary>
    internal Span<float> Measures => _measures.AsSpan(0, WholeVectors);

    private int WholeVectors => (Count + Vector256<float>.Count - 1) & -Vector256<float>.Count;

    /// <summary>Copies all points of the given cells.</summary>
    /// <param name="grid">The points.</param>
    /// <param name="runs">The cells.</param>
    /// <param name="radii">Radii in the order of the grid, with its slack values; empty if the points have none.</param>
    internal void Gather(UniformGrid grid, ReadOnlySpan<CellRun> runs, ReadOnlySpan<float> radii = default)
    {
        EnsureCapacity(grid.Count);
        ReadOnlySpan<float> x = grid.XWithSlack, y = grid.YWithSlack;
        int count = 0;
        foreach (ref readonly CellRun run in runs)
        {
            (int start, int end) = grid.Points(in run);
            int length = end - start;
            Copy(x[start..], _x.AsSpan(count), length, run.ShiftX);
            Copy(y[start..], _y.AsSpan(count), length, run.ShiftY);
            if (!radii.IsEmpty)
            {
                Copy(radii[start..], _radii.AsSpan(count), length, 0);
            }

            count += length;
        }

        Vector256.Create(NoPlace).CopyTo(_x.AsSpan(count));
        Count = count;
    }

    /// <summary>Returns the index of a grid point among the points gathered from the given cells.</summary>
    internal static int IndexOf(int sorted, UniformGrid grid, ReadOnlySpan<CellRun> runs)
    {
        int before = 0;
        foreach (ref readonly CellRun run in runs)
        {
            (int start, int end) = grid.Points(in run);
            if (sorted >= start && sorted < end)
            {
                return before + sorted - start;
            }

            before += end - start;
        }

        throw new ArgumentOutOfRangeException(nameof(sorted), sorted, FormattableString.Invariant($"sorted: expected a point in one of the cells, received point {sorted}."));
    }

    private static void Copy(ReadOnlySpan<float> from, Span<float> to, int length, float shift)
    {
        // Copies whole vectors. The next run overwrites the excess values.
        Vector256<float> shifts = Vector256.Create(shift);
        for (int i = 0; i < length; i += Vector256<float>.Count)
        {
            (Vector256.Create(from[i..]) + shifts).CopyTo(to[i..]);
        }
    }

    private void EnsureCapacity(int points)
    {
        int needed = points + UniformGrid.Slack;
        if (_x.Length < needed)
        {
            _x = new float[2 * needed];
            _y = new float[2 * needed];
            _radii = new float[2 * needed];
            _measures = new float[2 * needed];
        }
    }
}
