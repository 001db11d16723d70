using NeuroAgents.Agents;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>Games that save the plugin together with their own state and continue with the same bits.</summary>
public sealed class SavedGameTests
{
    [Fact]
    public void ASavedGameGoesOnAsIfNeverInterrupted()
    {
        using Game straight = new(), loaded = new(agents: 0, seed: 1);
        straight.Frames(0, 20);
        for (int i = 0; i < 7; i++)
        {
            straight.Brain.Despawn(straight.Agents[i]);
            straight.Agents[i] = straight.Brain.Spawn();
        }

        straight.Brain.Despawn(straight.Agents[^1]);
        straight.Agents.RemoveAt(straight.Agents.Count - 1);
        ulong[] ids = [.. straight.Agents.Select(agent => agent.Id)];
        loaded.Plugin.Load(Saved(straight.Plugin));
        Assert.Equal((straight.Plugin.Step, straight.Plugin.Time), (loaded.Plugin.Step, loaded.Plugin.Time));
        Assert.Equal(19, loaded.Brain.AgentCount);
        loaded.Agents.AddRange(ids.Select(loaded.Brain.FindAgent));
        Assert.Equal(Ids(straight), Ids(loaded));
        for (int frame = 20; frame < 40; frame++)
        {
            Assert.Equal(straight.Frame(frame), loaded.Frame(frame));
            straight.Agents.Add(straight.Brain.Spawn());
            loaded.Agents.Add(loaded.Brain.Spawn());
            Assert.Equal(Ids(straight), Ids(loaded));
        }

        Assert.True(Matrices.SameBits(straight.Weights, loaded.Weights));
        Assert.Equal(straight.Brain.Statistics.SamplesLearned, loaded.Brain.Statistics.SamplesLearned);
    }

    [Fact]
    public void TheSameAgentsAreDueNext()
    {
        using Game straight = new(change: options => options with { DecisionPeriod = 3 }), loaded = new(agents: 0, change: options => options with { DecisionPeriod = 3 });
        straight.Frames(0, 4);
        straight.Agents.Add(straight.Brain.Spawn());
        loaded.Plugin.Load(Saved(straight.Plugin));
        loaded.Agents.AddRange(straight.Agents.Select(agent => loaded.Brain.FindAgent(agent.Id)));
        for (int i = 0; i < 7; i++)
        {
            ulong[] due = Due(straight);
            Assert.Equal(due, Due(loaded));
            Assert.InRange(due.Length, 6, 8);
        }

        static ulong[] Due(Game game)
        {
            game.Plugin.FixedUpdate(0.02f);
            AgentHandle[] due = new AgentHandle[game.Agents.Count];
            due = due[..game.Brain.SelectDue([.. game.Agents], due)];
            game.Brain.BeginDecisions(due);
            game.Brain.Decide();
            game.Plugin.LateUpdate();
            return [.. due.Select(agent => agent.Id)];
        }
    }

    /// <summary>A guard rolls back to the same good weights, although they are older than the file.</summary>
    [Fact]
    public void ARollbackAfterLoadingIsTheSame()
    {
        using Game straight = new(), loaded = new(agents: 0, seed: 1);
        straight.Frames(0, 100);
        loaded.Plugin.Load(Saved(straight.Plugin));
        loaded.Agents.AddRange(straight.Agents.Select(agent => loaded.Brain.FindAgent(agent.Id)));
        foreach (Game game in (Game[])[straight, loaded])
        {
            // A learning rate set by mistake ruins the weights within a few steps.
            game.Learner.Updaters[0].Optimizer.LearningRate *= 1e6;
            game.Frames(100, 40);
        }

        Assert.True(straight.Brain.Statistics.Rollbacks > 0);
        Assert.Equal(straight.Brain.Statistics.Rollbacks, loaded.Brain.Statistics.Rollbacks);
        Assert.True(Matrices.SameBits(straight.Weights, loaded.Weights));
    }

    /// <summary>The next call records the waiting labels in any case, so a save before it changes nothing.</summary>
    [Fact]
    public void WaitingLabelsAreSaved()
    {
        using Game straight = new(), loaded = new(agents: 0, seed: 1);
        straight.Plugin.LearnSteps = loaded.Plugin.LearnSteps = 0;
        straight.Frames(0, 3);
        straight.Decide(3);
        straight.Teach(3);
        AgentHandle dead = straight.Agents[4];
        straight.Brain.Despawn(dead);
        straight.Agents.RemoveAt(4);
        loaded.Plugin.Load(Saved(straight.Plugin));
        Assert.Equal(straight.Learner.Replay.Appended, loaded.Learner.Replay.Appended);
        Assert.Equal(80, loaded.Learner.Replay.Appended);
        Assert.Throws<ArgumentException>(() => loaded.Brain.FindAgent(dead.Id));
        Assert.Equal(straight.Brain.Spawn().Id, loaded.Brain.Spawn().Id);
    }

    [Theory]
    [InlineData("agents/generations")]
    [InlineData("agents/free")]
    [InlineData("experience/appended")]
    [InlineData("experience/label")]
    [InlineData("learner/draws")]
    public void AMissingPartIsRefused(string tensor)
    {
        using Game game = new(), other = new(seed: 2), undisturbed = new(seed: 2);
        game.Frames(0, 10);
        other.Frames(0, 5);
        undisturbed.Frames(0, 5);
        TensorArchive archive = Saved(game.Plugin);
        TensorArchive brain = TensorArchive.Read(archive.Get<byte>("plugin/brains/guards", [archive.RequireVector<byte>("plugin/brains/guards")]));
        TensorArchive without = brain.Select("", (_, _) => false);
        TensorArchive changed = new() { Metadata = { ["format"] = "neuroagents.brain.2" } };
        foreach (string name in brain.Names.Where(name => name != tensor))
        {
            Assert.True(without.TryFind(name, out ArchivedTensor? found));
            Copy(brain, found, changed);
        }

        foreach (var entry in brain.Metadata)
        {
            changed.Metadata[entry.Key] = entry.Value;
        }

        changed.Seal();
        using MemoryStream file = new();
        changed.Write(file);
        TensorArchive damaged = new();
        damaged.AddScalar("plugin/step", 1L);
        damaged.AddScalar("plugin/time", BitConverter.DoubleToInt64Bits(1));
        damaged.Add<byte>("plugin/brains/guards", [(int)file.Length], file.ToArray());
        Assert.Throws<ArchiveFormatException>(() => other.Plugin.Load(damaged));

        // The refused file changed nothing, so the game continues as without the attempt.
        other.Frames(5, 30);
        undisturbed.Frames(5, 30);
        Assert.Equal((undisturbed.Plugin.Step, undisturbed.Brain.Statistics.LearnSteps), (other.Plugin.Step, other.Brain.Statistics.LearnSteps));
        Assert.True(Matrices.SameBits(undisturbed.Weights, other.Weights));
    }

    /// <summary>A saved game is refused before anything is changed if the game's update has added or removed a brain.</summary>
    [Fact]
    public void ASavedGameWithOtherBrainsIsRefused()
    {
        using NeuroPlugin two = new(), one = new();
        two.AddBrain("guards", Game.Options());
        two.AddBrain("thieves", Game.Options());
        one.AddBrain("guards", Game.Options());
        ArchiveFormatException missing = Assert.Throws<ArchiveFormatException>(() => two.Load(Saved(one)));
        Assert.EndsWith("brains: expected \"guards, thieves\", received \"guards\".", missing.Message, StringComparison.Ordinal);
        Assert.Throws<ArchiveFormatException>(() => one.Load(Saved(two)));
    }

    /// <summary>Learning that waits in a saved game is published in its frame if the delay is the same, and otherwise at once. A plugin with a longer delay used to publish it too late.</summary>
    [Theory]
    [InlineData(LearnMode.Lockstep, 1, LearnMode.Lockstep, 3, 20)]
    [InlineData(LearnMode.Lockstep, 3, LearnMode.Lockstep, 2, 20)]
    [InlineData(LearnMode.Lockstep, 5, LearnMode.Lockstep, 3, 2)]
    [InlineData(LearnMode.Lockstep, 3, LearnMode.Background, 1, 5)]
    [InlineData(LearnMode.Lockstep, 3, LearnMode.Inline, 1, 20)]
    [InlineData(LearnMode.Background, 1, LearnMode.Lockstep, 3, 20)]
    public void AnotherDelayPublishesWaitingLearningAtOnce(LearnMode savedMode, int savedDelay, LearnMode mode, int delay, int frames)
    {
        using Game saved = Delayed(savedMode, savedDelay, 20), loaded = Delayed(mode, delay, 0);

        // The first frame has enough rows for a step, so that even after two frames jobs wait.
        saved.Brain.Hyperparameters.BatchSize = 8;
        loaded.Brain.Hyperparameters.BatchSize = 8;
        saved.Frames(0, frames);
        TensorArchive archive = Saved(saved.Plugin);
        Assert.False(Matrices.SameBits(saved.Weights, saved.Brain.Published.Values));
        loaded.Plugin.Load(archive);
        Assert.True(Matrices.SameBits(saved.Weights, loaded.Brain.Published.Values));
        saved.Plugin.FinishLearning();
        Assert.Equal((saved.Brain.Statistics.LearnSteps, saved.Brain.Statistics.SamplesLearned), (loaded.Brain.Statistics.LearnSteps, loaded.Brain.Statistics.SamplesLearned));
        Assert.Equal(saved.Brain.Statistics.LastLoss, loaded.Brain.Statistics.LastLoss);
    }

    [Theory]
    [InlineData(LearnMode.Lockstep, 3, 20)]
    [InlineData(LearnMode.Lockstep, 3, 2)]
    [InlineData(LearnMode.Background, 1, 20)]
    public void TheSameDelayPublishesWaitingLearningInItsFrame(LearnMode mode, int delay, int frames)
    {
        using Game straight = Delayed(mode, delay, 20), loaded = Delayed(mode, delay, 0);
        straight.Frames(0, frames);
        loaded.Plugin.Load(Saved(straight.Plugin));
        loaded.Agents.AddRange(straight.Agents.Select(agent => loaded.Brain.FindAgent(agent.Id)));
        for (int frame = frames; frame < frames + 6; frame++)
        {
            Assert.True(Matrices.SameBits(straight.Brain.Published.Values, loaded.Brain.Published.Values));
            straight.Frame(frame);
            loaded.Frame(frame);
            if (mode == LearnMode.Background)
            {
                straight.Plugin.FinishLearning();
                loaded.Plugin.FinishLearning();
            }
        }
    }

    [Fact]
    public void SlotsThatDoNotFitTogetherAreRefused()
    {
        foreach ((byte[] alive, int[] free) in ((byte[], int[])[])[([1, 1], [0]), ([1, 0], []), ([1, 0], [2]), ([1, 0], [-1]), ([0, 0], [1, 1]), ([1], [])])
        {
            TensorArchive archive = new();
            archive.Add<int>("agents/generations", [2], [1, 1]);
            archive.Add<byte>("agents/alive", [alive.Length], alive);
            archive.Add<int>("agents/free", [free.Length], free);
            AgentTable table = new(0);
            AgentHandle agent = table.Spawn();
            Assert.Throws<ArchiveFormatException>(() => table.Load(archive));
            Assert.True(table.IsAlive(agent));
        }
    }

    [Fact]
    public void AnotherBrainIsRefused()
    {
        using Game game = new();
        TensorArchive saved = Saved(game.Plugin);
        using Game renamed = new(change: options => options with { Observations = new ObservationSpec().Add("energy", 0, 100).Add("wall.left", 0, 1).Add("heading", -3, 3) });
        Assert.Throws<ArchiveFormatException>(() => renamed.Plugin.Load(saved));
        using NeuroPlugin plugin = new();
        plugin.AddBrain("others", Game.Options());
        Assert.Throws<ArchiveFormatException>(() => plugin.Load(saved));
    }

    private static Game Delayed(LearnMode mode, int delay, int agents)
        => new(agents: agents, seed: 1, plugin: options => options with { LearnMode = mode, PublishDelay = delay });

    private static ulong[] Ids(Game game) => [.. game.Agents.Select(agent => agent.Id)];

    private static TensorArchive Saved(NeuroPlugin plugin)
    {
        TensorArchive archive = new();
        plugin.Save(archive);
        using MemoryStream file = new();
        archive.Write(file);
        return TensorArchive.Read(file.ToArray());
    }

    private static void Copy(TensorArchive from, ArchivedTensor tensor, TensorArchive to)
    {
        switch (tensor.Type)
        {
            case TensorType.F32: to.Add<float>(tensor.Name, tensor.Shape, from.Get<float>(tensor.Name, tensor.Shape)); break;
            case TensorType.I64: to.Add<long>(tensor.Name, tensor.Shape, from.Get<long>(tensor.Name, tensor.Shape)); break;
            case TensorType.I32: to.Add<int>(tensor.Name, tensor.Shape, from.Get<int>(tensor.Name, tensor.Shape)); break;
            default: to.Add<byte>(tensor.Name, tensor.Shape, from.Get<byte>(tensor.Name, tensor.Shape)); break;
        }
    }
}
