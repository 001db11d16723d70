using NeuroAgents.Agents;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Forage;

public sealed class LivingTests
{
    [Theory]
    [InlineData(0f, 1.0)]
    [InlineData(1f, 1.5)]
    [InlineData(-0.5f, 1.25)]
    public void LivingCostsEnergyByThrust(float thrust, double perSecond)
    {
        using ForageBench bench = new([new PlacedAgent(5, 5)], [(20, 20)]);
        Live(bench, 60, thrust);
        Assert.Equal(15 - perSecond, bench.World.Get<Energy>(bench.Roster.Entities[0]).Value, 1e-4);
    }

    [Theory]
    [InlineData(5f, 14.0)]
    [InlineData(6.9f, 14.0)]
    [InlineData(4.51f, 4.0)]
    [InlineData(3.4f, -6.0)]
    public void HazardsDrainAgentsInside(float x, double energy)
    {
        // The first hazard covers x from 1.4 to 4.6, the second one from 0.5 to 3.5. So 3.4 is within both, and 4.51 within the first one alone.
        using ForageBench bench = new([new PlacedAgent(x, 5, Energy: 15)], [(20, 20)], [(3, 5, 1.6f), (2, 5, 1.5f)]);
        bench.Roster.Run(0);
        AgentHandle handle = bench.Roster.Handles[0];
        Live(bench, 60, 0, until: handle);
        Assert.Equal(energy > 0, bench.Brain.IsAlive(handle));
        if (energy > 0)
        {
            Assert.Equal(energy, bench.World.Get<Energy>(bench.Roster.Entities[0]).Value, 1e-3);
        }
    }

    [Fact]
    public void HazardsReachAcrossTheSeam()
    {
        using ForageBench bench = new([new PlacedAgent(0.5f, 31.5f)], [(20, 20)], [(31.5f, 0.5f, 1.5f)]);
        bench.Look();
        Assert.Equal(-10.0 / 60, bench.Field.EnergyChange[0], 1e-5);
    }

    [Fact]
    public void MealsGiveEnergyUpToTheMaximum()
    {
        using ForageBench bench = new([new PlacedAgent(5, 5, Energy: 15), new PlacedAgent(25, 25, Energy: 28)], [(5, 5), (25, 25)]);
        Live(bench, 1, 0);
        Assert.Equal(21 - 1.0 / 60, bench.World.Get<Energy>(bench.Roster.Entities[0]).Value, 1e-4);
        Assert.Equal(30 - 1.0 / 60, bench.World.Get<Energy>(bench.Roster.Entities[1]).Value, 1e-4);
        Assert.Equal(1, bench.World.Get<Meals>(bench.Roster.Entities[1]).Count);
    }

    [Fact]
    public void StarvedAgentsAreReplacedAndTheirHandlesRefused()
    {
        using ForageBench bench = new(
            [new PlacedAgent(5, 5), new PlacedAgent(6, 6, Energy: 0.01f), new PlacedAgent(7, 7)], [(20, 20), (21, 20), (22, 20)]);
        bench.Look();
        AgentHandle[] before = bench.Roster.Handles.ToArray();
        Entity corpse = bench.Roster.Entities[1];
        bench.Brain.Decide();
        bench.Lifecycle.Run(0);
        Assert.Equal(3, bench.Brain.AgentCount);
        Assert.False(bench.Brain.IsAlive(before[1]));
        Assert.False(bench.World.IsAlive(corpse));
        Assert.Throws<ArgumentException>(() => bench.Brain.Teach(before[1], [0, 0]));
        Assert.Throws<ArgumentException>(() => bench.Brain.Action(before[1]).Length);
        Assert.Throws<ArgumentException>(() => bench.Brain.BeginDecisions(before));
        bench.Look();
        Assert.Equal(3, bench.Roster.Count);
        Assert.Equal([before[0], before[2]], bench.Roster.Handles.ToArray().Where(before.Contains));
        AgentHandle born = bench.Roster.Handles.ToArray().Single(handle => !before.Contains(handle));
        Assert.InRange(bench.Roster.Energies[bench.Roster.RowOf(born)], 10, 20);
    }

    [Fact]
    public void AnAgentThatEatsAtTheLastMomentSurvives()
    {
        using ForageBench bench = new([new PlacedAgent(5, 5, Energy: 0.01f)], [(5, 5)]);
        bench.Look();
        AgentHandle handle = bench.Roster.Handles[0];
        bench.Lifecycle.Run(0);
        Assert.True(bench.Brain.IsAlive(handle));
    }

    private static void Live(ForageBench bench, int frames, float thrust, AgentHandle? until = null)
    {
        for (int frame = 0; frame < frames; frame++)
        {
            bench.Look();
            for (int row = 0; row < bench.Roster.Count; row++)
            {
                bench.World.Set(bench.Roster.Entities[row], new Steering(0, thrust));
            }

            bench.Lifecycle.Run(frame);
            bench.Roster.Run(0);
            if (until is { } handle && !bench.Brain.IsAlive(handle))
            {
                return;
            }
        }
    }
}
