using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Layers;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Optimizers;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>Learning settings that can be changed while the game runs.</summary>
public sealed class BrainSettingsTests
{
    /// <summary>A value set before the first step has the same effect as one in the options.</summary>
    [Theory]
    [InlineData("rate", LearnMode.Inline)]
    [InlineData("batch", LearnMode.Inline)]
    [InlineData("dropout", LearnMode.Inline)]
    [InlineData("rate", LearnMode.Lockstep)]
    [InlineData("batch", LearnMode.Lockstep)]
    [InlineData("dropout", LearnMode.Lockstep)]
    public void AChangedSettingEqualsOneSetAtCreation(string setting, LearnMode mode)
    {
        using Game made = Create(mode, options => setting switch
        {
            "rate" => options with { Learner = Learner() with { Optimizer = new AdamOptions { LearningRate = 0.003 } } },
            "batch" => options with { Learner = Learner() with { BatchSize = 48 } },
            _ => options with { Dropout = 0.3f },
        });
        using Game set = Create(mode), other = Create(mode);
        Set(set.Brain, setting);
        foreach (Game game in (Game[])[made, set, other])
        {
            game.Frames(0, 40);
            game.Plugin.FinishLearning();
        }

        Assert.True(Matrices.SameBits(made.Weights, set.Weights));
        Assert.False(Matrices.SameBits(other.Weights, set.Weights));
        Assert.Equal((made.Brain.Hyperparameters.LearningRate, made.Brain.Hyperparameters.BatchSize, made.Brain.Hyperparameters.Dropout), (set.Brain.Hyperparameters.LearningRate, set.Brain.Hyperparameters.BatchSize, set.Brain.Hyperparameters.Dropout));
    }

    /// <summary>The same changes at the same frames give the same bits, inline and in lockstep.</summary>
    [Theory]
    [InlineData(LearnMode.Inline)]
    [InlineData(LearnMode.Lockstep)]
    public void ChangesInMidRunGiveTheSameBitsForAnyNumberOfWorkers(LearnMode mode)
    {
        float[] Play(int workers)
        {
            using Game game = Create(mode, workers: workers);
            for (int round = 0; round < 3; round++)
            {
                game.Frames(round * 20, 20);
                game.Brain.Hyperparameters.LearningRate *= 0.7;
                game.Brain.Hyperparameters.BatchSize += 7;
                game.Brain.Hyperparameters.Dropout = 0.1f * round;
                game.Brain.IsLearning = round != 1;
            }

            game.Brain.Hyperparameters.ResetOptimizer();
            game.Frames(60, 20);
            game.Plugin.FinishLearning();
            return game.Weights;
        }

        float[] weights = Play(1);
        Assert.True(Matrices.SameBits(weights, Play(3)));
        Assert.All(weights, weight => Assert.True(float.IsFinite(weight)));
    }

    [Theory]
    [InlineData(LearnMode.Inline)]
    [InlineData(LearnMode.Lockstep)]
    [InlineData(LearnMode.Background)]
    public void ABrainThatIsNotLearningKeepsItsWeightsAndLabels(LearnMode mode)
    {
        using Game game = Create(mode);
        game.Frames(0, 20);
        game.Brain.IsLearning = false;
        game.Plugin.FinishLearning();
        float[] before = game.Weights;
        (long steps, long recorded) = (game.Brain.Statistics.LearnSteps, game.Brain.Learner!.Rows.Recorded);
        game.Frames(20, 20);
        game.Plugin.FinishLearning();
        Assert.True(Matrices.SameBits(before, game.Weights));
        Assert.Equal(steps, game.Brain.Statistics.LearnSteps);
        Assert.Equal(recorded + 20 * game.Agents.Count, game.Brain.Learner.Rows.Recorded + game.Brain.Statistics.MissedRows);

        game.Brain.IsLearning = true;
        game.Frames(40, 20);
        game.Plugin.FinishLearning();
        Assert.True(game.Brain.Statistics.LearnSteps > steps);
        Assert.False(Matrices.SameBits(before, game.Weights));
    }

    [Fact]
    public void ABudgetDoesNotMakeAPausedBrainLearn()
    {
        using Game game = new(plugin: options => options with { LearnBudget = TimeSpan.FromSeconds(1) });
        game.Brain.IsLearning = false;
        game.Frames(0, 10);
        Assert.Equal(0, game.Brain.Statistics.LearnSteps);
    }

    [Fact]
    public void ResettingTheOptimizerKeepsOnlyTheLearningRate()
    {
        using Game game = new();
        game.Frames(0, 30);
        Optimizer optimizer = game.Learner.Updaters[0].Optimizer;
        game.Brain.Hyperparameters.LearningRate = 0.02;
        optimizer.LearningRateScale = 0.25;
        Assert.True(optimizer.Steps > 0);
        game.Brain.Hyperparameters.ResetOptimizer();
        Assert.Equal((0, 0.02, 1.0), (optimizer.Steps, optimizer.LearningRate, optimizer.LearningRateScale));

        Assert.Equal(State(new AdamOptions { LearningRate = 0.02 }.Create(game.Brain.Parameters.Layout.Length)), State(optimizer));
    }

    /// <summary>New weights are those of the passed seed, learning starts again from them, and the guard does not restore the old ones.</summary>
    [Theory]
    [InlineData(LearnMode.Inline)]
    [InlineData(LearnMode.Lockstep)]
    public void ReinitializedWeightsAreThoseOfTheSeed(LearnMode mode)
    {
        using Game game = Create(mode), born = Create(mode, seed: 99);
        game.Frames(0, 400);
        float learned = game.Brain.Statistics.LastLoss;
        game.Brain.Weights.Reinitialize(99);
        Assert.True(Matrices.SameBits(born.Weights, game.Weights));
        Assert.True(Matrices.SameBits(born.Brain.Published.Values, game.Brain.Published.Values));
        game.Frames(400, 3);
        game.Plugin.FinishLearning();
        Assert.True(game.Brain.Statistics.LastLoss > 2 * learned, $"{game.Brain.Statistics.LastLoss} after {learned}");
        game.Frames(403, 400);
        game.Plugin.FinishLearning();
        Assert.True(game.Brain.Statistics.LastLoss < 2 * learned, $"{game.Brain.Statistics.LastLoss} after {learned}");
        Assert.Equal(0, game.Brain.Statistics.Rollbacks);
    }

    /// <summary>The guard lowers the current rate. Afterwards the rate recovers to the one that was set last.</summary>
    [Fact]
    public void TheGuardLowersAChangedRate()
    {
        using Game game = new(agents: 40);
        game.Frames(0, 300);
        game.Brain.Hyperparameters.LearningRate = 10;
        game.Frames(300, 60);
        Assert.True(game.Brain.Statistics.Rollbacks > 0);
        Assert.True(game.Learner.Updaters[0].Optimizer.LearningRateScale < 1);
        Assert.Equal(10, game.Brain.Hyperparameters.LearningRate);
        game.Brain.Hyperparameters.LearningRate = 0.005;
        game.Frames(360, 300);
        Assert.Equal((0.005, 1.0), (game.Brain.Hyperparameters.LearningRate, game.Learner.Updaters[0].Optimizer.LearningRateScale));
    }

    /// <summary>A game that was saved after changes keeps them, even in a plugin with other settings.</summary>
    [Theory]
    [InlineData(LearnMode.Inline)]
    [InlineData(LearnMode.Lockstep)]
    public void ASavedGameKeepsChangedSettings(LearnMode mode)
    {
        using Game game = Create(mode), later = Create(mode);
        game.Frames(0, 30);
        Set(game.Brain, "rate", "batch", "dropout");
        game.Frames(30, 30);
        TensorArchive archive = new();
        game.Plugin.Save(archive);
        later.Plugin.Load(archive);
        Assert.Equal((0.003, 48, 0.3f), (later.Brain.Hyperparameters.LearningRate, later.Brain.Hyperparameters.BatchSize, later.Brain.Hyperparameters.Dropout));
        game.Frames(60, 20);
        later.Frames(60, 20);
        game.Plugin.FinishLearning();
        later.Plugin.FinishLearning();
        Assert.True(Matrices.SameBits(game.Weights, later.Weights));
    }

    /// <summary>A brain's file contains weights and moments. Learning rate, batch size and dropout stay the game's own, as created or set since.</summary>
    [Fact]
    public void LoadingABrainFileChangesNoSetting()
    {
        using Game game = new(), other = new(seed: 2);
        game.Frames(0, 30);
        Set(game.Brain, "rate", "batch", "dropout");
        game.Frames(30, 5);
        Assert.True(other.Brain.Load(SavedBrain.Read(game.Brain.ToArchive())).IsLearnerContinued);
        Assert.True(Matrices.SameBits(game.Weights, other.Weights));
        Assert.Equal((0.01, 32, 0f), (other.Brain.Hyperparameters.LearningRate, other.Brain.Hyperparameters.BatchSize, other.Brain.Hyperparameters.Dropout));
        other.Brain.Hyperparameters.LearningRate = 0.02;
        other.Brain.Load(SavedBrain.Read(game.Brain.ToArchive()));
        Assert.Equal(0.02, other.Brain.Hyperparameters.LearningRate);
    }

    [Fact]
    public void AFrameAfterAChangeDoesNotAllocate()
    {
        using Game game = new(agents: 40);
        game.Frames(0, 30);
        Set(game.Brain, "batch", "dropout");
        AllocationProbe.AssertNone(() =>
        {
            game.Brain.Hyperparameters.LearningRate *= 0.999;
            game.Brain.IsLearning = true;
            game.Plugin.LateUpdate();
        });
        Assert.True(game.Brain.Statistics.LearnSteps > 200);
    }

    [Fact]
    public void BadValuesAreRefusedAndNothingIsChanged()
    {
        using Game game = new();
        Brain brain = game.Brain;
        Assert.Contains("LearningRate: expected 0 to", Assert.Throws<ArgumentOutOfRangeException>(() => brain.Hyperparameters.LearningRate = double.NaN).Message);
        Assert.Contains("BatchSize: expected 1 to 256, received 257.", Assert.Throws<ArgumentOutOfRangeException>(() => brain.Hyperparameters.BatchSize = 257).Message);
        Assert.Contains("BatchSize: expected 1 to 256, received 0.", Assert.Throws<ArgumentOutOfRangeException>(() => brain.Hyperparameters.BatchSize = 0).Message);
        Assert.Contains("rate: expected a rate from 0 to below 1, received 1.", Assert.Throws<ArgumentOutOfRangeException>(() => brain.Hyperparameters.Dropout = 1).Message);
        Assert.Equal((0.01, 32, 0f, true), (brain.Hyperparameters.LearningRate, brain.Hyperparameters.BatchSize, brain.Hyperparameters.Dropout, brain.IsLearning));
    }

    [Fact]
    public void AScheduledRateCannotBeSet()
    {
        using Game game = new(change: options => options with
        {
            Learner = Learner() with { Optimizer = new AdamOptions { Schedule = new NeuroAgents.Schedules.ExponentialDecay { InitialLearningRate = 0.01 } } },
        });
        Assert.Contains("expected an optimizer without a schedule", Assert.Throws<InvalidOperationException>(() => game.Brain.Hyperparameters.LearningRate = 1).Message);
    }

    [Fact]
    public void ABrainWithoutALearnerHasNoSettings()
    {
        using Game game = new(change: options => options with { Learner = null });
        Brain brain = game.Brain;
        Assert.Equal((double.NaN, 0, 0f, false), (brain.Hyperparameters.LearningRate, brain.Hyperparameters.BatchSize, brain.Hyperparameters.Dropout, brain.IsLearning));
        Action[] changes =
        [
            () => brain.Hyperparameters.LearningRate = 1, () => brain.Hyperparameters.BatchSize = 1, () => brain.Hyperparameters.Dropout = 0, () => brain.IsLearning = true, brain.Hyperparameters.ResetOptimizer,
        ];
        Assert.All(changes, change => Assert.EndsWith(": expected a brain that learns, received one without a learner.", Assert.Throws<InvalidOperationException>(change).Message));
        brain.Weights.Reinitialize(99);
        using Game born = new(seed: 99);
        Assert.True(Matrices.SameBits(born.Weights, game.Weights));
    }

    [Fact]
    public void DropoutIsAddedAfterEachHiddenLayerAndRemoved()
    {
        using Game game = new();
        NeuroAgents.Models.Sequential plain = game.Brain.Policy, dropping = plain.WithDropout(0.5f);
        Assert.Equal(["dense", "dropout", "dense", "dropout", "dense"], dropping.Layers.Select(layer => layer.Kind));
        Assert.Equal(plain.ParameterLength, dropping.ParameterLength);
        Assert.Equal([0.2f, 0.2f], dropping.WithDropout(0.2f).Layers.OfType<Dropout>().Select(layer => layer.Rate));
        Assert.Equal(plain.Layers, dropping.WithDropout(0).Layers);
    }

    private static void Set(Brain brain, params string[] settings)
    {
        foreach (string setting in settings)
        {
            _ = setting switch
            {
                "rate" => brain.Hyperparameters.LearningRate = 0.003,
                "batch" => brain.Hyperparameters.BatchSize = 48,
                _ => brain.Hyperparameters.Dropout = 0.3f,
            };
        }
    }

    private static byte[] State(Optimizer optimizer)
    {
        TensorArchive archive = new();
        optimizer.Save(archive);
        using MemoryStream file = new();
        archive.Write(file);
        return file.ToArray();
    }

    private static ImitationOptions Learner() => (ImitationOptions)Game.Options().Learner!;

    private static Game Create(LearnMode mode, Func<BrainOptions, BrainOptions>? change = null, ulong seed = 1, int workers = 1)
        => new(seed: seed, workers: workers, change: change, plugin: options => options with { LearnMode = mode });
}
