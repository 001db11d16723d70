using CsCheck;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Scenarios.Forage;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Forage;

public sealed class CrowdingTests
{
    [Theory]
    [InlineData(10f, 10.4f, 0.4)]
    [InlineData(31.9f, 0.1f, 0.2)]
    [InlineData(10f, 10.7f, 0.7)]
    public void NeighboursPushEachOtherApart(float first, float second, double distance)
    {
        Velocity[] pushes = Pushes([new PlacedAgent(first, 5), new PlacedAgent(second, 5)]);
        double strength = ForageOptions.PushSpeed * (1 - distance / 0.8);
        Assert.Equal(-strength, pushes[0].X, 1e-4);
        Assert.Equal(strength, pushes[1].X, 1e-4);
        Assert.All(pushes, push => Assert.Equal(0, push.Y));
    }

    [Theory]
    [InlineData(0.81f)]
    [InlineData(0f)]
    public void AgentsOutOfReachOrInOnePlaceDoNotPush(float distance)
        => Assert.All(Pushes([new PlacedAgent(5, 5), new PlacedAgent(5 + distance, 5)]), push => Assert.Equal(new Velocity(0, 0), push));

    [Fact]
    public void PushesAddUpToNothing()
        => Gen.Select(Gen.Float[0, 1.5f], Gen.Float[0, 1.5f]).Array[2, 20].Sample(places =>
        {
            // The agents lie around a corner of the world, so their pushes cross both seams.
            Velocity[] pushes = Pushes([.. places.Select(p => new PlacedAgent((p.Item1 + 31.2f) % 32, (p.Item2 + 31.2f) % 32))]);
            double total = pushes.Sum(push => Math.Abs(push.X) + Math.Abs(push.Y));
            Assert.Equal(0, pushes.Sum(push => (double)push.X), 1e-5 * (1 + total));
            Assert.Equal(0, pushes.Sum(push => (double)push.Y), 1e-5 * (1 + total));
        });

    [Fact]
    public void ACrowdSpreads()
    {
        using ForageBench bench = new(
            [.. Enumerable.Range(0, 16).Select(i => new PlacedAgent(10 + i % 4 * 0.1f, 10 + i / 4 * 0.1f))],
            [.. Enumerable.Range(0, 16).Select(i => (25f, 25f))]);
        bench.Look();
        double before = Nearest(bench);
        for (int frame = 0; frame < 120; frame++)
        {
            bench.Look();
            bench.Move.Run(frame);
        }

        bench.Roster.Run(0);
        Assert.Equal(0.1, before, 1e-4);
        Assert.True(Nearest(bench) > 0.4, $"{Nearest(bench)} m");
    }

    private static double Nearest(ForageBench bench)
    {
        double nearest = double.MaxValue;
        for (int i = 0; i < bench.Roster.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                nearest = Math.Min(nearest, Math.Sqrt(
                    Math.Pow(bench.Roster.X[i] - bench.Roster.X[j], 2) + Math.Pow(bench.Roster.Y[i] - bench.Roster.Y[j], 2)));
            }
        }

        return nearest;
    }

    private static Velocity[] Pushes(PlacedAgent[] agents)
    {
        using ForageBench bench = new(agents, [.. agents.Select(_ => (16f, 16f))]);
        bench.Look();
        return bench.Roster.Pushes.ToArray();
    }
}
