using CsCheck;
using NeuroAgents.Simulation.Spatial;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Spatial;

/// <summary>The grid, compared with a search over every point.</summary>
public sealed class UniformGridTests
{
    private static readonly Gen<PointWorld> s_worlds =
        from side in Gen.OneOf(Gen.Float[5, 60], Gen.Int[5, 60].Select(whole => (float)whole))
        from cells in Gen.Int[5, 12]
        from excess in Gen.OneOf(Gen.Const(1f), Gen.Const(1.0005f), Gen.Const(1.3f))
        let cellSize = side / (cells * excess)
        from points in Gen.Select(Coordinate(side, cells), Coordinate(side, cells), Gen.Bool).Array[0, 60]
        from share in Gen.OneOf(Gen.Const(1f), Gen.Float[0.01f, 1])
        select new PointWorld(side, cellSize, 2 * cellSize * share, points);

    [Fact]
    public void EveryNeighbourIsFoundExactlyOnceWithTheRightShift() => s_worlds.Sample(AssertNeighbours, iter: 3000);

    [Fact]
    public void PointsAreSortedByCellsAndKeepTheirOrderWithin()
        => s_worlds.Sample(world =>
        {
            UniformGrid grid = world.Build();
            List<int> expected = [.. Enumerable.Range(0, world.Points.Length)
                .Where(i => world.Points[i].IsPresent)
                .OrderBy(i => grid.CellAt(world.Points[i].X, world.Points[i].Y))];
            Assert.Equal(expected, grid.Items.ToArray());
            Assert.Equal(expected.Select(i => world.Points[i].X), grid.X.ToArray());
            Assert.Equal(expected.Select(i => world.Points[i].Y), grid.Y.ToArray());
            int seen = 0;
            for (int cell = 0; cell < grid.CellCount; cell++)
            {
                (int start, int end) = grid.Cell(cell);
                Assert.Equal(seen, start);
                for (; seen < end; seen++)
                {
                    Assert.Equal(cell, grid.CellAt(grid.X[seen], grid.Y[seen]));
                }
            }

            Assert.Equal(grid.Count, seen);
        });

    [Fact]
    public void BuildingAgainForgetsWhatWasBefore()
        => Gen.Select(s_worlds, s_worlds).Sample((first, second) =>
        {
            UniformGrid grid = first.Build();
            float shrink = first.Side / second.Side;
            (float X, float Y, bool IsPresent)[] points = [.. second.Points.Select(p => (p.X * shrink, p.Y * shrink, p.IsPresent)).Where(p => p.Item1 < first.Side && p.Item2 < first.Side)];
            PointWorld world = first with { Points = points };
            world.BuildInto(grid);
            Assert.Equal(world.Build().Items.ToArray(), grid.Items.ToArray());
        });

    [Fact]
    public void NoMaskMeansAllPoints()
    {
        UniformGrid grid = new(new Torus(10), 2);
        grid.Build([1, 9, 5], [1, 9, 5], []);
        Assert.Equal([0, 2, 1], grid.Items.ToArray());
    }

    [Fact]
    public void WideWorldsHaveLargerCellsInsteadOfTooMany()
    {
        UniformGrid grid = new(new Torus(1e6f), 0.5f);
        Assert.Equal(2048, grid.CellsPerSide);
        grid.Build([0, 999_999, 500_000], [0, 999_999, 500_000], []);
        CellRange[] ranges = new CellRange[UniformGrid.MaximumRanges];
        int count = grid.Neighbourhood(grid.CellAt(0, 0), 2, ranges);
        Assert.Equal([new CellRange(0, 1, 0, 0), new CellRange(2, 3, -1e6f, -1e6f)], ranges[..count].OrderBy(range => range.Start));
    }

    [Fact]
    public void WorldsWithTooFewCellsAndTooWideCirclesAreRefused()
    {
        Assert.Equal(
            "minimumCellSize: expected at most 2 m, received 2.1. (Parameter 'minimumCellSize')",
            Assert.Throws<ArgumentOutOfRangeException>(() => new UniformGrid(new Torus(10), 2.1f)).Message);
        UniformGrid grid = new(new Torus(10), 2);
        Assert.Equal(
            "radius: expected at most 4 m, received 4.5. (Parameter 'radius')",
            Assert.Throws<ArgumentOutOfRangeException>(() => grid.Neighbourhood(0, 4.5f, new CellRange[UniformGrid.MaximumRanges])).Message);
    }

    private static void AssertNeighbours(PointWorld world)
    {
        UniformGrid grid = world.Build();
        CellRange[] ranges = new CellRange[UniformGrid.MaximumRanges];
        for (int i = 0; i < world.Points.Length; i++)
        {
            (float x, float y, _) = world.Points[i];
            int count = grid.Neighbourhood(grid.CellAt(x, y), world.Radius, ranges);
            Dictionary<int, (float ShiftX, float ShiftY)> found = [];
            foreach (CellRange range in ranges[..count])
            {
                for (int j = range.Start; j < range.End; j++)
                {
                    Assert.True(found.TryAdd(grid.Items[j], (range.ShiftX, range.ShiftY)), $"{grid.Items[j]} twice");
                }
            }

            for (int j = 0; j < world.Points.Length; j++)
            {
                (double nearX, float shiftX) = world.Nearest(x, world.Points[j].X);
                (double nearY, float shiftY) = world.Nearest(y, world.Points[j].Y);
                bool isNear = world.Points[j].IsPresent && Math.Sqrt(nearX * nearX + nearY * nearY) < world.Radius * (1 - 1e-6);
                if (isNear)
                {
                    Assert.True(found.TryGetValue(j, out var shift), $"{j} not found from {i}");
                    Assert.Equal((shiftX, shiftY), shift);
                }

                Assert.True(world.Points[j].IsPresent || !found.ContainsKey(j), $"{j} is absent");
            }
        }
    }

    /// <summary>Coordinates anywhere, on cell edges, and at the nearest floats to edges and seam.</summary>
    private static Gen<float> Coordinate(float side, int cells)
    {
        Gen<float> onEdge = Gen.Int[0, cells - 1].Select(cell => cell * (side / cells));
        return Gen.OneOf(
            Gen.Float[0, 1].Select(share => share * side),
            onEdge,
            onEdge.Select(MathF.BitIncrement),
            onEdge.Select(edge => edge == 0 ? MathF.BitDecrement(side) : MathF.BitDecrement(edge)))
            .Select(coordinate => Math.Min(coordinate, MathF.BitDecrement(side)));
    }

    private sealed record PointWorld(float Side, float CellSize, float Radius, (float X, float Y, bool IsPresent)[] Points)
    {
        internal UniformGrid Build()
        {
            UniformGrid grid = new(new Torus(Side), CellSize);
            BuildInto(grid);
            return grid;
        }

        internal void BuildInto(UniformGrid grid) => grid.Build(
            [.. Points.Select(p => p.X)], [.. Points.Select(p => p.Y)], Points.Length == 0 ? [] : [.. Points.Select(p => p.IsPresent)]);

        internal (double Distance, float Shift) Nearest(float from, float to)
            => new[] { 0, -Side, Side }.Select(shift => ((double)to + shift - from, shift)).MinBy(each => Math.Abs(each.Item1));
    }
}
