using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Learning;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Observations;
using NeuroAgents.Optimizers;
using NeuroAgents.Schedules;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Learning.ProximalPolicy;

/// <summary>PPO in ML-Agents' simple environment: it learns, fails where nothing can be learned, and has the same bits however its work is cut.</summary>
public sealed class ProximalPolicyLearnerTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TheSimpleEnvironmentIsSolvedInThreeThousandSteps(bool isDiscrete)
    {
        using RewardedGame game = new(RewardedGame.Fast, isDiscrete);
        game.Run(3000 / game.Agents.Length);
        Assert.True(game.Brain.Statistics.Episodes.Count > 100);
        Assert.InRange(Greedy(game), 0.9, 1.03);
    }

    [Fact]
    public void WithARateOfZeroNothingIsLearned()
    {
        using RewardedGame game = new(RewardedGame.Fast with { Optimizer = new AdamOptions { LearningRate = 0 } });
        float[] before = game.Brain.Parameters.Values.ToArray();
        game.Run(375);
        Assert.Equal(before, game.Brain.Parameters.Values.ToArray());
        Assert.InRange(game.Brain.Statistics.Episodes.NewestReturn, -0.7, 0.5);
    }

    [Fact]
    public void RewardsOfOtherAgentsTeachNothing()
    {
        double sum = 0;
        for (ulong seed = 1; seed <= 4; seed++)
        {
            using RewardedGame game = new(RewardedGame.Fast, seed: seed) { RewardedAgent = agent => agent ^ 1 };
            game.Run(375);
            game.Brain.IsLearning = false;
            game.RewardedAgent = agent => agent;
            game.Run(400);
            sum += game.Brain.Statistics.Episodes.NewestReturn;
        }

        // The return may even fall, because an agent whose episode lasts receives the losses of its neighbour.
        Assert.True(sum / 4 < 0.6, $"a mean return of {sum / 4}");
    }

    [Fact]
    public void WithTheOppositeRewardsTheOppositeIsLearned()
    {
        using RewardedGame game = new(RewardedGame.Fast) { RewardFactor = -1 };
        game.Run(375);
        Assert.True(game.Brain.Statistics.Episodes.NewestReturn > 0.9, "the negated return rises");
    }

    [Fact]
    public void TheFirstMinibatchHasARatioOfOneAndNoDivergence()
    {
        using RewardedGame game = new(RewardedGame.Fast with { Optimizer = new AdamOptions { LearningRate = 0 } });
        game.Run(40);
        Assert.True(game.Brain.Statistics.LearnSteps > 0);
        Assert.Equal((0f, 0f), (game.Brain.Statistics.Figures.KullbackLeibler, game.Brain.Statistics.Figures.ClipFraction));
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
    [InlineData(true)]
    [InlineData(false)]
    public void SlicesGiveTheBitsOfWholeSteps(bool isDiscrete)
    {
        Assert.Equal(Update(StepPart.Rest), Update(StepPart.Slice));

        float[] Update(StepPart part)
        {
            using RewardedGame game = new(
                RewardedGame.Fast with { RolloutRows = 1000, BatchSize = 400 }, isDiscrete, agents: 100, options: new PluginOptions { LearnSteps = 0, Workers = 1 });
            game.Run(12);
            ProximalPolicyLearner learner = (ProximalPolicyLearner)game.Brain.Learner!;
            while (learner.Updates == 0)
            {
                learner.Advance(part, out _);
            }

            return game.Brain.Parameters.Values.ToArray();
        }
    }

    [Theory]
    [InlineData(101, 1, 0)]
    [InlineData(102, 3, 0)]
    [InlineData(109, 3, 0)]
    [InlineData(107, 1000, 0)]
    [InlineData(101, 1, 1)]
    [InlineData(102, 3, 3)]
    [InlineData(109, 3, 3)]
    public void AGameSavedInMidRolloutOrMidUpdateGoesOnWithTheSameBits(int frame, int learnSteps, int delay)
    {
        using RewardedGame whole = Game(learnSteps, delay), resumed = Game(learnSteps, delay);
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

        static RewardedGame Game(int steps, int delay) => new(RewardedGame.Fast, isDiscrete: true, options: Options(steps, delay));
    }

    /// <summary>Decisions use moments that are older than the newest ones, until the next policy is published.</summary>
    [Theory]
    [InlineData(101, 1, LearnMode.Inline)]
    [InlineData(109, 3, LearnMode.Inline)]
    [InlineData(107, 1000, LearnMode.Inline)]
    [InlineData(102, 3, LearnMode.Lockstep)]
    [InlineData(110, 3, LearnMode.Lockstep)]
    public void HeldMomentsAreSavedToo(int frame, int learnSteps, LearnMode mode)
    {
        using RewardedGame whole = Normalized(learnSteps, mode), resumed = Normalized(learnSteps, mode);
        whole.Run(frame);
        using TensorArchive archive = new();
        whole.Plugin.Save(archive);
        resumed.Plugin.Load(archive);
        Assert.Equal(whole.Brain.Normalizer.Shift.ToArray(), resumed.Brain.Normalizer.Shift.ToArray());
        Assert.NotEqual(0, whole.Brain.Normalizer.Shift[0]);
        Assert.NotEqual((float)(-whole.Brain.Moments!.Mean(0) / Math.Sqrt(whole.Brain.Moments.Variance(0))), whole.Brain.Normalizer.Shift[0]);
        resumed.CopyWorldFrom(whole);
        for (int i = 0; i < 20; i++)
        {
            whole.Run(4);
            resumed.Run(4);
            Assert.Equal(whole.Brain.Normalizer.Gain.ToArray(), resumed.Brain.Normalizer.Gain.ToArray());
        }

        whole.Plugin.FinishLearning();
        resumed.Plugin.FinishLearning();
        Assert.Equal(whole.Brain.Parameters.Values.ToArray(), resumed.Brain.Parameters.Values.ToArray());
        Assert.Equal(whole.Brain.Statistics.Episodes.NewestReturn, resumed.Brain.Statistics.Episodes.NewestReturn);
    }

    /// <summary>The ratio of a first minibatch is one only if its inputs are those of the decisions.</summary>
    [Fact]
    public void ReplacedParametersApplyTheHeldMomentsAtOnce()
    {
        using RewardedGame game = Normalized(1000, LearnMode.Inline, new AdamOptions { LearningRate = 0 });
        using RewardedGame other = Normalized(1000, LearnMode.Inline);
        other.Run(50);
        Action[] replacements = [() => game.Brain.Weights.CopyFrom(other.Brain), () => game.Brain.Load(SavedBrain.Read(other.Brain.ToArchive())), () => game.Brain.Weights.Reinitialize(3)];
        foreach (Action replace in replacements)
        {
            game.Run(13);
            replace();
            long updates = ((ProximalPolicyLearner)game.Brain.Learner!).Updates;
            while (((ProximalPolicyLearner)game.Brain.Learner!).Updates == updates)
            {
                game.Run(1);
            }

            Assert.Equal((0f, 0f), (game.Brain.Statistics.Figures.KullbackLeibler, game.Brain.Statistics.Figures.ClipFraction));
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(0f)]
    [InlineData(200f)]
    public void ImpossibleHeldMomentsAreRefused(float gain)
    {
        RunningMoments moments = new(new ObservationNormalizer([-1], [1]));
        using TensorArchive archive = new();
        archive.Add<float>("normalizer/applied", [2, 1], [gain, 0]);
        Assert.Throws<ArchiveFormatException>(() => moments.LoadApplied(archive));
    }

    private static RewardedGame Normalized(int steps, LearnMode mode, OptimizerOptions? optimizer = null) => new(
        RewardedGame.Fast with { Optimizer = optimizer ?? RewardedGame.Fast.Optimizer }, isDiscrete: false, normalization: Normalization.Running,
        options: new PluginOptions { LearnSteps = steps, Workers = 1, LearnMode = mode });

    /// <summary>A power of two scales returns and their deviation without rounding, so the learner sees the same rewards. Reported returns are unscaled.</summary>
    [Fact]
    public void ScaledRewardsDoNotDependOnTheirUnit()
    {
        (float[] small, double smallReturn) = Play(1);
        (float[] large, double largeReturn) = Play(1024);
        Assert.Equal(small, large);
        Assert.Equal(1024 * smallReturn, largeReturn, 1e-3 * Math.Abs(largeReturn));

        static (float[] Parameters, double Return) Play(float factor)
        {
            using RewardedGame game = new(RewardedGame.Fast with { ScaleRewards = true }) { RewardFactor = factor };
            game.Run(100);
            RewardScale scale = ((ProximalPolicyLearner)game.Brain.Learner!).Rewards!;
            Assert.True(scale.Count > 500 && scale.Deviation > 0.1 * factor);
            return (game.Brain.Parameters.Values.ToArray(), game.Brain.Statistics.Episodes.NewestReturn);
        }
    }

    /// <summary>The scale belongs to the critic, so a saved brain has it too.</summary>
    [Fact]
    public void ASavedBrainKeepsTheScaleOfItsRewards()
    {
        ProximalPolicyOptions options = RewardedGame.Fast with { ScaleRewards = true };
        using RewardedGame game = new(options), next = new(options), unscaled = new(RewardedGame.Fast);
        game.Run(50);
        Assert.True(next.Brain.Load(SavedBrain.Read(game.Brain.ToArchive())).IsLearnerContinued);
        RewardScale first = ((ProximalPolicyLearner)game.Brain.Learner!).Rewards!, second = ((ProximalPolicyLearner)next.Brain.Learner!).Rewards!;
        Assert.Equal((first.Count, first.Deviation), (second.Count, second.Deviation));
        unscaled.Run(50);
        Assert.False(next.Brain.Load(SavedBrain.Read(unscaled.Brain.ToArchive())).IsLearnerContinued);
        Assert.Equal(0, second.Count);
    }

    [Fact]
    public void TheClipRangeFallsInALine()
    {
        using RewardedGame game = new(RewardedGame.Fast with { ClipRangeDecayUpdates = 10 });
        ProximalPolicyLearner learner = (ProximalPolicyLearner)game.Brain.Learner!;
        float[] expected = [.. Enumerable.Range(0, 12).Select(update => Math.Max(1e-6f, (float)(0.2f * (1 - update / 10.0))))];
        List<float> ranges = [learner.ClipRange];
        while (ranges.Count < 12)
        {
            long before = learner.Updates;
            game.Run(1);
            if (learner.Updates > before)
            {
                ranges.Add(learner.ClipRange);
            }
        }

        Assert.Equal(expected, ranges);
    }

    [Fact]
    public void HyperparametersOutOfRangeAreRefusedAndChangeNothing()
    {
        using RewardedGame game = new(RewardedGame.Fast);
        BrainHyperparameters live = game.Brain.Hyperparameters;
        Assert.Equal((16, 5e-3, 0f), (live.BatchSize, live.LearningRate, live.Dropout));
        Assert.Throws<ArgumentOutOfRangeException>(() => live.BatchSize = 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => live.BatchSize = 65);
        Assert.Throws<ArgumentOutOfRangeException>(() => live.LearningRate = double.NaN);
        Assert.Throws<ArgumentOutOfRangeException>(() => live.RequireAllowed(batchSize: 65));
        Assert.Throws<ArgumentOutOfRangeException>(() => live.RequireAllowed(dropout: 1));
        live.RequireAllowed(1, 64, 0.5f);
        live.BatchSize = 64;
        game.Run(60);
        Assert.True(game.Brain.Statistics.LearnSteps > 0);
        using RewardedGame scheduled = new(RewardedGame.Fast with { Optimizer = new AdamOptions { Schedule = new ExponentialDecay() } });
        Assert.Throws<InvalidOperationException>(() => scheduled.Brain.Hyperparameters.LearningRate = 1);
    }

    [Fact]
    public void AFrameAllocatesNothing()
    {
        using RewardedGame game = new(RewardedGame.Fast);
        game.Plugin.Awake();
        game.Run(200);
        AllocationProbe.AssertNone(() => game.Run(1));
    }

    /// <summary>Options of learning within the frame, or in lockstep if there is a delay.</summary>
    private static PluginOptions Options(int learnSteps, int delay)
        => new() { LearnSteps = learnSteps, Workers = 1, LearnMode = delay == 0 ? LearnMode.Inline : LearnMode.Lockstep, PublishDelay = Math.Max(1, delay) };

    private static float[] Play(int workers, LearnMode mode, int delay)
    {
        using RewardedGame game = new(
            RewardedGame.Fast, isDiscrete: false, agents: 200,
            options: new PluginOptions { LearnSteps = 3, Workers = workers, LearnMode = mode, PublishDelay = delay });
        game.Run(100);
        game.Plugin.FinishLearning();
        Assert.True(game.Brain.Statistics.LearnSteps > 20);
        return game.Brain.Parameters.Values.ToArray();
    }

    private static double Greedy(RewardedGame game)
    {
        game.Brain.IsLearning = false;
        game.Brain.Acting = ActingMode.Greedy;
        long before = game.Brain.Statistics.Episodes.Count;
        game.Run(400);
        Assert.True(game.Brain.Statistics.Episodes.Count >= before + EpisodeLog.Window);
        return game.Brain.Statistics.Episodes.NewestReturn;
    }
}
