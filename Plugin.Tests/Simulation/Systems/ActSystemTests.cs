using NeuroAgents.Agents;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Systems;

public sealed class ActSystemTests
{
    private const int Agents = 40;

    [Fact]
    public void EachAgentExecutesTheBrainsDecisionForIt()
    {
        using ForageBench bench = Scattered();
        bench.Look();
        bench.Brain.Decide();
        new ActSystem(bench.World, bench.Roster, bench.Brain, null).Run(0);
        HashSet<Steering> different = [];
        for (int row = 0; row < bench.Roster.Count; row++)
        {
            ReadOnlySpan<float> action = bench.Brain.Action(bench.Roster.Handles[row]);
            Steering steering = bench.World.Get<Steering>(bench.Roster.Entities[row]);
            Assert.Equal(new Steering(action[0], action[1]), steering);
            different.Add(steering);
        }

        Assert.Equal(bench.Roster.Count, different.Count);
    }

    [Fact]
    public void EachAgentExecutesTheScriptsActionInItsRow()
    {
        using ForageBench bench = Scattered();
        bench.Look();
        ActionTable script = new(2);
        script.Resize(bench.Roster.Count);
        for (int row = 0; row < bench.Roster.Count; row++)
        {
            (script.Row(row)[0], script.Row(row)[1]) = (row, -row);
        }

        new ActSystem(bench.World, bench.Roster, bench.Brain, script).Run(0);
        for (int row = 0; row < bench.Roster.Count; row++)
        {
            Assert.Equal(new Steering(row, -row), bench.World.Get<Steering>(bench.Roster.Entities[row]));
        }
    }

    /// <summary>A world in which every third agent was destroyed and born again, so that entities and rows have different orders.</summary>
    private static ForageBench Scattered()
    {
        ForageBench bench = new(
            [.. Enumerable.Range(0, Agents).Select(i => new PlacedAgent(i * 0.7f, i * 1.3f % 30, Energy: 1 + i / 2f))],
            [.. Enumerable.Range(0, Agents).Select(i => (i * 1.7f % 31, i * 2.9f % 31))]);
        bench.Roster.Run(0);
        AgentHandle[] handles = bench.Roster.Handles.ToArray();
        Entity[] entities = bench.Roster.Entities.ToArray();
        for (int i = 0; i < Agents; i += 3)
        {
            bench.Brain.Despawn(handles[i]);
            bench.World.Destroy(entities[i]);
        }

        for (int i = 0; i < Agents; i += 4)
        {
            bench.World.Create(
                new Position(i * 0.5f, 30 - i * 0.5f), new Heading(0, 1), new Velocity(0, 0), new Steering(0, 0), new Energy(5), new Meals(0),
                new BrainAgent(bench.Brain.Spawn()));
        }

        return bench;
    }
}
