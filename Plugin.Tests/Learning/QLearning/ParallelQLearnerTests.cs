using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Inference;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Learning.QLearning;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Learning.QLearning;

public sealed class ParallelQLearnerTests
{
    private static ParallelQOptions Fast => new()
    {
        RolloutRows = 64,
        BatchSize = 16,
        Epochs = 4,
        Exploration = new Exploration { Final = 0.02, Decisions = 2000 },
        Optimizer = new AdamOptions { LearningRate = 3e-3 },
    };

    [Fact]
    public void TheSimpleEnvironmentIsSolvedInThreeThousandSteps()
    {
        using RewardedGame game = new(Fast);
        game.Run(3000 / game.Agents.Length);
        game.Brain.IsLearning = false;
        game.Brain.Acting = ActingMode.Greedy;
        game.Run(400);
        Assert.InRange(game.Brain.Statistics.Episodes.NewestReturn, 0.9, 1.03);
    }

    [Theory]
    [InlineData(0.95, 0, 1)]
    [InlineData(0.95, 3, 0.5)] // two episodes for each reward
    [InlineData(0, 0, 0.1)]
    public void ADistantRewardIsFoundUnlessTheDiscountIsZero(double gamma, int limit, double expected)
    {
        using ChainGame game = new(Fast with { Gamma = gamma, Lambda = 0.9 }) { Limit = limit };
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

    [Theory]
    [InlineData(0)]
    [InlineData(0.65)]
    [InlineData(1)]
    public void TargetsAreTheMeanOfNStepReturnsOverGreedyValues(double lambda)
    {
        const double Gamma = 0.9;
        using ChainGame game = new(Fast with { Gamma = Gamma, Lambda = lambda, RolloutRows = 101, Optimizer = new AdamOptions { LearningRate = 0 } }, agents: 5) { Limit = 4 };
        game.Run(60);
        Rollout rows = ((ParallelQLearner)game.Brain.Learner!).Learned;
        Predictor predictor = new(game.Brain.Policy, new ParameterSnapshot(game.Brain.Parameters), NetworkNames.Policy);
        int truncated = 0, terminated = 0, cut = 0;
        for (int row = 0; row < rows.Count; row++)
        {
            // Σ (1 − λ) λⁿ⁻¹ · (n-step return), with the remaining weight on the longest one.
            double expected = 0, weight = 1, sum = 0, discount = 1;
            for (int at = row; ; at = rows.Successors[at])
            {
                sum += discount * rows.Rewards[at];
                discount *= Gamma;
                bool isLast = rows.Successors[at] < 0;
                double step = sum + (rows.End(at) == EpisodeEnd.Terminated ? 0 : discount * Greedy(rows.NextObservation(at), rows.NextMask(at)));
                expected += (isLast ? weight : weight * (1 - lambda)) * step;
                weight *= lambda;
                if (isLast)
                {
                    break;
                }
            }

            Assert.Equal(expected, rows.Returns[row], 1e-5);
            truncated += rows.End(row) == EpisodeEnd.Truncated ? 1 : 0;
            terminated += rows.End(row) == EpisodeEnd.Terminated ? 1 : 0;
            cut += rows.End(row) is null && rows.Successors[row] < 0 ? 1 : 0;
        }

        Assert.True(truncated > 0 && terminated > 10 && cut > 0, $"{truncated}, {terminated}, {cut}");

        double Greedy(ReadOnlySpan<float> observation, ReadOnlySpan<float> mask)
        {
            Matrix input = new(1, ChainGame.States), output = new(1, 3);
            game.Brain.Normalizer.TryNormalize(observation, input.Row(0));
            predictor.Forward(input.View, output.View);
            float best = float.NegativeInfinity;
            for (int choice = 0; choice < 3; choice++)
            {
                best = mask[choice] == 1 ? Math.Max(best, output.Row(0)[choice]) : best;
            }

            return best;
        }
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

    [Fact]
    public void SlicesGiveTheBitsOfWholeSteps()
    {
        Assert.Equal(Update(StepPart.Rest), Update(StepPart.Slice));

        static float[] Update(StepPart part)
        {
            using ChainGame game = new(Fast with { RolloutRows = 1000, BatchSize = 400 }, agents: 100, options: new PluginOptions { LearnSteps = 0, Workers = 1 });
            game.Run(12);
            ParallelQLearner learner = (ParallelQLearner)game.Brain.Learner!;
            while (learner.Updates == 0)
            {
                learner.Advance(part, out _);
            }

            return game.Brain.Parameters.Values.ToArray();
        }
    }

    [Theory]
    [InlineData(101, 1, LearnMode.Inline)]
    [InlineData(102, 3, LearnMode.Inline)]
    [InlineData(109, 3, LearnMode.Inline)]
    [InlineData(107, 1000, LearnMode.Inline)]
    [InlineData(101, 1, LearnMode.Lockstep)]
    [InlineData(109, 3, LearnMode.Lockstep)]
    public void AGameSavedInMidRolloutOrMidUpdateGoesOnWithTheSameBits(int frame, int learnSteps, LearnMode mode)
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

        RewardedGame Game() => new(Fast, isDiscrete: true, options: new PluginOptions { LearnSteps = learnSteps, Workers = 1, LearnMode = mode });
    }

    [Fact]
    public void ABrainFileKeepsItsUpdatesAndItsExploration()
    {
        using RewardedGame learned = new(Fast), fresh = new(Fast);
        learned.Run(60);
        using TensorArchive archive = learned.Brain.ToArchive();
        BrainLoadReport report = fresh.Brain.Load(SavedBrain.Of(archive));
        Assert.True(report.IsLearnerContinued);
        Assert.Equal(((ParallelQLearner)learned.Brain.Learner!).Updates, ((ParallelQLearner)fresh.Brain.Learner!).Updates);
        Assert.Equal(60 * 8, ((QValueHead)fresh.Brain.Networks.Head).Decisions);
        Assert.Equal(learned.Brain.Parameters.Values.ToArray(), fresh.Brain.Parameters.Values.ToArray());
    }

    [Fact]
    public void AFrameAllocatesNothing()
    {
        using RewardedGame game = new(Fast);
        game.Plugin.Awake();
        game.Run(200);
        AllocationProbe.AssertNone(() => game.Run(1));
    }

    private static float[] Play(int workers, LearnMode mode, int delay)
    {
        using ChainGame game = new(Fast, agents: 200, options: new PluginOptions { LearnSteps = 3, Workers = workers, LearnMode = mode, PublishDelay = delay }) { Limit = 4 };
        game.Run(100);
        game.Plugin.FinishLearning();
        Assert.True(game.Brain.Statistics.LearnSteps > 20);
        return game.Brain.Parameters.Values.ToArray();
    }
}
