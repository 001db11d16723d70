using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Scenarios.Forage;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Forage;

public sealed class EatingTests
{
    private static readonly (float, float)[] s_farAway = [(20, 20)];

    [Theory]
    [InlineData(9.05f, 9.45f, 0)]
    [InlineData(9.45f, 9.05f, 0)]
    [InlineData(9.45f, 9.15f, 1)]
    [InlineData(9.0f, 9.49f, 1)]
    public void TheNearestEats(float first, float second, int eater)
    {
        using ForageBench bench = new([new PlacedAgent(first, 5), new PlacedAgent(second, 5)], [(9.25f, 5), (20, 20)]);
        bench.Look();
        Assert.Equal(eater == 0 ? [1, 0] : [0, 1], bench.Field.MealsGained[..2]);
        Assert.Equal(eater == 0 ? [6f, 0f] : [0f, 6f], bench.Field.EnergyChange[..2]);
    }

    [Theory]
    [InlineData(10.5f, 11f, 10.75f)]
    [InlineData(11f, 10.5f, 10.75f)]
    [InlineData(31.8125f, 0.3125f, 0.0625f)]
    [InlineData(0.3125f, 31.8125f, 0.0625f)]
    public void OfTwoEquallyNearTheLowerRowEats(float first, float second, float food)
    {
        using ForageBench bench = new([new PlacedAgent(first, 5), new PlacedAgent(second, 5)], [(food, 5), (20, 20)]);
        bench.Look();
        Assert.NotEqual(bench.Field.Agents.CellAt(first, 5), bench.Field.Agents.CellAt(second, 5));
        Assert.Equal([1, 0], bench.Field.MealsGained[..2]);
    }

    [Theory]
    [InlineData(0.29f, 1)]
    [InlineData(0.31f, 0)]
    public void FoodMustBeInReach(float distance, int meals)
    {
        using ForageBench bench = new([new PlacedAgent(5, 5)], [(5 + distance, 5)]);
        bench.Look();
        Assert.Equal(meals, bench.Field.MealsGained[0]);
        Assert.Equal(meals * 60 * 60, bench.Score.PerAgentAndMinute, 1e-3);
    }

    [Fact]
    public void AnItemIsEatenOnceAndIsNoLongerSeen()
    {
        using ForageBench bench = new([new PlacedAgent(5, 5), new PlacedAgent(5.125f, 5)], [(5, 5), (25, 25)]);
        bench.Look();
        Assert.Equal([1, 0], bench.Field.MealsGained[..2]);
        Assert.Equal(0, bench.Observation(0)[ForageObservations.NearestFoodNearness]);
        bench.Look();
        Assert.Equal([0, 0], bench.Field.MealsGained[..2]);
        Assert.Equal(1 * 60.0 / (4.0 / 60), bench.Score.PerAgentAndMinute, 1e-3);
    }

    [Fact]
    public void AnAgentCanEatSeveralItemsAtOnce()
    {
        using ForageBench bench = new([new PlacedAgent(5, 5)], [(5, 5), (5.1f, 5), (5, 5.2f)]);
        bench.Look();
        Assert.Equal(3, bench.Field.MealsGained[0]);
        Assert.Equal(18, bench.Field.EnergyChange[0]);
    }

    [Theory]
    [InlineData(0.5, 30)]
    [InlineData(0.1, 6)]
    [InlineData(0, 1)]
    public void FoodGrowsAgainAfterItsTime(double regrow, int frames)
    {
        using ForageBench bench = new([new PlacedAgent(5, 5)], [(5, 5)], regrow: regrow);
        bench.Look();
        int waited = 0;
        while (bench.AllFood()[0].Item.Generation == 0)
        {
            bench.Look();
            waited++;
            Assert.True(waited <= frames + 1, "The food never grows.");
        }

        Assert.InRange(waited, frames, frames + 1);
        Assert.Equal(1, bench.AllFood()[0].Item.Generation);
    }

    [Fact]
    public void WhereFoodGrowsDependsOnTheSeedAlone()
    {
        Position[] first = Regrown(seed: 1, new PlacedAgent(5, 5)), other = Regrown(seed: 1, new PlacedAgent(5.1f, 5.1f, 0, 1, 1, 1, 3));
        Position[] reseeded = Regrown(seed: 2, new PlacedAgent(5, 5));
        Assert.Equal(first, other);
        Assert.NotEqual(first[0], reseeded[0]);
        Assert.NotEqual(first[0], first[1]);
        Assert.All(first, place => Assert.NotEqual(new Position(5, 5), place));
        Assert.All(first, place => Assert.True(place.X is >= 0 and < 32 && place.Y is >= 0 and < 32));
    }

    [Fact]
    public void FoodOutOfReachStays()
    {
        using ForageBench bench = new([new PlacedAgent(5, 5)], s_farAway);
        for (int frame = 0; frame < 100; frame++)
        {
            bench.Look();
        }

        Assert.Equal((new Food(0, 0, 0), new Position(20, 20)), bench.AllFood()[0]);
    }

    private static Position[] Regrown(ulong seed, PlacedAgent agent)
    {
        using ForageBench bench = new([agent], [(5, 5), (5, 5.1f)], seed: seed);
        for (int frame = 0; frame < 33; frame++)
        {
            bench.Look();
        }

        return [.. bench.AllFood().Select(each => each.Place)];
    }
}
