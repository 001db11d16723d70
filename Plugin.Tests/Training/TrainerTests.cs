using NeuroAgents.Activations;
using NeuroAgents.Diagnostics;
using NeuroAgents.Layers;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Tests.Support;
using NeuroAgents.Training;
using Xunit;

namespace NeuroAgents.Tests.Training;

public sealed class TrainerTests
{
    private static readonly TrainerOptions s_sgd = new() { Optimizer = new SgdOptions { LearningRate = 0.1 }, Seed = 3 };

    /// <summary>A line separates the classes, so a single unit without a hidden layer can learn them.</summary>
    [Fact]
    public void APerceptronSeparatesByALine()
    {
        Matrix x = Matrices.Normal(200, 2, 1), side = new(200, 1);
        for (int row = 0; row < 200; row++)
        {
            side.Row(row)[0] = x.Row(row)[0] - 2 * x.Row(row)[1] > 0.3f ? 1 : 0;
        }

        Trainer trainer = new(new Sequential(2, [new Dense(1)]), new TrainerOptions { Loss = new BinaryCrossentropy(), Optimizer = new AdamOptions { LearningRate = 0.05 } });
        TrainingHistory history = trainer.Fit(new TrainingData(x, side), new FitOptions { Epochs = 200, Metrics = ["accuracy"] });
        Assert.True(history["accuracy"][^1] > 0.97, $"{history["accuracy"][^1]}");
        Assert.Equal((200, 1400, StopReason.Epochs), (history.Epochs, history.Steps, history.StopReason));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(8, true)]
    public void XorNeedsAHiddenLayer(int hidden, bool isLearned)
    {
        TrainingData data = new(Matrices.Of(new double[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } }), Matrices.Of(new double[,] { { 0 }, { 1 }, { 1 }, { 0 } }));
        Sequential network = Sequential.Perceptrons(2, hidden == 0 ? [] : [hidden], 1, Activation.Tanh);
        Trainer trainer = new(network, new TrainerOptions { Loss = new BinaryCrossentropy(), Optimizer = new AdamOptions { LearningRate = 0.05 } });
        trainer.Fit(data, new FitOptions { Epochs = 400, BatchSize = FitOptions.AllRows });
        Accuracy accuracy = new(threshold: 0);
        trainer.Evaluate(data, accuracy);
        Assert.Equal(isLearned, accuracy.Result == 1);
    }

    /// <summary>Gradient descent until convergence finds w = (XᵀX)⁻¹Xᵀy, here by the normal equations of a line.</summary>
    [Fact]
    public void GradientDescentConvergesToTheLeastSquaresSolution()
    {
        Matrix x = Matrices.Normal(50, 1, 4), noise = Matrices.Normal(50, 1, 5), y = new(50, 1);
        double meanX = 0, meanY = 0, xy = 0, xx = 0;
        for (int row = 0; row < 50; row++)
        {
            y.Row(row)[0] = 3 * x.Row(row)[0] - 1 + 0.5f * noise.Row(row)[0];
            (meanX, meanY) = (meanX + x.Row(row)[0] / 50.0, meanY + y.Row(row)[0] / 50.0);
        }

        for (int row = 0; row < 50; row++)
        {
            xy += (x.Row(row)[0] - meanX) * (y.Row(row)[0] - meanY);
            xx += (x.Row(row)[0] - meanX) * (x.Row(row)[0] - meanX);
        }

        Trainer trainer = new(new Sequential(1, [new Dense(1)]), s_sgd);
        TrainingHistory history = trainer.Fit(
            new TrainingData(x, y), new FitOptions { BatchSize = FitOptions.AllRows, Epochs = 10_000, GradientTolerance = 1e-5 });
        Assert.Equal(StopReason.GradientTolerance, history.StopReason);
        Assert.InRange(history.Epochs, 10, 1000);
        Assert.True(history["gradient_norm"][^1] <= 1e-5 && history["gradient_norm"][^2] > 1e-5);
        Tolerance.AssertWithin(1e-4, Workbench.Dense(trainer.Parameters), [xy / xx, meanY - xy / xx * meanX], "line");
    }

    [Fact]
    public void ASmallChangeOfTheLossIsConvergence()
    {
        TrainingHistory history = new Trainer(new Sequential(3, [new Dense(2)]), s_sgd)
            .Fit(Rows(40), new FitOptions { BatchSize = FitOptions.AllRows, Epochs = 10_000, LossTolerance = 1e-4 });
        IReadOnlyList<double> loss = history["loss"];
        Assert.Equal(StopReason.LossTolerance, history.StopReason);
        Assert.True(Math.Abs(loss[^1] - loss[^2]) <= 1e-4 && Math.Abs(loss[^2] - loss[^3]) > 1e-4);
    }

    /// <summary>Batch all, in one chunk and in several: the steps of a textbook trainer in float64.</summary>
    [Theory]
    [InlineData(30)]
    [InlineData(EmpiricalLoss.ChunkRows + 1)]
    public void GradientDescentFollowsTheFloat64Oracle(int rows)
    {
        TrainingData data = Rows(rows);
        Trainer trainer = new(Sequential.Perceptrons(3, [7], 2, Activation.Tanh), s_sgd);
        NaiveNetwork oracle = NaiveNetwork.From(trainer.Network, trainer.Parameters.Values);
        (double[,] x, double[,] y) = (Values(data, data.Input, 3), Values(data, data.Target, 2));
        for (int step = 0; step < 5; step++)
        {
            (double loss, IReadOnlyList<NaiveLayer> gradients) = oracle.Backward(x, y);
            Descend(oracle, gradients, 0.1);
            Assert.Equal(loss, trainer.Fit(data, new FitOptions { BatchSize = FitOptions.AllRows })["loss"][0], 1e-5 * loss);
        }

        Tolerance.AssertWithin(1e-5, Workbench.Dense(trainer.Parameters), [.. oracle.Layers.SelectMany(layer => layer.Values)], "weights");
    }

    /// <summary>The last minibatch has the remaining rows. Its gradient is the mean over these rows alone.</summary>
    [Fact]
    public void AnEpochIsItsMinibatchesInOrderTheLastOneSmaller()
    {
        TrainingData data = Rows(10);
        Sequential network = Sequential.Perceptrons(3, [5], 2, Activation.Relu);
        Trainer trainer = new(network, s_sgd), byHand = new(network, s_sgd);
        TrainingHistory history = trainer.Fit(data, new FitOptions { BatchSize = 4, Shuffle = false });
        double loss = 4 * byHand.Step(data, [0, 1, 2, 3]) + 4 * byHand.Step(data, [4, 5, 6, 7]) + 2 * byHand.Step(data, [8, 9]);
        Assert.Equal((3, loss / 10), (history.Steps, history["loss"][0]));
        Assert.True(Matrices.SameBits(byHand.Parameters.Values, trainer.Parameters.Values));
    }

    [Fact]
    public void ThePermutationIsAFunctionOfSeedAndEpoch()
    {
        int[] order = new int[1000], again = new int[1000], other = new int[1000];
        Permutation.Shuffle(order, new RandomSource(1, 2), 5);
        Permutation.Shuffle(again, new RandomSource(1, 2), 5);
        Permutation.Shuffle(other, new RandomSource(1, 2), 6);
        Assert.Equal(order, again);
        Assert.NotEqual(order, other);
        Assert.Equal(Enumerable.Range(0, 1000), order.Order());
        Assert.True(order.Where((row, place) => row == place).Count() < 10);
    }

    [Fact]
    public void TwoFitsOfOneEpochEqualOneFitOfTwo()
    {
        TrainingData data = Rows(50);
        Trainer twice = Small(), once = Small();
        twice.Fit(data);
        twice.Fit(data);
        once.Fit(data, new FitOptions { Epochs = 2 });
        Assert.True(Matrices.SameBits(once.Parameters.Values, twice.Parameters.Values));
    }

    [Theory]
    [InlineData(1, 40)]
    [InlineData(32, 300)]
    [InlineData(FitOptions.AllRows, 300)]
    [InlineData(FitOptions.AllRows, 9000)]
    public void TheBitsAreTheSameForAnyNumberOfWorkers(int batch, int rows)
    {
        TrainingData data = Rows(rows);
        FitOptions options = new() { BatchSize = batch, Epochs = 2, ValidationSplit = 0.3, Metrics = ["r2_score"], GradientTolerance = 1e-9 };
        Trainer alone = Small();
        TrainingHistory expected = alone.Fit(data, options);
        foreach (int count in new[] { 1, 2, 7 })
        {
            using Workers workers = new(count);
            Trainer shared = Small(workers);
            TrainingHistory history = shared.Fit(data, options);
            Assert.True(Matrices.SameBits(alone.Parameters.Values, shared.Parameters.Values));
            Assert.All(expected.Names, name => Assert.Equal(expected[name], history[name]));
        }
    }

    [Fact]
    public void AWeightOfTwoIsARowTwice()
    {
        Matrix x = Matrices.Normal(3, 3, 1), y = Matrices.Normal(3, 2, 2);
        Trainer weighted = Small(), repeated = Small();
        weighted.Gradient(new TrainingData(x, y, new float[] { 1, 2, 0 }), [0, 1, 2]);
        repeated.Gradient(new TrainingData(x, y), [0, 1, 1]);
        Tolerance.AssertWithin(1e-6, Workbench.Dense(weighted.Gradients), Workbench.Dense(repeated.Gradients), "gradients");
        Assert.Equal(repeated.Evaluate(new TrainingData(x, y).Select([0, 1, 1])), weighted.Evaluate(new TrainingData(x, y, new float[] { 1, 2, 0 })), 1e-6);
    }

    [Fact]
    public void ValidationIsTheLastRowsAndNeverLearnedFrom()
    {
        TrainingData data = Rows(20);
        Trainer trainer = Small(), onFirst = Small();
        TrainingHistory history = trainer.Fit(data, new FitOptions { ValidationSplit = 0.25, Epochs = 3, Metrics = ["mean_absolute_error"] });
        onFirst.Fit(data.Select([.. Enumerable.Range(0, 15)]), new FitOptions { Epochs = 3 });
        Assert.True(Matrices.SameBits(onFirst.Parameters.Values, trainer.Parameters.Values));
        MeanAbsoluteErrorMetric error = new();
        Assert.Equal(history["val_loss"][2], trainer.Evaluate(data.Select([15, 16, 17, 18, 19]), error));
        Assert.Equal(history["val_mean_absolute_error"][2], error.Result);
    }

    [Fact]
    public void PredictionsAreThoseOfTheNetworkWhateverTheStride()
    {
        Trainer trainer = Small();
        Matrix x = Matrices.Normal(200, 3, 7);
        double[,] expected = NaiveNetwork.From(trainer.Network, trainer.Parameters.Values).Forward(Matrices.ToDouble(x.View));
        Tolerance.AssertWithin(1e-6, [.. Matrices.ToDouble(trainer.Predict(x.View).View).Cast<double>()], [.. expected.Cast<double>()], "predictions");
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        Trainer trainer = Small();
        Assert.Throws<ArgumentException>(() => trainer.Fit(new TrainingData(new Matrix(4, 2), new Matrix(4, 2))));
        Assert.Throws<ArgumentException>(() => trainer.Fit(new TrainingData(new Matrix(4, 3), new Matrix(4, 1))));
        Assert.Throws<ArgumentException>(() => new TrainingData(new Matrix(4, 3), new Matrix(5, 2)));
        Assert.Throws<ArgumentException>(() => new TrainingData(new float[7], 3, new float[4], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingData(new Matrix(1, 3), new Matrix(1, 2), new[] { float.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(new TrainingData(new Matrix(0, 3), new Matrix(0, 2))));
        Assert.Throws<ArgumentException>(() => trainer.Fit(Rows(1), new FitOptions { ValidationSplit = 0.5 }));
        Assert.Throws<ArgumentException>(() => trainer.Fit(Rows(4), new FitOptions { ValidationSplit = 0.5 }, Rows(4)));
        Assert.Throws<ArgumentException>(() => trainer.Fit(Rows(4), new FitOptions { Metrics = ["f1"] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(Rows(4), new FitOptions { Epochs = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Step(Rows(4), [4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Step(Rows(4), []));
    }

    [Theory]
    [InlineData(-1f)]
    [InlineData(2f)]
    [InlineData(255f)]
    public void TargetsOutOfTheLosssRangeAreRefusedByEveryMethod(float label)
    {
        Matrix x = Matrices.Normal(4, 3, 1), y = new(4, 2);
        y.Row(2)[1] = label;
        TrainingData wrong = new(x, y), right = new(x, new Matrix(4, 2));
        foreach (Loss loss in (Loss[])[new BinaryCrossentropy(), new CategoricalCrossentropy()])
        {
            Trainer trainer = new(Sequential.Perceptrons(3, [5], 2, Activation.Tanh), new TrainerOptions { Loss = loss });
            Action[] calls =
            [
                () => trainer.Fit(wrong), () => trainer.Fit(right, validation: wrong), () => trainer.Evaluate(wrong), () => trainer.Step(wrong, [0]),
                () => trainer.Gradient(wrong, [0]), () => trainer.Fit(wrong.Select([2, 2])),
            ];
            Assert.All(calls, call => Assert.Matches(
                FormattableString.Invariant($"^targets: expected a value from 0 to 1, received {label} in row [20], column 1\\."), Assert.Throws<ArgumentException>(call).Message));
            Assert.Equal(0, trainer.Optimizer.Steps);
            trainer.Fit(wrong.Select([0, 1, 3]));
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void ValuesThatAreNotFiniteAreNoTrainingData(float value)
    {
        Matrix x = Matrices.Normal(4, 3, 1), y = Matrices.Normal(4, 2, 2), wrongX = Matrices.Normal(4, 3, 1), wrongY = Matrices.Normal(4, 2, 2);
        (wrongX.Row(1)[2], wrongY.Row(3)[0]) = (value, value);
        Assert.StartsWith(
            FormattableString.Invariant($"inputs: expected a finite number, received {value} in row 1, column 2."),
            Assert.Throws<ArgumentException>(() => new TrainingData(wrongX, y)).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            FormattableString.Invariant($"targets: expected a finite number, received {value} in row 3, column 0."),
            Assert.Throws<ArgumentException>(() => new TrainingData(x, wrongY)).Message, StringComparison.Ordinal);
        Assert.Contains("in row 1, column 1", Assert.Throws<ArgumentException>(() => new TrainingData(new[] { 1, 2, 3, value }, 2, new float[2], 1)).Message);
        Assert.Contains(" in row 1.", Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingData(x, y, new[] { 1, value, 1, 1 })).Message);
    }

    /// <summary>Padding of a matrix belongs to no row.</summary>
    [Fact]
    public void PaddingIsNotChecked()
    {
        Matrix x = Matrices.Normal(4, 3, 1), y = Matrices.Normal(4, 2, 2);
        x.View.Data[3] = float.NaN;
        Assert.Equal(4, new TrainingData(x, y).Rows);
    }

    internal static TrainingData Rows(int count) => new(Matrices.Normal(count, 3, 1), Matrices.Normal(count, 2, 2));

    internal static Trainer Small(Workers? workers = null) => new(Sequential.Perceptrons(3, [17, 5], 2, Activation.Tanh), s_sgd, workers);

    private delegate ReadOnlySpan<float> RowOf(int row);

    private static double[,] Values(TrainingData data, RowOf row, int columns)
    {
        double[,] values = new double[data.Rows, columns];
        for (int i = 0; i < values.Length; i++)
        {
            values[i / columns, i % columns] = row(i / columns)[i % columns];
        }

        return values;
    }

    private static void Descend(NaiveNetwork network, IReadOnlyList<NaiveLayer> gradients, double rate)
    {
        foreach ((NaiveLayer layer, NaiveLayer gradient) in network.Layers.Zip(gradients))
        {
            for (int i = 0; i < layer.Weights.Length; i++)
            {
                layer.Weights[i / layer.Units, i % layer.Units] -= rate * gradient.Weights[i / layer.Units, i % layer.Units];
            }

            for (int unit = 0; unit < layer.Units; unit++)
            {
                layer.Bias[unit] -= rate * gradient.Bias[unit];
            }
        }
    }
}
