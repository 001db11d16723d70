using CsCheck;
using NeuroAgents.Simulation.Spatial;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Spatial;

public sealed class TorusTests
{
    private static readonly Gen<float> s_sides = Gen.Float[5, 5000];

    [Fact]
    public void WrapStaysInTheWorldAndMovesByWholeSides()
        => Gen.Select(s_sides, Gen.Float[-0.999f, 1.999f]).Sample((side, share) =>
        {
            float coordinate = side * share;
            float wrapped = new Torus(side).Wrap(coordinate);
            double turns = ((double)wrapped - coordinate) / side;
            return wrapped >= 0 && wrapped < side && Math.Abs(turns - Math.Round(turns)) < 1e-6;
        });

    [Fact]
    public void WrapKeepsWhatLiesInside()
        => Gen.Select(s_sides, Gen.Float[0, 1]).Sample((side, share) =>
        {
            float coordinate = Math.Min(side * share, MathF.BitDecrement(side));
            return new Torus(side).Wrap(coordinate) == coordinate;
        });

    [Theory]
    [InlineData(24.024f)]
    [InlineData(32f)]
    [InlineData(100f)]
    [InlineData(4472.136f)]
    public void WrapNeverReachesTheSideByRounding(float side)
    {
        Torus torus = new(side);
        for (float below = -float.Epsilon; below > -1e-2f; below *= 1.7f)
        {
            below = MathF.BitDecrement(below);
            Assert.InRange(torus.Wrap(below), 0, MathF.BitDecrement(side));
        }

        Assert.Equal(0, torus.Wrap(side));
        Assert.Equal(0, torus.Wrap(-float.Epsilon));
        Assert.Equal(0, torus.Wrap(0));
        Assert.Equal(MathF.BitDecrement(side), torus.Wrap(MathF.BitDecrement(side)));
    }

    [Fact]
    public void DifferenceIsTheShortestWay()
        => Gen.Select(s_sides, Gen.Float[0, 1], Gen.Float[0, 1]).Sample((side, first, second) =>
        {
            float from = Math.Min(side * first, MathF.BitDecrement(side)), to = Math.Min(side * second, MathF.BitDecrement(side));
            double shortest = new[] { -1, 0, 1 }.Select(turn => (double)to - from + (double)turn * side).MinBy(Math.Abs);
            float difference = new Torus(side).Difference(from, to);
            return Math.Abs(Math.Abs(difference) - Math.Abs(shortest)) <= side * 1e-6 && Math.Abs(difference) <= side / 2;
        });

    [Fact]
    public void DifferenceForthIsTheNegativeOfDifferenceBack()
        => Gen.Select(s_sides, Gen.Float[0, 1], Gen.Float[0, 1]).Sample((side, first, second) =>
        {
            Torus torus = new(side);
            float a = Math.Min(side * first, MathF.BitDecrement(side)), b = Math.Min(side * second, MathF.BitDecrement(side));
            return torus.Difference(a, b) == -torus.Difference(b, a);
        });

    [Fact]
    public void DifferenceAcrossTheSeam()
    {
        Torus torus = new(32);
        Assert.Equal(1, torus.Difference(31.5f, 0.5f));
        Assert.Equal(-1, torus.Difference(0.5f, 31.5f));
        Assert.Equal(16, Math.Abs(torus.Difference(8, 24)));
    }
}
