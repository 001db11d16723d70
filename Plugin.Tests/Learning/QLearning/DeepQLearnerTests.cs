using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.QLearning;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Optimizers;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Learning.QLearning;

public sealed class DeepQLearnerTests
{
    private static DeepQOptions Fast => new()
    {
        BatchSize = 32,
        LearnAfter = 200,
        ReplayCapacity = 4096,
        ReplayRatio = 8,
        TargetEvery = 50,
        Exploration = new Exploration { Final = 0.02, Decisions = 2000 },
        Optimizer = new AdamOptions { LearningRate = 2e-3 },
    };

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0.02f)]
    public void TheSimpleEnvironmentIsSolvedInThreeThousandSteps(bool isDouble, float tau)
    {
        using RewardedGame game = new(Fast with { IsDouble = isDouble, Tau = tau });
        game.Run(3000 / game.Agents.Length);
        game.Brain.IsLearning = false;
        game.Brain.Acting = ActingMode.Greedy;
        game.Run(400);
        Assert.InRange(game.Brain.Statistics.Episodes.NewestReturn, 0.9, 1.03);
    }

    [Theory]
    [InlineData(0.95, 1, 0, 1)]
    [InlineData(0.95, 3, 0, 1)]
    [InlineData(0.95, 3, 3, 0.5)] // two episodes for each reward
    [InlineData(0, 1, 0, 0.1)]
    public void ADistantRewardIsFoundUnlessTheDiscountIsZero(double gamma, int steps, int limit, double expected)
    {
        using ChainGame game = new(Fast with { Gamma = gamma, Steps = steps }) { Limit = limit };
        game.Run(4800 / game.Agents.Length);
        Assert.Equal(expected, game.GreedyReturn(), limit == 0 ? 1e-5 : 0.05);
    }

    [Fact]
    public void WithARateOfZeroNothingIsLearned()
    {
        using RewardedGame game = new(Fast with { Optimizer = new AdamOptions { LearningRate = 0 } });
        float[] before = game.Brain.Parameters.Values.ToArray();
        game.Run(375);
        Assert.True(game.Brain.Statistics.LearnSteps > 100);
        Assert.Equal(before, game.Brain.Parameters.Values.ToArray());
    }

    /// <summary>The targets of four rows of one agent, by hand. The network is Q(o, ·) = (o, 2o), the target network (3o, −o).</summary>
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    public void TargetsByHand(bool isDouble, int steps)
    {
        const double Gamma = 0.5;
        ulong agent = QTransitions.AgentOf(0);
        QTransition[] rows =
        [
            new(agent, 0, 1) { Observation = 1, Next = 2 },
            new(agent, 1, 2) { Observation = 2, Next = 3, NextMask = [1, 0] },
            new(agent, 2, 4, EpisodeEnd.Truncated) { Observation = 3, Next = 4 },
            new(agent, 3, 8, EpisodeEnd.Terminated) { Observation = 5, Next = 6 },
        ];

        // The best allowed choice is 1 by the network and 0 by the target network; row 1 allows choice 0 alone.
        double[] values = isDouble ? [-2, 9, -4, 0] : [6, 9, 12, 0];
        double[] oneStep = [1 + Gamma * values[0], 2 + Gamma * values[1], 4 + Gamma * values[2], 8];
        double[] expected = steps == 1 ? oneStep : [1 + Gamma * oneStep[1], 2 + Gamma * oneStep[2], oneStep[2], oneStep[3]];

        DeepQOptions options = Fast with { IsDouble = isDouble, Steps = steps, Gamma = Gamma, BatchSize = 64, LearnAfter = 0, ReplayRatio = 1, TargetEvery = 1_000_000 };
        Sequential policy = options.CreatePolicy(new PolicyShape(1, [], 2, NeuroAgents.Activations.Activation.Relu, 0, null));
        ParameterBuffer parameters = new(new ParameterLayout([new(NetworkNames.Policy, policy), new(DeepQOptions.TargetNetwork, options.Networks(policy)[0].Program)]));
        DeepQLearner learner = new(options, new LearnerContext(parameters, new ObservationNormalizer([-1], [1]), options.CreateHead(new ActionShape(0, [2])), new RandomSource(1, 1)));
        Set(parameters, NetworkNames.Policy, 1, 2);
        Set(parameters, DeepQOptions.TargetNetwork, 3, -1);
        for (int i = 0; i < 16; i++)
        {
            learner.Record(new QTransitions([.. rows.Select(row => row with { Agent = QTransitions.AgentOf(i) })]));
        }

        Assert.True(learner.Status.IsReady);
        Assert.Equal(64, learner.Debt);
        Assert.True(learner.Advance(StepPart.Rest, out LearningStep step));
        Assert.True(step.IsApplied);
        Assert.Equal(0, learner.Debt);
        Assert.False(learner.Status.IsReady);
        HashSet<double> seen = [.. learner.Targets.ToArray().Select(target => Math.Round(target, 4))];
        Assert.Equal([.. expected.Select(target => Math.Round(target, 4)).Distinct().Order()], seen.Order());

        static void Set(ParameterBuffer parameters, string network, float first, float second)
        {
            Span<float> values = parameters.Network(network);
            values.Clear();
            (values[0], values[1]) = (first, second);
        }
    }

    [Fact]
    public void TheTargetNetworkIsACopyOfTheNetworkEveryFewMinibatches()
    {
        using RewardedGame game = new(Fast with { TargetEvery = 10, ReplayRatio = 4 });
        Assert.Equal(Network(game, NetworkNames.Policy), Network(game, DeepQOptions.TargetNetwork));
        DeepQLearner learner = (DeepQLearner)game.Brain.Learner!;
        int equal = 0;
        while (learner.Draws < 40)
        {
            game.Run(1);
            bool isEqual = Network(game, NetworkNames.Policy).SequenceEqual(Network(game, DeepQOptions.TargetNetwork));
            Assert.Equal(learner.Draws % 10 == 0, isEqual);
            equal += isEqual && learner.Draws > 0 ? 1 : 0;
        }

        Assert.True(equal >= 4);
        game.Brain.Weights.Reinitialize(9);
        Assert.Equal(Network(game, NetworkNames.Policy), Network(game, DeepQOptions.TargetNetwork));
    }

    [Theory]
    [InlineData(LearnMode.Inline, 1)]
    [InlineData(LearnMode.Lockstep, 1)]
    [InlineData(LearnMode.Lockstep, 3)]
    public void TheBitsDependNeitherOnWorkersNorOnTheThread(LearnMode mode, int delay)
    {
        float[] one = Play(1, mode, delay);
        Assert.Equal(one, Play(2, mode, delay));
        Assert.Equal(one, Play(8, mode, delay));
    }

    [Theory]
    [InlineData(101, 1, LearnMode.Inline)]
    [InlineData(30, 1000, LearnMode.Inline)]
    [InlineData(101, 2, LearnMode.Lockstep)]
    public void ASavedGameGoesOnWithTheSameBits(int frame, int learnSteps, LearnMode mode)
    {
        using RewardedGame whole = Game(), resumed = Game();
        whole.Run(frame);
        using TensorArchive archive = new();
        whole.Plugin.Save(archive);
        resumed.Run(7);
        resumed.Plugin.Load(archive);
        resumed.CopyWorldFrom(whole);
        whole.Run(80);
        resumed.Run(80);
        whole.Plugin.FinishLearning();
        resumed.Plugin.FinishLearning();
        Assert.Equal(whole.Brain.Parameters.Values.ToArray(), resumed.Brain.Parameters.Values.ToArray());
        Assert.Equal(whole.Brain.Statistics.Episodes.NewestReturn, resumed.Brain.Statistics.Episodes.NewestReturn);
        Assert.Equal(whole.Brain.Statistics.LearnSteps, resumed.Brain.Statistics.LearnSteps);

        RewardedGame Game() => new(Fast with { ReplayCapacity = 300 }, options: new PluginOptions { LearnSteps = learnSteps, Workers = 1, LearnMode = mode });
    }

    [Fact]
    public void ABrainFileKeepsItsTargetNetworkAndItsExploration()
    {
        using RewardedGame learned = new(Fast), fresh = new(Fast);
        learned.Run(60);
        using TensorArchive archive = learned.Brain.ToArchive();
        Assert.True(fresh.Brain.Load(SavedBrain.Of(archive)).IsLearnerContinued);
        Assert.Equal(((DeepQLearner)learned.Brain.Learner!).Draws, ((DeepQLearner)fresh.Brain.Learner!).Draws);
        Assert.Equal(60 * 8, ((QValueHead)fresh.Brain.Networks.Head).Decisions);
        Assert.Equal(learned.Brain.Parameters.Values.ToArray(), fresh.Brain.Parameters.Values.ToArray());
        Assert.NotEqual(Network(fresh, NetworkNames.Policy), Network(fresh, DeepQOptions.TargetNetwork));
    }

    [Fact]
    public void SlicesGiveTheBitsOfWholeSteps()
    {
        Assert.Equal(Steps(StepPart.Rest), Steps(StepPart.Slice));

        static float[] Steps(StepPart part)
        {
            using ChainGame game = new(Fast with { BatchSize = 400, ReplayRatio = 40 }, agents: 10, options: new PluginOptions { LearnSteps = 0, Workers = 1 });
            game.Run(100);
            for (int step = 0; step < 5;)
            {
                step += game.Brain.Learner!.Advance(part, out _) ? 1 : 0;
            }

            return game.Brain.Parameters.Values.ToArray();
        }
    }

    [Fact]
    public void AFrameAllocatesNothing()
    {
        using RewardedGame game = new(Fast);
        game.Plugin.Awake();
        game.Run(200);
        AllocationProbe.AssertNone(() => game.Run(1));
    }

    private static float[] Network(RewardedGame game, string network) => game.Brain.Parameters.Network(network).ToArray();

    private static float[] Play(int workers, LearnMode mode, int delay)
    {
        using ChainGame game = new(Fast, agents: 200, options: new PluginOptions { LearnSteps = 3, Workers = workers, LearnMode = mode, PublishDelay = delay }) { Limit = 4 };
        game.Run(100);
        game.Plugin.FinishLearning();
        Assert.True(game.Brain.Statistics.LearnSteps > 20);
        return game.Brain.Parameters.Values.ToArray();
    }
}
