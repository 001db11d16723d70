using NeuroAgents.Activations;
using NeuroAgents.Agents;
using NeuroAgents.Devices;
using NeuroAgents.Learning;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using NeuroAgents.Training;
using Xunit;

namespace NeuroAgents.Tests.Devices;

/// <summary>Brains and trainers on a device with its own memory give the same bits as on the processor, so a new device changes no caller.</summary>
public sealed class DeviceCallerTests
{
    [Theory]
    [InlineData(LearnMode.Inline)]
    [InlineData(LearnMode.Lockstep)]
    public void ABrainDecidesLearnsRollsBackAndIsSavedOnAnyDevice(LearnMode mode)
    {
        MirrorDevice device = new();
        using (Game game = Create(mode, null), other = Create(mode, device))
        {
            Same(game, other, 0, 40);
            foreach (Game each in (Game[])[game, other])
            {
                each.Brain.Hyperparameters.BatchSize = 20;
                each.Brain.Weights.Set(each.Brain.Parameters.Layout.Segments[0], 1, 2, 0.25f);
            }

            Same(game, other, 40, 30);
            foreach (Game each in (Game[])[game, other])
            {
                each.Brain.Hyperparameters.LearningRate *= 1000;
            }

            Same(game, other, 70, 40);
            Assert.True(game.Brain.Statistics.Rollbacks > 0);
            foreach (Game each in (Game[])[game, other])
            {
                each.Brain.Hyperparameters.LearningRate = 0.01;
                each.Brain.Hyperparameters.ResetOptimizer();
            }

            Same(game, other, 110, 30);
            using Game loaded = Create(mode, device);
            using (TensorArchive archive = new())
            {
                other.Plugin.Save(archive);
                loaded.Plugin.Load(archive);
            }

            Same(game, loaded, 140, 40);
            using TensorArchive brain = game.Brain.ToArchive(), mirrored = loaded.Brain.ToArchive();
            Assert.Equal(Bytes(brain), Bytes(mirrored));
        }

        Assert.Equal(0, device.Networks);
    }

    /// <summary>A device that can't split its work does more in one slice, with the same bits.</summary>
    [Fact]
    public void StepsInSlicesHaveTheSameBitsOnAnyDevice()
    {
        using Game game = Create(LearnMode.Inline, null, learnSteps: 0), other = Create(LearnMode.Inline, new MirrorDevice(), learnSteps: 0);
        Same(game, other, 0, 5);
        foreach (Game each in (Game[])[game, other])
        {
            for (int step = 0; step < 40; step++)
            {
                while (!each.Brain.Hosted.Advance(StepPart.Slice))
                {
                }
            }
        }

        Same(game, other, 5, 3);
        Assert.Equal(40, game.Brain.Statistics.LearnSteps);
    }

    [Fact]
    public void AFitHasTheSameFiguresAndParametersOnAnyDevice()
    {
        Sequential network = new(3, [new NeuroAgents.Layers.Dense(20, Activation.Tanh), new NeuroAgents.Layers.Dropout(0.1f), new NeuroAgents.Layers.Dense(2)]);
        Matrix x = Matrices.Normal(300, 3, 1), y = Matrices.Normal(300, 2, 2);
        TrainingData data = new(x, y);
        foreach (int batch in (int[])[32, FitOptions.AllRows])
        {
            Trainer[] trainers = [Create(network, null), Create(network, new MirrorDevice())];
            TrainingHistory[] histories = [.. trainers.Select(trainer => Fit(trainer, data, batch))];
            Assert.Equal(histories[0]["loss"], histories[1]["loss"]);
            Assert.Equal(histories[0]["val_loss"], histories[1]["val_loss"]);
            Assert.Equal(histories[0]["gradient_norm"], histories[1]["gradient_norm"]);
            foreach (Trainer trainer in trainers)
            {
                trainer.Parameters.Values[0] = 0.5f;
                trainer.Step(data, [1, 2, 3]);
                trainer.Gradient(data, [4, 5]);
            }

            Assert.True(Matrices.SameBits(trainers[0].Parameters.Values, trainers[1].Parameters.Values));
            Assert.True(Matrices.SameBits(trainers[0].Gradients.Values, trainers[1].Gradients.Values));
            Assert.Equal(trainers[0].Evaluate(data), trainers[1].Evaluate(data));
        }
    }

    /// <summary>The gradients of several chunks of rows are summed in host memory.</summary>
    [Fact]
    public void AGradientOverManyRowsIsTheSameOnAnyDevice()
    {
        Sequential network = Sequential.Perceptrons(3, [8], 2, Activation.Tanh);
        TrainingData data = new(Matrices.Normal(9000, 3, 1), Matrices.Normal(9000, 2, 2));
        Trainer[] trainers = [Create(network, null), Create(network, new MirrorDevice())];
        int[] rows = [.. Enumerable.Range(0, 9000)];
        double[] losses = [.. trainers.Select(trainer => trainer.Step(data, rows))];
        Assert.Equal(losses[0], losses[1]);
        Assert.True(Matrices.SameBits(trainers[0].Parameters.Values, trainers[1].Parameters.Values));
    }

    private static Trainer Create(Sequential network, IDevice? device)
        => new(network, new TrainerOptions { Device = device, Optimizer = new AdamOptions { LearningRate = 0.01, ClipNorm = 1 }, Seed = 3 });

    private static TrainingHistory Fit(Trainer trainer, TrainingData data, int batch)
        => trainer.Fit(
            data, new FitOptions { Epochs = 12, BatchSize = batch, ValidationSplit = 0.2, GradientTolerance = 1e-9 },
            callbacks: [new EarlyStopping(new EarlyStoppingOptions { Patience = 3, RestoreBestWeights = true })]);

    private static Game Create(LearnMode mode, IDevice? device, int learnSteps = 1) => new(
        agents: 40, change: options => options with { Dropout = 0.1f, Normalization = Normalization.Running },
        plugin: options => options with { LearnMode = mode, LearnSteps = learnSteps, LearningDevice = device, DecisionDevice = device });

    private static void Same(Game game, Game other, int first, int count)
    {
        for (int frame = first; frame < first + count; frame++)
        {
            Assert.Equal(game.Frame(frame), other.Frame(frame));
        }

        game.Plugin.FinishLearning();
        other.Plugin.FinishLearning();
        Assert.True(Matrices.SameBits(game.Weights, other.Weights));
        Assert.True(Matrices.SameBits(game.Brain.Gradients!.Values, other.Brain.Gradients!.Values));
        Assert.Equal(game.Brain.Statistics.LastLoss, other.Brain.Statistics.LastLoss);
    }

    private static byte[] Bytes(TensorArchive archive)
    {
        using MemoryStream stream = new();
        archive.Write(stream);
        return stream.ToArray();
    }
}
