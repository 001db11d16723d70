using System.Globalization;
using NeuroAgents.Agents;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>Transitions that a brain hands to a reinforcement learner, compared with a naive account of the same game.</summary>
public sealed class TransitionTests
{
    [Fact]
    public void ATransitionLastsFromADecisionToTheNextAndEarnsEveryRewardBetweenThem()
    {
        using NeuroPlugin plugin = new(new PluginOptions());
        (Brain brain, Recorder recorder) = Create(plugin);
        AgentHandle agent = brain.Spawn();
        Decide(brain, agent, 1);
        brain.Reward(agent, 1);
        plugin.LateUpdate();
        brain.Reward(agent, 2);
        plugin.LateUpdate();
        Decide(brain, agent, 4);
        brain.Reward(agent, 8);
        brain.EndEpisode(agent, EpisodeEnd.Terminated);
        plugin.LateUpdate();

        Assert.Equal([$"{agent.Id}/0: 1 -> 4, reward 3, ", $"{agent.Id}/1: 4 -> 4, reward 8, Terminated"], recorder.Rows);
        Assert.Equal((1, 11.0, 2.0), (brain.Statistics.Episodes.Count, brain.Statistics.Episodes.NewestReturn, brain.Statistics.Episodes.NewestLength));
    }

    [Fact]
    public void ATruncatedEpisodeEndsWithItsFinalObservationAndWithoutOneLosesItsLastTransition()
    {
        using NeuroPlugin plugin = new(new PluginOptions());
        (Brain brain, Recorder recorder) = Create(plugin);
        AgentHandle first = brain.Spawn(), second = brain.Spawn();
        Decide(brain, [first, second], 1);
        brain.EndEpisode(second, EpisodeEnd.Truncated);
        brain.EndEpisode(first, EpisodeEnd.Truncated, [7]);
        plugin.LateUpdate();
        Decide(brain, [first, second], 2);
        Decide(brain, [first, second], 3);
        plugin.LateUpdate();

        Assert.Equal([$"{first.Id}/0: 1 -> 7, reward 0, Truncated", $"{first.Id}/1: 2 -> 3, reward 0, ", $"{second.Id}/1: 2 -> 3, reward 0, "], recorder.Rows);
        Assert.Equal(2, brain.Statistics.Episodes.Count);
    }

    [Fact]
    public void ADespawnWithAnEndClosesTheTransitionAndASilentOneDropsIt()
    {
        using NeuroPlugin plugin = new(new PluginOptions());
        (Brain brain, Recorder recorder) = Create(plugin);
        AgentHandle killed = brain.Spawn(), unloaded = brain.Spawn();
        Decide(brain, [killed, unloaded], 1);
        brain.Despawn(unloaded);
        brain.Despawn(killed, EpisodeEnd.Terminated);
        AgentHandle successor = brain.Spawn();
        Decide(brain, [successor], 5);
        plugin.LateUpdate();

        Assert.Equal([$"{killed.Id}/0: 1 -> 1, reward 0, Terminated"], recorder.Rows);
        Assert.Equal(killed.Slot, successor.Slot);
    }

    [Fact]
    public void AnAgentThatDiesBeforeItDecidesHasNoEpisodeToEnd()
    {
        using NeuroPlugin plugin = new(new PluginOptions());
        (Brain brain, Recorder recorder) = Create(plugin);
        AgentHandle newborn = brain.Spawn(), restarted = brain.Spawn();
        Decide(brain, restarted, 1);
        brain.EndEpisode(restarted, EpisodeEnd.Terminated);
        Assert.Throws<ArgumentOutOfRangeException>(() => brain.Despawn(newborn, (EpisodeEnd)7));
        brain.Despawn(newborn, EpisodeEnd.Terminated);
        brain.Despawn(restarted, EpisodeEnd.Terminated);
        plugin.LateUpdate();
        Assert.Equal((1, 1L, 0), (recorder.Rows.Count, brain.Statistics.Episodes.Count, brain.AgentCount));
    }

    [Fact]
    public void ARefusedRowCutsTheTrajectoryAndLeavesAGapInTheNumbers()
    {
        using NeuroPlugin plugin = new(new PluginOptions());
        (Brain brain, Recorder recorder) = Create(plugin);
        AgentHandle agent = brain.Spawn();
        foreach (float observation in (float[])[1, 2, float.NaN, 4, 5])
        {
            Decide(brain, agent, observation);
        }

        plugin.LateUpdate();
        Assert.Equal([$"{agent.Id}/0: 1 -> 2, reward 0, ", $"{agent.Id}/3: 4 -> 5, reward 0, "], recorder.Rows);
    }

    [Fact]
    public void MisuseIsRefusedInOneLine()
    {
        using NeuroPlugin plugin = new(new PluginOptions());
        (Brain brain, _) = Create(plugin);
        AgentHandle agent = brain.Spawn();
        Assert.Contains("has decided in this episode", Assert.Throws<InvalidOperationException>(() => brain.Reward(agent, 1)).Message, StringComparison.Ordinal);
        Decide(brain, agent, 1);
        brain.EndEpisode(agent, EpisodeEnd.Terminated);
        Assert.Throws<InvalidOperationException>(() => brain.EndEpisode(agent, EpisodeEnd.Terminated));
        Assert.Throws<InvalidOperationException>(() => brain.Reward(agent, 1));
        Decide(brain, agent, 1);
        Assert.Throws<ArgumentException>(() => brain.EndEpisode(agent, EpisodeEnd.Truncated, [1, 2]));
        Assert.Throws<ArgumentException>(() => brain.EndEpisode(agent, EpisodeEnd.Terminated, [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => brain.EndEpisode(agent, (EpisodeEnd)7));
        Assert.Throws<ArgumentException>(() => brain.RewardAll([1, 2]));
        brain.Reward(agent, float.NaN);
        Assert.Equal(1, brain.Statistics.RefusedRewards);
        brain.Despawn(agent);
        Assert.Throws<ArgumentException>(() => brain.Reward(agent, 1));
    }

    [Fact]
    public void ABrainOfAnyLearnerCountsReturnsFromItsFirstRewardOn()
    {
        using NeuroPlugin plugin = new(new PluginOptions());
        Brain brain = plugin.AddBrain("one", new BrainOptions { Observations = new ObservationSpec().Add("x", -10, 10), Actions = ActionSpec.Continuous("a") });
        AgentHandle agent = brain.Spawn();
        Decide(brain, agent, 1);
        brain.Reward(agent, 2);
        using TensorArchive saved = new();
        plugin.Save(saved);
        Decide(brain, agent, 1);
        brain.Reward(agent, 3);
        brain.EndEpisode(agent, EpisodeEnd.Terminated);
        Assert.Equal((1, 5.0, 2.0), (brain.Statistics.Episodes.Count, brain.Statistics.Episodes.MeanReturn, brain.Statistics.Episodes.NewestLength));

        // A game saved after the first reward continues with the running return.
        plugin.Load(saved);
        brain.Reward(agent, 1);
        brain.EndEpisode(agent, EpisodeEnd.Terminated);
        Assert.Equal((1, 3.0, 1.0), (brain.Statistics.Episodes.Count, brain.Statistics.Episodes.MeanReturn, brain.Statistics.Episodes.NewestLength));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ARandomFleetHandsOverTheTransitionsOfANaiveAccountInAnyOrderOfCalls(ulong seed)
    {
        List<string> expected = [];
        List<string>[] received = [Play(seed, isReversed: false, expected), Play(seed, isReversed: true, [])];
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Order(StringComparer.Ordinal), received[0].Order(StringComparer.Ordinal));
        Assert.Equal(received[0], received[1]);
    }

    /// <summary>A game of births, deaths, ends, skipped decisions and rewards at any time; the naive account keeps one record for each agent.</summary>
    private static List<string> Play(ulong seed, bool isReversed, List<string> expected)
    {
        using NeuroPlugin plugin = new(new PluginOptions());
        (Brain brain, Recorder recorder) = Create(plugin);
        RandomSource random = new(seed, 77);
        Dictionary<AgentHandle, Naive> agents = [];
        for (ulong frame = 0; frame < 120; frame++)
        {
            if (agents.Count < 12 && random.Below(2, 1, frame) == 0)
            {
                agents.Add(brain.Spawn(), new Naive());
            }

            AgentHandle[] deciding = [.. agents.Keys.Order().Where(agent => random.Below(3, agent.Id, 10_000 + frame) > 0)];
            if (isReversed)
            {
                Array.Reverse(deciding);
            }

            Decisions decisions = brain.BeginDecisions(deciding);
            for (int i = 0; i < deciding.Length; i++)
            {
                decisions.Observation(i)[0] = (float)random.Below(8, deciding[i].Id, 20_000 + frame);
            }

            float[] observations = [.. deciding.Select((_, i) => brain.Rows.Observations.Row(i)[0])];
            brain.Decide();
            for (int i = 0; i < deciding.Length; i++)
            {
                Naive agent = agents[deciding[i]];
                agent.Close(deciding[i], observations[i], null, expected);
                (agent.Open, agent.Number, agent.Observation, agent.Reward) = (true, agent.Number + 1, observations[i], 0);
            }

            IEnumerable<AgentHandle> living = isReversed ? agents.Keys.OrderDescending() : agents.Keys.Order();
            foreach (AgentHandle handle in living.ToArray())
            {
                Naive agent = agents[handle];
                if (agent.Open)
                {
                    float reward = random.Below(4, handle.Id, 30_000 + frame);
                    brain.Reward(handle, reward);
                    agent.Reward += reward;
                    End(random.Below(12, handle.Id, 40_000 + frame), handle, agent);
                }
            }

            // Slots of the dead are used again in the order of deaths, so that order is part of the game.
            foreach (AgentHandle handle in agents.Keys.Order().ToArray())
            {
                Remove(random.Below(16, handle.Id, 50_000 + frame), handle, agents[handle]);
            }

            plugin.LateUpdate();
        }

        return recorder.Rows;

        void End(int chance, AgentHandle handle, Naive agent)
        {
            if (chance == 0)
            {
                brain.EndEpisode(handle, EpisodeEnd.Terminated);
                agent.Close(handle, agent.Observation, EpisodeEnd.Terminated, expected);
            }
            else if (chance == 1)
            {
                brain.EndEpisode(handle, EpisodeEnd.Truncated, [9]);
                agent.Close(handle, 9, EpisodeEnd.Truncated, expected);
            }
        }

        void Remove(int chance, AgentHandle handle, Naive agent)
        {
            if (chance == 0 && agent.Open)
            {
                brain.Despawn(handle, EpisodeEnd.Terminated);
                agent.Close(handle, agent.Observation, EpisodeEnd.Terminated, expected);
                agents.Remove(handle);
            }
            else if (chance == 1)
            {
                brain.Despawn(handle);
                agents.Remove(handle);
            }
        }
    }

    private static (Brain Brain, Recorder Recorder) Create(NeuroPlugin plugin)
    {
        RecorderOptions options = new();
        Brain brain = plugin.AddBrain("one", new BrainOptions { Observations = new ObservationSpec().Add("x", -10, 10), Actions = ActionSpec.Continuous("a"), Learner = options });
        return (brain, (Recorder)brain.Learner!);
    }

    private static void Decide(Brain brain, AgentHandle agent, float observation) => Decide(brain, [agent], observation);

    private static void Decide(Brain brain, AgentHandle[] agents, float observation)
    {
        Decisions decisions = brain.BeginDecisions(agents);
        for (int i = 0; i < decisions.Count; i++)
        {
            decisions.Observation(i)[0] = observation;
        }

        brain.Decide();
    }

    private sealed class Naive
    {
        internal bool Open { get; set; }

        internal long Number { get; set; } = -1;

        internal float Observation { get; set; }

        internal float Reward { get; set; }

        internal void Close(AgentHandle handle, float next, EpisodeEnd? end, List<string> rows)
        {
            if (Open)
            {
                rows.Add(Text(handle.Id, Number, Observation, next, Reward, end));
                Open = false;
            }
        }
    }

    private static string Text(ulong id, long number, float observation, float next, float reward, EpisodeEnd? end)
        => string.Create(CultureInfo.InvariantCulture, $"{id}/{number}: {observation} -> {next}, reward {reward}, {end}");

    private sealed record RecorderOptions : LearnerOptions
    {
        public override ILearner Create(LearnerContext context) => new Recorder();
    }

    /// <summary>A learner that writes down the rows that it receives.</summary>
    private sealed class Recorder : ILearner
    {
        internal List<string> Rows { get; } = [];

        public IReadOnlyList<ExperienceColumn> Columns { get; } = [ExperienceColumn.Observation, ExperienceColumn.Action, ExperienceColumn.Reward, ExperienceColumn.NextObservation];

        public IReadOnlyList<NetworkUpdater> Updaters => [];

        ExperienceCount ILearner.Rows => new(Rows.Count, Rows.Count);

        public LearnerStatus Status => new(false);

        public void Record(IExperienceBatch batch)
        {
            for (int row = 0; row < batch.Count; row++)
            {
                Assert.Single(batch.Values(ExperienceColumn.Action, row).ToArray());
                Rows.Add(Text(
                    batch.Agent(row), batch.Transition(row), batch.Values(ExperienceColumn.Observation, row)[0], batch.Values(ExperienceColumn.NextObservation, row)[0],
                    batch.Values(ExperienceColumn.Reward, row)[0], batch.End(row)));
            }
        }

        public void RevealUpTo(long recorded)
        {
        }

        public bool Advance(StepPart part, out LearningStep step) => throw new InvalidOperationException();
    }
}
