using NeuroAgents.Agents;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>A handle names one agent in the process. It never names an agent of another plugin, or one that was born after a saved game was loaded.</summary>
public sealed class HandleIdentityTests
{
    [Fact]
    public void AHandleOfADestroyedPluginIsStale()
    {
        Game first = new(agents: 1);
        AgentHandle old = first.Agents[0];
        first.Dispose();
        using Game second = new(agents: 1);
        Assert.Equal(old.Id, second.Agents[0].Id);
        Refused(old, second);
    }

    [Fact]
    public void AHandleOfAnotherPluginIsRefused()
    {
        using Game one = new(agents: 2), other = new(agents: 2);
        Refused(one.Agents[0], other);
        Assert.NotEqual(one.Agents[0], other.Agents[0]);
        Assert.NotEqual(0, one.Agents[0].CompareTo(other.Agents[0]));
        string message = Assert.Throws<ArgumentException>(() => other.Brain.Despawn(one.Agents[0])).Message;
        Assert.StartsWith("handle: expected a living agent of this brain, received agent 0.1 of brain 0, which another plugin issued.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheDefaultHandleIsRefused()
    {
        using Game game = new(agents: 1);
        Refused(default, game);
    }

    /// <summary>The game goes back in time. Agents that lived at the save and live now keep their handles; all others get new ones.</summary>
    [Fact]
    public void ALoadInPlaceKeepsHandlesOfAgentsThatLiveBeforeAndAfter()
    {
        using Game game = new(agents: 3), straight = new(agents: 3);
        using TensorArchive saved = Saved(game);
        AgentHandle kept = game.Agents[0], dead = game.Agents[1];
        game.Brain.Despawn(dead);
        AgentHandle second = game.Brain.Spawn(), late = game.Brain.Spawn();
        game.Plugin.Load(saved);
        Assert.True(game.Brain.IsAlive(kept));
        Refused(second, game);
        Refused(late, game);

        // The agent lives again, and its handle from before the load is stale. FindAgent gives the new handle.
        Refused(dead, game);
        Assert.True(game.Brain.IsAlive(game.Brain.FindAgent(dead.Id)));

        // New agents get the numbers that they would have had without the load, and old handles of these numbers stay stale.
        Assert.Equal(Births(straight), Births(game));
        Refused(second, game);
        Refused(late, game);

        static ulong[] Births(Game game) => [.. Enumerable.Range(0, 100).Select(_ => game.Brain.Spawn().Id)];
    }

    [Fact]
    public void AFailedLoadLeavesAllHandlesValid()
    {
        using Game game = new(agents: 3);
        using TensorArchive saved = Saved(game);
        game.Brain.Despawn(game.Agents[2]);
        game.Agents[2] = game.Brain.Spawn();
        TensorArchive broken = new();
        broken.AddScalar("plugin/step", 1L);
        broken.AddScalar("plugin/time", -1L);
        broken.Add<byte>("plugin/brains/guards", [1], [0]);
        Assert.Throws<ArchiveFormatException>(() => game.Plugin.Load(broken));
        Assert.All(game.Agents, agent => Assert.True(game.Brain.IsAlive(agent)));
        game.Frames(0, 3);
    }

    [Fact]
    public void TheIdentityIsInNoSavedGame()
    {
        using Game one = new(agents: 5), other = new(agents: 5);
        one.Frames(0, 3);
        other.Frames(0, 3);
        using MemoryStream first = new(), second = new();
        Saved(one).Write(first);
        Saved(other).Write(second);
        Assert.Equal(first.ToArray(), second.ToArray());
    }

    private static TensorArchive Saved(Game game)
    {
        TensorArchive archive = new();
        game.Plugin.Save(archive);
        return archive;
    }

    private static void Refused(AgentHandle handle, Game game)
    {
        int agents = game.Brain.AgentCount;
        Assert.False(game.Brain.IsAlive(handle));
        Assert.Throws<ArgumentException>(() => game.Brain.Despawn(handle));
        Assert.Throws<ArgumentException>(() => game.Brain.BeginDecisions([handle]));
        Assert.Throws<ArgumentException>(() => game.Brain.SelectDue([handle], new AgentHandle[1]));
        Assert.Equal(agents, game.Brain.AgentCount);
    }
}
