using NeuroAgents.Agents;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Learning.QLearning;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios.Control;
using NeuroAgents.Tests.Learning.QLearning;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Control;

/// <summary>Training that must fail because the learner is told too little or something untrue. If one of these succeeds, the learner or its measurement is wrong.</summary>
/// <remarks>Each is the training of <see cref="LearnedTaskTests"/> with one change. The short form has one seed.</remarks>
public sealed class NegativeControlTests(ITestOutputHelper output)
{
    private static readonly RandomSource s_noise = new(seed: 5, stream: 9);

    public static TheoryData<ulong> Seeds => LearnedTaskTests.Seeds;

    /// <summary>The learners of CartPole. The short form has PPO alone.</summary>
    public static TheoryData<string, ulong> Learners
    {
        get
        {
            TheoryData<string, ulong> data = [];
            foreach (ulong seed in Seeds.Select(row => row.Data))
            {
                data.Add(RunOptions.Ppo, seed);
                if (LongForm.IsOn)
                {
                    data.Add(RunOptions.Pqn, seed);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void WithARateOfZeroTheReturnStaysThatOfRandomActions(ulong seed)
    {
        using FalsifiedTask game = CartPole(RunOptions.Ppo, seed, static learner => (ProximalPolicyOptions)learner with { Optimizer = new AdamOptions { LearningRate = 0 } });
        float[] before = game.Brain.Parameters.Values.ToArray();
        double[] returns = [.. game.Play(40_000).Returns];
        Assert.True(game.Brain.Statistics.LearnSteps > 1000);
        Assert.Equal(before, game.Brain.Parameters.Values.ToArray());
        double error = Math.Sqrt(returns.Sum(value => (value - returns.Average()) * (value - returns.Average()))) / returns.Length;
        Report("return", returns.Average());
        Assert.Equal(new CartPole().Returns.Random, returns.Average(), 3 * error);
    }

    /// <summary>Each step of CartPole earns 1, so the next reward alone says nothing about an action. The policy drifts.</summary>
    [Theory]
    [MemberData(nameof(Learners))]
    public void WithoutForesightThePoleFalls(string learner, ulong seed)
    {
        using FalsifiedTask game = CartPole(learner, seed, static options => options switch
        {
            ProximalPolicyOptions policy => policy with { Gamma = 0 },
            ParallelQOptions values => values with { Gamma = 0 },
            _ => options,
        });
        AssertBelow(200, game.Play(50_000));
    }

    /// <summary>PPO samples, so its agents spread out. All agents of a Q-learner would soon take the same steps and earn the same rewards.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void RewardsOfOtherAgentsDoNotLeadToTheGoal(ulong seed)
    {
        using FalsifiedTask game = Create(new Basic(), "basic", RunOptions.Ppo, "published", seed, isPermuted: true);
        AssertBelow(0.5, game.Play(50_000));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void RewardsOfOtherAgentsDoNotRaiseThePendulum(ulong seed)
    {
        Assert.SkipUnless(LongForm.IsOn, LongForm.Reason);
        using FalsifiedTask game = Create(new Pendulum(), "pendulum", RunOptions.Ppo, "published", seed, isPermuted: true);
        AssertBelow(-800, game.Play(196_608));
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void NothingIsLearnedFromNoise(string learner, ulong seed)
    {
        Assert.SkipUnless(LongForm.IsOn, LongForm.Reason);
        using FalsifiedTask game = CartPole(learner, seed, falsify: static (agent, frame, observation) =>
        {
            for (int column = 0; column < observation.Length; column++)
            {
                observation[column] = s_noise.Uniform((ulong)(4 * agent + column), (ulong)frame, -0.2f, 0.2f);
            }
        });
        AssertBelow(60, game.Play(Steps(learner)));
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void WithoutVelocitiesThePoleFalls(string learner, ulong seed)
    {
        Assert.SkipUnless(LongForm.IsOn, LongForm.Reason);
        using FalsifiedTask game = CartPole(learner, seed, falsify: static (_, _, observation) => (observation[1], observation[3]) = (0, 0));
        AssertBelow(200, game.Play(Steps(learner)));
    }

    /// <summary>A fall that counts as a time-out costs nothing: the value of the fallen pole is added to its reward.</summary>
    [Theory]
    [MemberData(nameof(Learners))]
    public void AFailureReportedAsATruncationCostsAHundredPoints(string learner, ulong seed)
    {
        Assert.SkipUnless(LongForm.IsOn, LongForm.Reason);
        using FalsifiedTask right = CartPole(learner, seed), wrong = CartPole(learner, seed, reportedEnd: static _ => EpisodeEnd.Truncated);
        double best = right.Play(Steps(learner)).GreedyReturn();
        Report("right", best);
        AssertBelow(best - 100, wrong.Play(Steps(learner)));
    }

    /// <summary>The time limit of Pendulum is not observed, so a limit that counts as an end makes the values of all states wrong.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void ATruncationReportedAsAnEndCostsAHundredPoints(ulong seed)
    {
        Assert.SkipUnless(LongForm.IsOn, LongForm.Reason);
        using FalsifiedTask right = Pendulum(seed), wrong = Pendulum(seed, static _ => EpisodeEnd.Terminated);
        double best = right.Play(196_608).GreedyReturn();
        Report("right", best);
        AssertBelow(best - 100, wrong.Play(196_608));
    }

    /// <summary>No policy makes the pole fall in fewer than about nine steps.</summary>
    [Theory]
    [MemberData(nameof(Learners))]
    public void OppositeRewardsAreLearnedToo(string learner, ulong seed)
    {
        Assert.SkipUnless(LongForm.IsOn, LongForm.Reason);
        using FalsifiedTask game = CartPole(learner, seed, rewardFactor: -1);
        AssertBelow(12, game.Play(Steps(learner)));
    }

    /// <summary>The masked choice would earn three times the best return.</summary>
    [Theory]
    [InlineData(RunOptions.Ppo)]
    [InlineData(RunOptions.Pqn)]
    [InlineData(RunOptions.Dqn)]
    public void AMaskedChoiceIsNeverTaken(string learner)
    {
        using ChainGame game = new(learner switch
        {
            RunOptions.Ppo => RewardedGame.Fast with { Gamma = 0.95 },
            RunOptions.Pqn => new ParallelQOptions { RolloutRows = 64, BatchSize = 16 },
            _ => new DeepQOptions { BatchSize = 32, LearnAfter = 200, ReplayCapacity = 4096 },
        });
        EpisodeLog log = game.Brain.Statistics.Episodes;
        for (long seen = 0; log.Decisions < 4800; game.Run(1))
        {
            for (; seen < log.Count; seen++)
            {
                Assert.InRange(log[seen].Return, 0, 1);
            }
        }

        Assert.True(log.Count > 500 && game.Brain.Statistics.LearnSteps > 100);
    }

    private static FalsifiedTask CartPole(
        string learner, ulong seed, Func<LearnerOptions, LearnerOptions>? change = null, FalsifiedTask.ObservationChange? falsify = null, Func<bool, EpisodeEnd>? reportedEnd = null, float rewardFactor = 1)
        => Create(new CartPole(), "cartpole", learner, learner == RunOptions.Ppo ? "zoo" : "cleanrl", seed, change, falsify, reportedEnd, rewardFactor);

    /// <summary>Steps in which CartPole is solved, as <see cref="LearnedTaskTests"/> shows.</summary>
    private static int Steps(string learner) => learner == RunOptions.Ppo ? 100_000 : 200_000;

    private static FalsifiedTask Pendulum(ulong seed, Func<bool, EpisodeEnd>? reportedEnd = null)
        => Create(new Pendulum(), "pendulum", RunOptions.Ppo, "published", seed, static learner => (ProximalPolicyOptions)learner with { Gamma = 0.99 }, reportedEnd: reportedEnd);

    private static FalsifiedTask Create(
        IControlTask task, string scenario, string learner, string profileName, ulong seed, Func<LearnerOptions, LearnerOptions>? change = null, FalsifiedTask.ObservationChange? falsify = null,
        Func<bool, EpisodeEnd>? reportedEnd = null, float rewardFactor = 1, bool isPermuted = false)
    {
        LearnerProfile profile = LearnerProfile.Load(scenario, learner, profileName);
        LearnerOptions options = profile.Brain.Learner!;
        return new FalsifiedTask(task, profile.Brain with { Learner = change?.Invoke(options) ?? options }, profile.Agents, seed)
        {
            Falsify = falsify,
            ReportedEnd = reportedEnd ?? (static isTerminated => isTerminated ? EpisodeEnd.Terminated : EpisodeEnd.Truncated),
            RewardFactor = rewardFactor,
            RewardedAgent = agent => isPermuted ? (agent + 1) % profile.Agents : agent,
        };
    }

    private void AssertBelow(double limit, FalsifiedTask game)
    {
        double train = game.Returns.TakeLast(EpisodeLog.Window).Average(), greedy = game.GreedyReturn();
        Report("training", train);
        Report("greedy", greedy);
        Assert.True(Math.Max(train, greedy) < limit, $"expected below {limit}, received {train} in training and {greedy} greedily");
    }

    private void Report(string name, double value) => output.WriteLine(FormattableString.Invariant($"{name} {value:F2}"));
}
