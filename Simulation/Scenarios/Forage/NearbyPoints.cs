using System.Runtime.Intrinsics;
using NeuroAgents.Simulation.Spatial;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>The points around one cell in contiguous memory, where the agents of that cell see them: gathered once, looked at by each of them.</summary>
/// <remarks>One per worker and kind. Allocates only when there are more points than ever before.</remarks>
internal sealed class NearbyPoints
{
    /// <summary>Points that one <see cref="Look"/> covers: a bit each.</summary>
    internal const int Block = 64;

    private const float NoPlace = 1e18f;
    private readonly float[] _squares = new float[Block];
    private readonly int[] _sectors = new int[Block];
    private readonly CellRange[] _ranges = new CellRange[UniformGrid.MaximumRanges];
    private int _rangeCount;
    private float[] _x = [];
    private float[] _y = [];

    /// <summary>Number of points.</summary>
    internal int Count { get; private set; }

    internal ReadOnlySpan<float> X => _x.AsSpan(0, Count);

    internal ReadOnlySpan<float> Y => _y.AsSpan(0, Count);

    /// <summary>Squared distance of each point of the block that was looked at last, m².</summary>
    internal ReadOnlySpan<float> Squares => _squares;

    /// <summary>Sector of each point of the block that was looked at last.</summary>
    internal ReadOnlySpan<int> Sectors => _sectors;

    /// <summary>Copies all points that can be in sight from anywhere in a cell.</summary>
    internal void Gather(UniformGrid grid, int cell, float sight)
    {
        EnsureCapacity(grid.Count);
        _rangeCount = grid.Neighbourhood(cell, sight, _ranges);
        int count = 0;
        foreach (CellRange range in _ranges.AsSpan(0, _rangeCount))
        {
            int length = range.End - range.Start;
            Copy(grid.XWithSlack[range.Start..], _x.AsSpan(count), length, range.ShiftX);
            Copy(grid.YWithSlack[range.Start..], _y.AsSpan(count), length, range.ShiftY);
            count += length;
        }

        // What a last vector reads beyond the end is out of everybody's sight.
        _x.AsSpan(count, Vector256<float>.Count).Fill(NoPlace);
        Count = count;
    }

    /// <summary>Which point of the grid, in sorted order, one of these is.</summary>
    internal int SortedAt(int index)
    {
        foreach (CellRange range in _ranges.AsSpan(0, _rangeCount))
        {
            if (index < range.End - range.Start)
            {
                return range.Start + index;
            }

            index -= range.End - range.Start;
        }

        throw new ArgumentOutOfRangeException(nameof(index), index, "index: expected one of the points that were gathered.");
    }

    /// <summary>Where a point of the grid, one of the cell itself, stands among these.</summary>
    internal int IndexOf(int sorted)
    {
        int before = 0;
        foreach (CellRange range in _ranges.AsSpan(0, _rangeCount))
        {
            if (sorted >= range.Start && sorted < range.End)
            {
                return before + sorted - range.Start;
            }

            before += range.End - range.Start;
        }

        throw new ArgumentOutOfRangeException(nameof(sorted), sorted, "sorted: expected a point of the cell around which was gathered.");
    }

    /// <summary>Looks at up to <see cref="Block"/> points from a body: their squared distances and sectors.</summary>
    /// <param name="start">The first one.</param>
    /// <param name="body">Who looks.</param>
    /// <param name="sightSquared">Square of how far it sees, m².</param>
    /// <returns>A bit for each that is in sight.</returns>
    internal ulong Look(int start, Body body, float sightSquared)
    {
        int count = Math.Min(Count - start, Block);
        ReadOnlySpan<float> xs = _x.AsSpan(start, Block), ys = _y.AsSpan(start, Block);
        Vector256<float> bodyX = Vector256.Create(body.X), bodyY = Vector256.Create(body.Y);
        Vector256<float> headingX = Vector256.Create(body.Heading.X), headingY = Vector256.Create(body.Heading.Y);
        Vector256<float> sight = Vector256.Create(sightSquared);
        ulong seen = 0;
        for (int i = 0; i < count; i += Vector256<float>.Count)
        {
            Vector256<float> dx = Vector256.Create(xs[i..]) - bodyX, dy = Vector256.Create(ys[i..]) - bodyY;
            Vector256<float> square = dx * dx + dy * dy;
            seen |= (ulong)Vector256.LessThan(square, sight).ExtractMostSignificantBits() << i;
            square.CopyTo(_squares.AsSpan(i));
            ForageObservations.Sector(dx * headingX + dy * headingY, dy * headingX - dx * headingY).CopyTo(_sectors.AsSpan(i));
        }

        return seen;
    }

    private static void Copy(ReadOnlySpan<float> from, Span<float> to, int length, float shift)
    {
        Vector256<float> shifts = Vector256.Create(shift);
        for (int i = 0; i < length; i += Vector256<float>.Count)
        {
            (Vector256.Create(from[i..]) + shifts).CopyTo(to[i..]);
        }
    }

    private void EnsureCapacity(int points)
    {
        int needed = points + 2 * Block;
        if (_x.Length < needed)
        {
            _x = new float[2 * needed];
            _y = new float[2 * needed];
        }
    }
}
