using NeuroAgents.Agents;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Determinism;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Determinism;

/// <summary>The same run over entity stores that iterate in different orders.</summary>
public sealed class StoreOrderTests
{
    private const int Agents = 150;
    private const int Frames = 300;

    /// <summary>The settings make several agents die in one frame. The order of births must not depend on the order of the dead in the store.</summary>
    private static readonly Dictionary<string, Dictionary<string, string>> s_deadly = new()
    {
        ["forage"] = new() { ["batch"] = "64", ["hazards"] = "2" },
        ["flock"] = new() { ["batch"] = "64", ["life"] = "2" },
        ["pursuit"] = new() { ["batch"] = "64", ["area"] = "2", ["pursuers"] = "0.5" },
    };

    private static readonly Dictionary<string, Lazy<(ulong, ulong, string)>> s_expected = s_deadly.Keys.ToDictionary(
        scenario => scenario,
        scenario => new Lazy<(ulong, ulong, string)>(() => Play(scenario, World.Create(chunkSizeInBytes: 16_384), _ => { }, (_, _) => { })));

    public static TheoryData<string> Scenarios => [.. s_deadly.Keys];

    [Theory]
    [InlineData("forage", 256)]
    [InlineData("forage", 1000)]
    [InlineData("forage", 100_000)]
    [InlineData("flock", 1000)]
    [InlineData("pursuit", 1000)]
    public void ChunksOfAnotherSizeChangeNothing(string scenario, int bytes) => Assert.Equal(
        s_expected[scenario].Value,
        Play(scenario, World.Create(chunkSizeInBytes: bytes, minimumAmountOfEntitiesPerChunk: 1), _ => { }, (_, _) => { }));

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void AStoreThatWasUsedBeforeChangesNothing(string scenario) => Assert.Equal(
        s_expected[scenario].Value, Play(scenario, World.Create(chunkSizeInBytes: 512, minimumAmountOfEntitiesPerChunk: 1), Litter, (_, _) => { }));

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void MovingEntitiesBetweenArchetypesInMidRunChangesNothing(string scenario)
    {
        List<int> orders = [];
        World store = World.Create(chunkSizeInBytes: 512, minimumAmountOfEntitiesPerChunk: 1);
        Assert.Equal(s_expected[scenario].Value, Play(scenario, store, _ => { }, (world, frame) =>
        {
            if (frame % 10 == 0)
            {
                List<Entity> order = Collect(world);
                for (int i = 0; i < order.Count; i += 1 + (int)(frame / 10 % 4))
                {
                    Toggle(world, order[i]);
                }

                orders.Add(order.SequenceEqual(Collect(world)) ? 0 : 1);
            }
        }));

        // Otherwise the test would prove nothing.
        Assert.True(orders.Sum() > orders.Count / 2);
    }

    private static (ulong State, ulong Brain, string Score) Play(string name, World world, Action<World> prepare, Action<World, long> disturb)
    {
        prepare(world);
        var scenario = ScenarioCatalogue.Standard.Find(name);
        SettingValues values = new(scenario.Settings, s_deadly[name]);
        using NeuroPlugin plugin = new(new PluginOptions { Seed = 9, Workers = 2 });
        ScenarioSession session = scenario.Create(
            new ScenarioSetup(world, plugin, values, Agents, 9, SimulationRun.DeltaTime, Driver.Brain, IsLabelled: true, Learns: true));
        Frame frame = new(plugin, session, SimulationRun.DeltaTime);
        session.Locate.Run(0);
        AgentHandle[][] first = [.. session.Kinds.Select(kind => kind.Roster.Handles.ToArray())];
        for (int i = 0; i < Frames; i++)
        {
            disturb(world, i);
            frame.Run();
        }

        int dead = first.Select((handles, kind) => handles.Count(handle => !session.Kinds[kind].Brain.IsAlive(handle))).Sum();
        Assert.True(dead > Agents / 4, $"{dead} died: too few to tell.");
        StateHash parameters = new();
        foreach (AgentKind kind in session.Kinds)
        {
            foreach (float value in kind.Brain.Parameters.Values)
            {
                parameters.Add(value);
            }
        }

        (ulong, ulong, string) result = (session.StateHash(), parameters.Value, session.Score.ToString("R"));
        World.Destroy(world);
        return result;
    }

    /// <summary>Leaves holes in the store: creates many entities and destroys every second one.</summary>
    private static void Litter(World world)
    {
        List<Entity> litter = [];
        for (int i = 0; i < 500; i++)
        {
            litter.Add(i % 3 == 0 ? world.Create(new Position(i, i)) : world.Create(new Position(i, i), new Velocity(1, 1), new Meals(i)));
        }

        for (int i = 0; i < litter.Count; i += 2)
        {
            world.Destroy(litter[i]);
        }
    }

    private static List<Entity> Collect(World world)
    {
        List<Entity> entities = [];
        foreach (ref Chunk chunk in world.Query(new QueryDescription().WithAll<Position>()))
        {
            for (int i = 0; i < chunk.Count; i++)
            {
                entities.Add(chunk.Entity(i));
            }
        }

        return entities;
    }

    private static void Toggle(World world, Entity entity)
    {
        if (world.Has<Tag>(entity))
        {
            world.Remove<Tag>(entity);
        }
        else
        {
            world.Add(entity, new Tag());
        }
    }

    private record struct Tag(int Value);
}
