using NeuroAgents.Diagnostics;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Schedules;
using NeuroAgents.Tests.Support;
using NeuroAgents.Training;
using Xunit;

namespace NeuroAgents.Tests.Training;

public sealed class CallbackTests
{
    [Theory]
    [InlineData(0, 0, new double[] { 5, 4, 4.5 }, 3)]
    [InlineData(1, 0, new double[] { 5, 4, 4.5 }, 3)]
    [InlineData(2, 0, new double[] { 5, 4, 4.5, 3, 3.5, 3 }, 6)]
    [InlineData(2, 0.5, new[] { 5, 4.6, 4.4, 4.1, 3.95 }, 5)]
    [InlineData(3, 0, new double[] { double.NaN, 5, double.NaN, 6, double.NaN }, 5)]
    public void EarlyStoppingEndsAStreamAfterItsPatience(int patience, double minDelta, double[] values, int stopsAfter)
    {
        EarlyStopping stopping = new(new EarlyStoppingOptions { Patience = patience, MinDelta = minDelta });
        for (int i = 0; i < values.Length; i++)
        {
            Assert.Equal(i + 1 == stopsAfter, stopping.Observe(values[i]));
        }
    }

    [Fact]
    public void LargerIsBetterForAccuracies()
    {
        EarlyStopping stopping = new(new EarlyStoppingOptions { Monitor = "val_accuracy", Patience = 2 });
        Assert.All((double[])[0.5, 0.6, 0.55, 0.7, 0.7], value => Assert.False(stopping.Observe(value)));
        Assert.True(stopping.Observe(0.69));
        Assert.Equal((0.7, 3), (stopping.Best, stopping.BestEpoch));
    }

    /// <summary>The test supplies the figures, so it knows the best epoch, whose parameters are restored bit by bit.</summary>
    [Fact]
    public void TheBestWeightsAreRestoredExactly()
    {
        Trainer trainer = TrainerTests.Small();
        EarlyStopping stopping = new(new EarlyStoppingOptions { Patience = 3, RestoreBestWeights = true });
        List<float[]> epochs = [];
        LambdaCallback script = new((run, logs) =>
        {
            epochs.Add(run.Trainer.Parameters.Values.ToArray());
            logs["val_loss"] = Math.Abs(logs.Epoch - 4);
        });
        TrainingHistory history = trainer.Fit(
            TrainerTests.Rows(40), new FitOptions { Epochs = 50, ValidationSplit = 0.5 }, callbacks: [script, stopping]);
        Assert.Equal((StopReason.EarlyStopping, 8, 4L), (history.StopReason, history.Epochs, stopping.BestEpoch));
        Assert.True(Matrices.SameBits(epochs[4], trainer.Parameters.Values));
        Assert.False(Matrices.SameBits(epochs[7], trainer.Parameters.Values));
    }

    [Fact]
    public void WithoutRestoringTheLastWeightsStay()
    {
        Trainer trainer = TrainerTests.Small();
        float[] last = [];
        LambdaCallback script = new((run, logs) => (last, logs["val_loss"]) = (run.Trainer.Parameters.Values.ToArray(), logs.Epoch));
        TrainingHistory history = trainer.Fit(
            TrainerTests.Rows(40), new FitOptions { Epochs = 50, ValidationSplit = 0.5 }, callbacks: [script, new EarlyStopping(new EarlyStoppingOptions { Patience = 2 })]);
        Assert.Equal(3, history.Epochs);
        Assert.True(Matrices.SameBits(last, trainer.Parameters.Values));
    }

    /// <summary>Overfitting: 16 noisy rows and a wide network. The held-out loss rises again, and the parameters of its lowest point are kept.</summary>
    [Fact]
    public void EarlyStoppingKeepsTheLowestHeldOutLoss()
    {
        TrainingData train = TrainerTests.Rows(16), heldOut = new(Matrices.Normal(200, 3, 8), Matrices.Normal(200, 2, 9));
        Trainer trainer = new(Sequential.Perceptrons(3, [64], 2, NeuroAgents.Activations.Activation.Relu), new TrainerOptions { Optimizer = new AdamOptions { LearningRate = 0.01 } });
        TrainingHistory history = trainer.Fit(
            train, new FitOptions { Epochs = 300 }, heldOut, [new EarlyStopping(new EarlyStoppingOptions { Patience = 20, RestoreBestWeights = true })]);
        Assert.Equal(StopReason.EarlyStopping, history.StopReason);
        Assert.Equal(history["val_loss"].Min(), trainer.Evaluate(heldOut));
        Assert.True(history["val_loss"][^1] > history["val_loss"].Min());
    }

    /// <summary>Keras 3: a reduction after two epochs without improvement, then a cooldown in which no epoch counts.</summary>
    [Theory]
    [InlineData(0, new[] { 1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25 })]
    [InlineData(2, new[] { 1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25 })]
    public void TheRateIsReducedAtTheRightEpochs(int cooldown, double[] rates)
    {
        Trainer trainer = new(TrainerTests.Small().Network, new TrainerOptions { Optimizer = new SgdOptions { LearningRate = 1 } });
        double[] losses = [5, 4, 4, 4, 4, 4, 4, 4];
        List<double> seen = [];
        LambdaCallback script = new((run, logs) =>
        {
            seen.Add(logs["learning_rate"]);
            logs["loss"] = losses[logs.Epoch];
        });
        ReduceLearningRateOnPlateau reduce = new(new ReduceLearningRateOnPlateauOptions
        {
            Monitor = "loss", Factor = 0.5, Patience = 2, Cooldown = cooldown, MinLearningRate = 0.25,
        });
        trainer.Fit(TrainerTests.Rows(4), new FitOptions { Epochs = 8 }, callbacks: [script, reduce]);
        // The rate of an epoch is logged with it, so a reduction shows one epoch later.
        double[] expected = [.. rates.Take(1), .. rates.Take(7)];
        Assert.Equal(expected, seen);
    }

    [Fact]
    public void NaNStopsBeforeItReachesTheWeights()
    {
        // The value is finite, but its square is not.
        Matrix x = Matrices.Normal(8, 3, 1), y = Matrices.Normal(8, 2, 2);
        y.Row(5)[1] = 1e25f;
        Trainer trainer = TrainerTests.Small(), spoilt = TrainerTests.Small();
        FitOptions options = new() { BatchSize = 2, Shuffle = false, Epochs = 3 };
        TrainingHistory history = trainer.Fit(new TrainingData(x, y), options, callbacks: [new TerminateOnNaN()]);
        ArithmeticException error = Assert.Throws<ArithmeticException>(() => spoilt.Fit(new TrainingData(x, y), options));
        Assert.Equal((StopReason.NotANumber, 1, 2L), (history.StopReason, history.Epochs, history.Steps));
        Assert.DoesNotContain(float.NaN, trainer.Parameters.Values.ToArray());
        Assert.StartsWith("gradients: expected absolute values up to 1E+19, received ", error.Message, StringComparison.Ordinal);
        Assert.True(Matrices.SameBits(trainer.Parameters.Values, spoilt.Parameters.Values));
    }

    [Fact]
    public void CallbacksAndCancellationEndAFit()
    {
        using CancellationTokenSource cancelled = new();
        FitOptions options = new() { Epochs = 9 };
        LambdaCallback stop = new((run, logs) => run.Stop()), cancel = new((run, logs) => cancelled.Cancel());
        TrainingHistory stopped = TrainerTests.Small().Fit(TrainerTests.Rows(4), options, callbacks: [stop]);
        TrainingHistory interrupted = TrainerTests.Small().Fit(TrainerTests.Rows(4), options, callbacks: [cancel], cancellation: cancelled.Token);
        Assert.Equal((StopReason.Callback, 1), (stopped.StopReason, stopped.Epochs));
        Assert.Equal((StopReason.Cancelled, 1), (interrupted.StopReason, interrupted.Epochs));
    }

    /// <summary>An epoch that ended with a callback's exception used not to count, so the next fit used the same order of rows again.</summary>
    [Fact]
    public void AFitEndedByACallbacksExceptionCountsItsEpoch()
    {
        Trainer trainer = TrainerTests.Small();
        FitOptions options = new() { BatchSize = 2, Epochs = 3 };
        Assert.Equal("epoch", Assert.Throws<IOException>(() => trainer.Fit(TrainerTests.Rows(8), options, callbacks: [new LambdaCallback((run, logs) => throw new IOException("epoch"))])).Message);
        Assert.Equal((1L, 4L), (trainer.Epochs, trainer.Optimizer.Steps));
        float[] before = trainer.Parameters.Values.ToArray();
        Assert.Equal("batch", Assert.Throws<IOException>(() => trainer.Fit(TrainerTests.Rows(8), options, callbacks: [new OnBatch(_ => throw new IOException("batch"))])).Message);
        Assert.Equal((2L, 4L), (trainer.Epochs, trainer.Optimizer.Steps));
        Assert.True(Matrices.SameBits(before, trainer.Parameters.Values));
        TrainingHistory history = trainer.Fit(TrainerTests.Rows(8), options);
        Assert.Equal((3, 12L, 5L), (history.Epochs, history.Steps, trainer.Epochs));
    }

    /// <summary>Steps, gradients and fits inside OnBatchLoss used to overwrite the gradient of the next step.</summary>
    [Fact]
    public void StepsBetweenAGradientAndItsStepAreRefused()
    {
        Trainer trainer = TrainerTests.Small();
        TrainingData rows = TrainerTests.Rows(8);
        foreach ((string name, Action<TrainingRun> call) in ((string, Action<TrainingRun>)[])
        [
            ("Fit", run => run.Trainer.Fit(rows)), ("Step", run => run.Trainer.Step(rows, [0])), ("Gradient", run => run.Trainer.Gradient(rows, [0])),
        ])
        {
            Assert.Equal(
                $"{name}: expected a call outside of OnBatchLoss, received one between a gradient and its step; make it in OnEpochEnd.",
                Assert.Throws<InvalidOperationException>(() => trainer.Fit(rows, callbacks: [new OnBatch(call)])).Message);
        }

        // At the end of an epoch all of these calls are allowed, and evaluations always are.
        trainer.Fit(rows, new FitOptions { Epochs = 2 }, callbacks: [new OnBatch(run => run.Trainer.Evaluate(rows)), new LambdaCallback((run, logs) => run.Trainer.Step(rows, [0, 1]))]);
        Assert.Equal(4, trainer.Optimizer.Steps);
    }

    [Fact]
    public void AMonitorWithoutAFigureIsRefused()
    {
        EarlyStopping stopping = new();
        string message = Assert.Throws<ArgumentException>(() => TrainerTests.Small().Fit(TrainerTests.Rows(4), callbacks: [stopping])).Message;
        Assert.Contains("loss, learning_rate", message, StringComparison.Ordinal);
        Trainer scheduled = new(TrainerTests.Small().Network, new TrainerOptions { Optimizer = new SgdOptions { Schedule = new ExponentialDecay() } });
        ReduceLearningRateOnPlateau reduce = new(new ReduceLearningRateOnPlateauOptions { Monitor = "loss" });
        Assert.Throws<InvalidOperationException>(() => scheduled.Fit(TrainerTests.Rows(4), callbacks: [reduce]));
    }

    private sealed class OnBatch(Action<TrainingRun> call) : Callback
    {
        public override void OnBatchLoss(TrainingRun run, double loss) => call(run);
    }
}
