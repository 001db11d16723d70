using NeuroAgents.Agents;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>Cost of frames, files and memory, which grows with the number of living agents and not with the number of all agents that ever lived.</summary>
public sealed class LivingCostTests
{
    private const int Crowd = 1_000_000;
    private const int Rest = 100;

    /// <summary>Scatters survivors among dead agents and passes their handles in another order than that of their slots.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AFrameAfterManyDeathsVisitsOnlySlotsOfLivingAgents(bool isAscending)
    {
        AgentTable table = new(0);
        AgentHandle[] living = Survivors(table);
        if (!isAscending)
        {
            Array.Reverse(living);
        }

        DecisionRows rows = new(1, ActionSpec.Continuous("walk"));
        rows.Begin(living.AsSpan(0, Rest), table);
        RowOrder order = new();
        int[] sorted = order.Sort(table, rows).ToArray();
        Assert.Equal(living.Order(), sorted.Select(row => living[row]));
        Assert.InRange(order.Visited, Rest, 5 * Rest);
    }

    [Fact]
    public void AFileAfterManyDeathsHoldsOnlyLivingAgents()
    {
        AgentTable table = new(0), other = new(0);
        AgentHandle[] living = Survivors(table);
        using TensorArchive archive = new();
        table.Save(archive);
        int rows = archive.RequireVector<int>("agents/generations");
        Assert.InRange(rows, Rest, 5 * Rest + AgentTable.SpareSlots);
        Assert.Equal(rows, archive.RequireVector<int>("agents/slots"));

        // New agents continue the numbers, so no earlier agent had them.
        HashSet<ulong> numbers = [.. living.Select(agent => agent.Id)];
        AgentTable loaded = other.Load(archive);
        Assert.Equal(Rest, loaded.AliveCount);
        Assert.All(living, agent => Assert.NotNull(loaded.Find(agent.Id)));
        for (int i = 0; i < 3000; i++)
        {
            AgentHandle born = table.Spawn();
            Assert.Equal(born.Id, loaded.Spawn().Id);
            Assert.True(numbers.Add(born.Id) && (born.Generation > 1 || born.Slot >= Crowd));
        }
    }

    /// <summary>After many waves the numbers are still new, handles of all earlier waves are stale, and slots are reused.</summary>
    [Fact]
    public void SlotsAreReusedAfterManyWaves()
    {
        AgentTable table = new(0);
        AgentHandle guest = table.Spawn();
        List<AgentHandle> dead = [];
        HashSet<ulong> numbers = [guest.Id];
        for (int wave = 0; wave < 20; wave++)
        {
            AgentHandle[] agents = [.. Enumerable.Range(0, 2000).Select(_ => table.Spawn())];
            Assert.All(agents, agent => Assert.True(numbers.Add(agent.Id)));
            Assert.DoesNotContain(dead, table.IsAlive);
            Array.ForEach(agents, agent => table.Despawn(agent, keepsRow: false));
            dead.AddRange(agents.Where((_, i) => i % 50 == 0));
        }

        Assert.True(table.IsAlive(guest));
        Assert.InRange(table.SlotCount, 1, 2001 + AgentTable.SpareSlots);
    }

    /// <summary>Dead agents whose labels wait keep their slots until the labels are recorded.</summary>
    [Fact]
    public void LabelsOfDeadAgentsAreLearnedFromAfterManyDeaths()
    {
        using Game game = new(agents: 1000);
        game.Plugin.LearnSteps = 0;
        game.Decide(0);
        game.Teach(0);
        foreach (AgentHandle agent in game.Agents.Skip(10))
        {
            game.Brain.Despawn(agent);
        }

        game.Agents.RemoveRange(10, 990);
        game.Plugin.LateUpdate();
        Assert.Equal(1000, game.Learner.Replay.Appended);
        game.Frames(1, 3);
        Assert.Equal(1030, game.Learner.Replay.Appended);
    }

    /// <summary>A saved game of a few agents in distant slots allocates the pages of those slots only.</summary>
    [Fact]
    public void AFileWithDistantSlotsUsesMemoryForItsAgentsOnly()
    {
        using TensorArchive archive = new();
        archive.Add<int>("agents/generations", [2], [5, 6]);
        archive.Add<byte>("agents/alive", [2], [1, 2]);
        archive.Add<int>("agents/free", [0], []);
        archive.Add<int>("agents/slots", [2], [7, AgentTable.MaxSlots - 1]);
        archive.Add<long>("agents/retired", [2], [AgentTable.MaxSlots, 9]);
        AgentTable table = new(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        AgentTable loaded = table.Load(archive);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
        Assert.Equal((2, 9u, 0), (loaded.AliveCount, loaded.Spawn().Generation, loaded.Spawn().Slot - 1));
    }

    [Theory]
    [InlineData(new[] { 0, 0 }, 10, 2)]
    [InlineData(new[] { 5, 3 }, 10, 2)]
    [InlineData(new[] { -1, 3 }, 10, 2)]
    [InlineData(new[] { 3, 10 }, 10, 2)]
    [InlineData(new[] { 0, 1 }, 1, 2)]
    [InlineData(new[] { 0, 1 }, long.MaxValue, 2)]
    [InlineData(new[] { 0, 1 }, 10, 0)]
    [InlineData(new[] { 0, 1 }, 10, 1L << 32)]
    public void ImpossibleSlotsAreRefused(int[] slots, long count, long generation)
    {
        using TensorArchive archive = new();
        archive.Add<int>("agents/generations", [2], [1, 1]);
        archive.Add<byte>("agents/alive", [2], [1, 2]);
        archive.Add<int>("agents/free", [0], []);
        archive.Add<int>("agents/slots", [2], slots);
        archive.Add<long>("agents/retired", [2], [count, generation]);
        Assert.Throws<ArchiveFormatException>(() => new AgentTable(0).Load(archive));
    }

    /// <summary>A file with the last generation: births in that slot continue from the first one, and every state can be saved and loaded.</summary>
    [Fact]
    public void TheLastGenerationIsFollowedByTheFirst()
    {
        using TensorArchive archive = new();
        archive.Add<int>("agents/generations", [2], [-1, -2]);
        archive.Add<byte>("agents/alive", [2], [2, 2]);
        archive.Add<int>("agents/free", [0], []);
        AgentTable table = new AgentTable(0).Load(archive);
        for (int birth = 0; birth < 4; birth++)
        {
            foreach (uint slot in (uint[])[0, 1])
            {
                AgentHandle old = Enumerable.Range(0, 9).Select(i => table.Find(((ulong)(uint.MaxValue - 1 + (uint)i) << 32) | slot)).OfType<AgentHandle>().First();
                table.Despawn(old, keepsRow: false);
                Assert.False(table.IsAlive(old));
                Assert.NotEqual(old, table.Spawn());
                using TensorArchive saved = new();
                table.Save(saved);
                Assert.Equal(2, new AgentTable(0).Load(saved).AliveCount);
            }
        }
    }

    private static AgentHandle[] Survivors(AgentTable table)
    {
        AgentHandle[] crowd = [.. Enumerable.Range(0, Crowd).Select(_ => table.Spawn())];
        for (int i = 0; i < Crowd; i++)
        {
            if (i % (Crowd / Rest) != 7)
            {
                table.Despawn(crowd[i], keepsRow: false);
            }
        }

        return [.. crowd.Where(table.IsAlive)];
    }
}
