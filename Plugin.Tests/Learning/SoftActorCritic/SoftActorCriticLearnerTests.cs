using NeuroAgents.Activations;
using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Learning;
using NeuroAgents.Learning.SoftActorCritic;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Optimizers;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Learning.SoftActorCritic;

public sealed class SoftActorCriticLearnerTests
{
    private const string StepKey = "experience/step";

    private static SoftActorCriticOptions Fast => new()
    {
        BatchSize = 32,
        LearnAfter = 200,
        ReplayCapacity = 4096,
        ReplayRatio = 16,
        Tau = 0.01f,
        Temperature = 0.05,
        Optimizer = new AdamOptions { LearningRate = 3e-3 },
    };

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(3, 4, false)]
    public void TheSimpleEnvironmentIsSolvedInTwoThousandSteps(int steps, int noisePeriod, bool isTemperatureLearned)
    {
        using RewardedGame game = new(Fast with { Steps = steps, NoisePeriod = noisePeriod, IsTemperatureLearned = isTemperatureLearned }, isDiscrete: false);
        game.Run(2000 / game.Agents.Length);
        game.Brain.IsLearning = false;
        game.Brain.Acting = ActingMode.Greedy;
        game.Run(400);
        Assert.InRange(game.Brain.Statistics.Episodes.NewestReturn, 0.9, 1.03);
    }

    [Fact]
    public void WithARateOfZeroNothingIsLearned()
    {
        using RewardedGame game = new(Fast with { Optimizer = new AdamOptions { LearningRate = 0 } }, isDiscrete: false);
        float[] before = game.Brain.Parameters.Values.ToArray();
        game.Run(250);
        Assert.True(game.Brain.Statistics.LearnSteps > 100);
        Assert.Equal(before, game.Brain.Parameters.Values.ToArray());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public void TheLearnedTemperatureHoldsThePolicyAtItsEntropy(double target)
    {
        using RewardedGame game = new(Fast with { TargetEntropy = target, ReplayRatio = 32, Optimizer = new AdamOptions { LearningRate = 1e-2 } }, isDiscrete: false);
        game.Run(400);
        const int Frames = 200;
        double sum = 0;
        for (int frame = 0; frame < Frames; frame++)
        {
            game.Run(1);
            sum += game.Brain.Statistics.Figures.Entropy / Frames;
        }

        Assert.Equal(target, sum, 0.3);
        Assert.NotEqual(Fast.Temperature, game.Brain.Statistics.Figures.Temperature, 1e-3);
    }

    [Theory]
    [InlineData(LearnMode.Inline, 1)]
    [InlineData(LearnMode.Lockstep, 1)]
    [InlineData(LearnMode.Lockstep, 3)]
    public void TheBitsDependNeitherOnWorkersNorOnTheThread(LearnMode mode, int delay) => Assert.Equal(Play(1, mode, delay), Play(3, mode, delay));

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
        whole.Run(60);
        resumed.Run(60);
        whole.Plugin.FinishLearning();
        resumed.Plugin.FinishLearning();
        AssertSame(whole, resumed);

        RewardedGame Game() => new(Fast with { ReplayCapacity = 300 }, isDiscrete: false, options: new PluginOptions { LearnSteps = learnSteps, Workers = 1, LearnMode = mode });
    }

    /// <summary>The game is saved after every slice of a step, and records further rows before the step goes on.</summary>
    [Fact]
    public void AGameSavedInMidStepGoesOnWithTheSameBits()
    {
        bool isFinished = false;
        HashSet<bool> hasSavedSteps = [];
        for (int slices = 0; !isFinished; slices++)
        {
            using RewardedGame whole = Game(), resumed = Game();
            whole.Run(40);
            for (int i = 0; i < slices && !isFinished; i++)
            {
                isFinished = whole.Brain.Learner!.Advance(StepPart.Slice, out _);
            }

            using TensorArchive archive = new();
            whole.Plugin.Save(archive);
            hasSavedSteps.Add(Experience(whole).TryFind(StepKey, out _));
            resumed.Run(7);
            resumed.Plugin.Load(archive);
            resumed.CopyWorldFrom(whole);
            LearningStep[] steps = new LearningStep[4];
            foreach ((RewardedGame game, int first) in (ReadOnlySpan<(RewardedGame, int)>)[(whole, 0), (resumed, 2)])
            {
                game.Run(5);
                Assert.True(game.Brain.Learner!.Advance(StepPart.Rest, out steps[first]));
                Assert.True(game.Brain.Learner!.Advance(StepPart.Slice, out _) || game.Brain.Learner!.Advance(StepPart.Rest, out steps[first + 1]));
            }

            Assert.Equal(steps[0], steps[2]);
            Assert.Equal(steps[1], steps[3]);
            Assert.True(steps[1].IsApplied);
            AssertSame(whole, resumed);
        }

        Assert.Equal(2, hasSavedSteps.Count);

        static RewardedGame Game() => new(
            Fast with { BatchSize = 200, LearnAfter = 0, ReplayCapacity = 330, ReplayRatio = 4 }, isDiscrete: false, options: new PluginOptions { LearnSteps = 0, Workers = 1 });
    }

    [Fact]
    public void ADamagedStepIsRefused()
    {
        using RewardedGame game = new(Fast with { LearnAfter = 0 }, isDiscrete: false, options: new PluginOptions { LearnSteps = 0, Workers = 1 });
        game.Run(40);
        game.Brain.Learner!.Advance(StepPart.Slice, out _);
        using TensorArchive archive = Experience(game);
        long[] step = archive.Get<long>(StepKey, [9]);
        foreach ((int place, long value) in (ReadOnlySpan<(int, long)>)[(0, 0), (0, 3), (0, 99), (1, 32), (1, -1), (2, 77), (3, 2)])
        {
            long[] damaged = [.. step];
            damaged[place] = value;
            using TensorArchive changed = archive.Select(ILearnerState.ExperiencePrefix, (tensor, other) =>
            {
                if (tensor.Name == StepKey)
                {
                    other.Add<long>(StepKey, [9], damaged);
                }

                return tensor.Name == StepKey;
            });
            Assert.Contains("the progress of a step", Assert.Throws<ArchiveFormatException>(() => game.Brain.Hosted.State!.LoadExperience(changed)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ABrainFileKeepsItsNetworksItsTemperatureAndItsRandomDecisions()
    {
        using RewardedGame learned = new(Fast, isDiscrete: false), fresh = new(Fast, isDiscrete: false);
        learned.Run(60);
        using TensorArchive archive = learned.Brain.ToArchive();
        Assert.True(fresh.Brain.Load(SavedBrain.Of(archive)).IsLearnerContinued);
        SoftActorCriticLearner learner = (SoftActorCriticLearner)learned.Brain.Learner!, loaded = (SoftActorCriticLearner)fresh.Brain.Learner!;
        Assert.Equal((learner.Draws, learner.Temperature), (loaded.Draws, loaded.Temperature));
        Assert.NotEqual(Fast.Temperature, loaded.Temperature);
        Assert.Equal(60 * 8, ((SquashedGaussianHead)fresh.Brain.Networks.Head).Decisions);
        Assert.Equal(learned.Brain.Parameters.Values.ToArray(), fresh.Brain.Parameters.Values.ToArray());
        Assert.NotEqual(Network(fresh, SoftActorCriticOptions.FirstCritic), Network(fresh, SoftActorCriticOptions.FirstTarget));
        fresh.Brain.Weights.Reinitialize(9);
        Assert.Equal(Network(fresh, SoftActorCriticOptions.FirstCritic), Network(fresh, SoftActorCriticOptions.FirstTarget));
        Assert.NotEqual(Network(fresh, SoftActorCriticOptions.FirstCritic), Network(fresh, SoftActorCriticOptions.SecondCritic));
    }

    /// <summary>A new version of the game names its actions in another order. Means, ln σ and the critics' inputs follow.</summary>
    [Fact]
    public void ActionsInAnotherOrderKeepTheirWeights()
    {
        using NeuroPlugin plugin = new(new PluginOptions { Workers = 1 });
        Brain old = plugin.AddBrain("old", Options("turn", "thrust")), changed = plugin.AddBrain("new", Options("thrust", "jump", "turn"));
        BrainLoadReport report = changed.Load(SavedBrain.Read(old.ToArchive()));
        Assert.Equal(["thrust", "turn"], report.MatchedActions);
        Assert.Equal(["jump"], report.AddedActions);
        ParameterSegment from = old.Parameters.Layout.SegmentsOf(NetworkNames.Policy)[^2], to = changed.Parameters.Layout.SegmentsOf(NetworkNames.Policy)[^2];
        foreach ((int source, int target) in (ReadOnlySpan<(int, int)>)[(0, 2), (1, 0), (2, 5), (3, 3)])
        {
            Assert.Equal(old.Parameters.Tensor(from)[0, source], changed.Parameters.Tensor(to)[0, target]);
        }

        Assert.Equal((0, 0), (changed.Parameters.Tensor(to)[0, 1], changed.Parameters.Tensor(to)[0, 4]));
        (from, to) = (old.Parameters.Layout.SegmentsOf(SoftActorCriticOptions.SecondCritic)[0], changed.Parameters.Layout.SegmentsOf(SoftActorCriticOptions.SecondCritic)[0]);
        foreach ((int source, int target) in (ReadOnlySpan<(int, int)>)[(0, 0), (1, 3), (2, 1)])
        {
            Assert.Equal(old.Parameters.Tensor(from)[source, 0], changed.Parameters.Tensor(to)[target, 0]);
        }

        Assert.Equal(0, changed.Parameters.Tensor(to)[2, 0]);

        static BrainOptions Options(params string[] actions) => new()
        {
            Observations = new ObservationSpec().Add("goal", -1, 1),
            Actions = ActionSpec.Continuous(actions),
            Hidden = [4],
            Learner = Fast,
        };
    }

    [Fact]
    public void AForeignHandsActionIsWhatIsStored()
    {
        using RewardedGame game = new(Fast, isDiscrete: false, agents: 1);
        game.Run(1);
        game.Brain.Acted(game.Agents[0], [0.625f]);
        game.Run(2);
        Assert.Equal(0.625f, ((SoftActorCriticLearner)game.Brain.Learner!).Replay.Column("action")[0][0]);
    }

    [Fact]
    public void SlicesGiveTheBitsOfWholeSteps()
    {
        Assert.Equal(Steps(StepPart.Rest), Steps(StepPart.Slice));

        static float[] Steps(StepPart part)
        {
            using RewardedGame game = new(Fast with { BatchSize = 400, ReplayRatio = 40 }, isDiscrete: false, agents: 10, options: new PluginOptions { LearnSteps = 0, Workers = 1 });
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
        using RewardedGame game = new(Fast, isDiscrete: false);
        game.Plugin.Awake();
        game.Run(200);
        AllocationProbe.AssertNone(() => game.Run(1));
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        SoftActorCriticOptions options = new();
        Assert.Equal("Actions: expected continuous actions alone for SAC, received 1 discrete branch.", Assert.Throws<ArgumentException>(() => options.CreateHead(new ActionShape(0, [2]))).Message);
        Assert.Equal("Actions: expected continuous actions alone for SAC, received 2 discrete branches.", Assert.Throws<ArgumentException>(() => options.CreateHead(new ActionShape(1, [2, 3]))).Message);
        Assert.Contains("OutputActivation: expected none", Assert.Throws<ArgumentException>(() => options.CreatePolicy(new PolicyShape(1, [], 2, Activation.Relu, 0, Activation.Tanh))).Message, StringComparison.Ordinal);
        foreach (SoftActorCriticOptions bad in (SoftActorCriticOptions[])
        [
            options with { Temperature = 0 }, options with { Tau = 0 }, options with { Steps = 11 }, options with { TargetEntropy = 0.7 }, options with { NoisePeriod = 0 },
            options with { ReplayCapacity = 255 }, options with { BatchSize = 0 }, options with { Gamma = double.NaN }, options with { ReplayRatio = 0 }, options with { LearnAfter = -1 },
        ])
        {
            Assert.Throws<ArgumentOutOfRangeException>(bad.Validate);
        }

        Sequential policy = Sequential.Perceptrons(1, [], 2, Activation.Relu);
        ParameterBuffer parameters = new(new ParameterLayout([new(NetworkNames.Policy, policy)]));
        LearnerContext context = new(parameters, new ObservationNormalizer([-1], [1]), new GaussianHead(1), new RandomSource(1, 1));
        Assert.Equal(
            "context: expected a squashed Gaussian head, received GaussianHead. (Parameter 'context')", Assert.Throws<ArgumentException>(() => new SoftActorCriticLearner(options, context)).Message);
    }

    private static TensorArchive Experience(RewardedGame game)
    {
        TensorArchive archive = new();
        game.Brain.Hosted.State!.SaveExperience(archive);
        return archive;
    }

    private static float[] Network(RewardedGame game, string network) => game.Brain.Parameters.Network(network).ToArray();

    private static void AssertSame(RewardedGame whole, RewardedGame resumed)
    {
        Assert.Equal(whole.Brain.Parameters.Values.ToArray(), resumed.Brain.Parameters.Values.ToArray());
        Assert.Equal(whole.Brain.Statistics.Episodes.NewestReturn, resumed.Brain.Statistics.Episodes.NewestReturn);
        Assert.Equal(whole.Brain.Statistics.LearnSteps, resumed.Brain.Statistics.LearnSteps);
    }

    private static float[] Play(int workers, LearnMode mode, int delay)
    {
        using RewardedGame game = new(Fast, isDiscrete: false, agents: 200, options: new PluginOptions { LearnSteps = 3, Workers = workers, LearnMode = mode, PublishDelay = delay });
        game.Run(60);
        game.Plugin.FinishLearning();
        Assert.True(game.Brain.Statistics.LearnSteps > 20);
        return game.Brain.Parameters.Values.ToArray();
    }
}
