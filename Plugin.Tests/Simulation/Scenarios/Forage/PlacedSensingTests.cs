using NeuroAgents.Simulation.Scenarios.Forage;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Forage;

/// <summary>Observations of a world with one thing.</summary>
public sealed class PlacedSensingTests
{
    private const float Sight = 8;

    [Theory]
    [InlineData(12f, 10.1f, 0, "ahead_left")]
    [InlineData(10.1f, 12f, 1, "left_ahead")]
    [InlineData(9.9f, 12f, 2, "left_behind")]
    [InlineData(8f, 10.1f, 3, "behind_left")]
    [InlineData(8f, 9.9f, 4, "behind_right")]
    [InlineData(9.9f, 8f, 5, "right_behind")]
    [InlineData(10.1f, 8f, 6, "right_ahead")]
    [InlineData(12f, 9.9f, 7, "ahead_right")]
    public void FoodIsSeenInItsSectorOnly(float x, float y, int sector, string name)
    {
        float[] observation = See(new PlacedAgent(10, 10), (x, y));
        double distance = Math.Sqrt((x - 10) * (x - 10) + (y - 10) * (y - 10));
        Assert.Equal($"food.{name}", ForageObservations.CreateSpec().Columns[sector].Name);
        Assert.Equal(1 - distance / Sight, observation[sector], 1e-5);
        Assert.Equal(1, observation[..8].Count(value => value != 0));
        Assert.Equal((x - 10) / distance, observation[ForageObservations.NearestFoodAhead], 1e-5);
        Assert.Equal((y - 10) / distance, observation[ForageObservations.NearestFoodLeft], 1e-5);
        Assert.Equal(1 - distance / Sight, observation[ForageObservations.NearestFoodNearness], 1e-5);
        Assert.All(observation[8..24], value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(0, 1, 0, 1)]
    [InlineData(0, -1, 0, -1)]
    [InlineData(-1, 0, -1, 0)]
    public void DirectionsFollowTheHeading(float headingX, float headingY, float ahead, float right)
    {
        // The food is two metres away along x: straight ahead for the heading x, on the right for the heading y.
        float[] observation = See(new PlacedAgent(10, 10, headingX, headingY), (12, 10));
        Assert.Equal(ahead, observation[ForageObservations.NearestFoodAhead], 1e-6);
        Assert.Equal(-right, observation[ForageObservations.NearestFoodLeft], 1e-6);
    }

    [Fact]
    public void FoodIsSeenAcrossTheSeams()
    {
        float[] observation = See(new PlacedAgent(31, 1), (1, 31));
        Assert.Equal(1 - Math.Sqrt(8) / Sight, observation[6], 1e-5);
        Assert.Equal(Math.Sqrt(0.5), observation[ForageObservations.NearestFoodAhead], 1e-5);
        Assert.Equal(-Math.Sqrt(0.5), observation[ForageObservations.NearestFoodLeft], 1e-5);
    }

    [Fact]
    public void OutOfSightNothingIsSensed()
    {
        float[] observation = See(new PlacedAgent(10, 10), (18, 10));
        Assert.All(observation[..27], value => Assert.Equal(0, value));
    }

    [Fact]
    public void HazardsAreAsNearAsTheirEdges()
    {
        using ForageBench bench = new(
            [new PlacedAgent(10, 10), new PlacedAgent(10, 25)], [(30, 18), (31, 18)], [(15, 10.5f, 2), (9.5f, 25, 1.5f)]);
        bench.Look();
        float[] far = bench.Observation(0), inside = bench.Observation(1);
        Assert.Equal(1 - (Math.Sqrt(25.25) - 2) / Sight, far[ForageObservations.Hazard], 1e-5);
        Assert.All(far[9..16], value => Assert.Equal(0, value));
        Assert.Equal(1, inside[ForageObservations.Hazard + 3]);
    }

    [Fact]
    public void NeighboursAddUpWithoutTheAgentItself()
    {
        using ForageBench bench = new([new PlacedAgent(10, 10), new PlacedAgent(13, 11), new PlacedAgent(12, 10.5f)], [(30, 18), (31, 18), (30, 19)]);
        bench.Look();
        float[] observation = bench.Observation(0);
        Assert.Equal(2 - (10 + 4.25) / 64, observation[ForageObservations.Neighbours], 1e-5);
        Assert.All(observation[17..24], value => Assert.Equal(0, value));
    }

    [Fact]
    public void AgentsSenseTheirSpeedAndEnergy()
    {
        float[] observation = See(new PlacedAgent(10, 10, 0, 1, VelocityX: 1, VelocityY: 3, Energy: 12), (30, 18));
        Assert.Equal(0.75, observation[ForageObservations.SpeedAhead], 1e-6);
        Assert.Equal(-0.25, observation[ForageObservations.SpeedLeft], 1e-6);
        Assert.Equal(0.4, observation[ForageObservations.Energy], 1e-6);
    }

    private static float[] See(PlacedAgent agent, (float X, float Y) food)
    {
        using ForageBench bench = new([agent], [food]);
        bench.Look();
        return bench.Observation(0);
    }
}
