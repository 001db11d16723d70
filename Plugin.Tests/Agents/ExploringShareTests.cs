using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Learning;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Learning.QLearning;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>The share of a brain's agents that explore while the others act greedily.</summary>
public sealed class ExploringShareTests
{
    private static readonly ParallelQOptions s_parallelQ = new() { RolloutRows = 64, BatchSize = 16, Exploration = new Exploration { Final = 0.05 } };
    private static readonly DeepQOptions s_deepQ = new() { BatchSize = 32, LearnAfter = 64, ReplayCapacity = 4096 };

    public static TheoryData<string> Learners => ["discrete ppo", "continuous ppo", "pqn", "dqn"];

    [Theory]
    [MemberData(nameof(Learners))]
    public void TheShareOfTheAgentsExploresForTheirWholeLives(string learner)
    {
        using RewardedGame game = Game(learner, 0.25, 2000);
        game.Run(1);
        bool[] first = Explorers(game);
        Assert.Equal(500, first.Count(isExploring => isExploring), 4.0 * Math.Sqrt(2000 * 0.25 * 0.75));
        for (int frame = 0; frame < 10; frame++)
        {
            game.Run(1);
            Assert.Equal(first, Explorers(game));
        }

        using RewardedGame other = Game(learner, 0.25, 2000, seed: 2);
        other.Run(1);
        Assert.NotEqual(first, Explorers(other));
    }

    /// <summary>Outside the share a brain acts as the same brain with the mode <see cref="ActingMode.Greedy"/>, and within it as one in which all agents explore.</summary>
    [Theory]
    [MemberData(nameof(Learners))]
    public void AnAgentActsByItsOwnMode(string learner)
    {
        using RewardedGame some = Game(learner, 0.5, 300), all = Game(learner, 1, 300), none = Game(learner, 0, 300), greedy = Game(learner, 1, 300);
        greedy.Brain.Acting = ActingMode.Greedy;
        foreach (RewardedGame game in (RewardedGame[])[some, all, none, greedy])
        {
            game.Run(1);
        }

        bool[] explorers = Explorers(some);
        Assert.DoesNotContain(false, Explorers(all));
        Assert.DoesNotContain(true, Explorers(none));
        float[] actions = Actions(some), sampled = Actions(all), best = Actions(greedy);
        Assert.Equal(best, Actions(none));
        Assert.NotEqual(best, sampled);
        Assert.Equal([.. explorers.Select((isExploring, i) => isExploring ? sampled[i] : best[i])], actions);
    }

    /// <summary>An agent's mode follows its handle, not its row.</summary>
    [Fact]
    public void TheOrderOfTheRowsChangesNothing()
    {
        using RewardedGame game = Game("discrete ppo", 0.5, 100);
        game.Run(1);
        Dictionary<ulong, bool> before = game.Agents.Zip(Explorers(game)).ToDictionary(pair => pair.First.Id, pair => pair.Second);
        Array.Reverse(game.Agents);
        game.Run(1);
        Assert.Equal([.. game.Agents.Select(agent => before[agent.Id])], Explorers(game));
    }

    /// <summary>PPO records the transitions of exploring agents alone, and learners of Q-values those of all agents.</summary>
    [Theory]
    [MemberData(nameof(Learners))]
    public void OnlyPpoLeavesGreedyTransitionsOut(string learner)
    {
        const int Agents = 40;
        using RewardedGame game = Game(learner, 0.3, Agents, learnSteps: 0);
        game.Run(2);
        int explorers = Explorers(game).Count(isExploring => isExploring);
        Assert.InRange(explorers, 1, Agents - 1);
        long expected = learner.EndsWith("ppo", StringComparison.Ordinal) ? explorers : Agents;
        Assert.Equal((2L * Agents, expected), (game.Brain.Statistics.Episodes.Decisions, game.Brain.Learner!.Rows.Recorded));
    }

    [Theory]
    [InlineData("discrete ppo")]
    [InlineData("dqn")]
    public void HalfTheAgentsLearnForAll(string learner)
    {
        using RewardedGame game = learner == "dqn"
            ? new(s_deepQ with { Exploration = new Exploration { Final = 0.02, Decisions = 3000 }, ReplayRatio = 8, TargetEvery = 50 }, exploringShare: 0.5)
            : new(RewardedGame.Fast, exploringShare: 0.5);
        game.Run(1000);
        game.Brain.IsLearning = false;
        game.Brain.Acting = ActingMode.Greedy;
        game.Run(400);
        Assert.InRange(game.Brain.Statistics.Episodes.NewestReturn, 0.9, 1.03);
    }

    [Fact]
    public void WithoutExplorersPpoLearnsNothing()
    {
        using RewardedGame game = Game("discrete ppo", 0, 8);
        float[] before = game.Brain.Parameters.Values.ToArray();
        game.Run(200);
        Assert.Equal((0L, 0L), (game.Brain.Learner!.Rows.Recorded, game.Brain.Statistics.LearnSteps));
        Assert.Equal(before, game.Brain.Parameters.Values.ToArray());
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void TheBitsDependOnTheShareAlone(string learner)
    {
        float[] one = Play(workers: 1, frame: null), saved = Play(workers: 1, frame: 33);
        Assert.Equal(one, Play(workers: 3, frame: null));
        Assert.Equal(one, saved);

        float[] Play(int workers, int? frame)
        {
            using RewardedGame game = Game(learner, 0.5, 70, workers: workers), resumed = Game(learner, 0.5, 70, workers: workers);
            if (frame is not { } first)
            {
                game.Run(80);
                return game.Brain.Parameters.Values.ToArray();
            }

            game.Run(first);
            using TensorArchive archive = new();
            game.Plugin.Save(archive);
            resumed.Plugin.Load(archive);
            resumed.CopyWorldFrom(game);
            resumed.Run(80 - first);
            return resumed.Brain.Parameters.Values.ToArray();
        }
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void AFrameAllocatesNothing(string learner)
    {
        using RewardedGame game = Game(learner, 0.5, 64);
        game.Plugin.Awake();
        game.Run(100);
        AllocationProbe.AssertNone(() => game.Run(1));
    }

    [Fact]
    public void TheShareIsSavedAndItsDefaultIsAll()
    {
        using RewardedGame game = Game("dqn", 0.25, 8);
        Assert.Equal(0.25, SavedBrain.Read(game.Brain.ToArchive()).Options.ExploringShare);
        Assert.Equal((1, 1), (new BrainOptions().ExploringShare, StrictJson.Read("{}", OptionsJson.Brain, "guards.json").ExploringShare));
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void AShareOutOfItsRangeIsRefused(double share)
        => Assert.Contains("ExploringShare: expected 0 to 1", Assert.Throws<ArgumentOutOfRangeException>(() => Game("dqn", share, 8)).Message, StringComparison.Ordinal);

    private static RewardedGame Game(string learner, double share, int agents, ulong seed = 1, int workers = 1, int learnSteps = 1000) => new(
        learner switch { "pqn" => s_parallelQ, "dqn" => s_deepQ, _ => RewardedGame.Fast }, isDiscrete: learner != "continuous ppo", agents: agents, seed: seed, exploringShare: share,
        options: new PluginOptions { LearnSteps = learnSteps, Workers = workers });

    private static bool[] Explorers(RewardedGame game) => [.. Enumerable.Range(0, game.Agents.Length).Select(game.Brain.Rows.IsSampled)];

    private static float[] Actions(RewardedGame game) => [.. game.Agents.Select(agent => game.Brain.Action(agent)[0])];
}
