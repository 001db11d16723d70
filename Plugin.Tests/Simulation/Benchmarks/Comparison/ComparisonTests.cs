using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Simulation.Benchmarks.Comparison;
using NeuroAgents.Tests.Support;
using NeuroAgents.Training;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Benchmarks.Comparison;

/// <summary>Measurements of a comparison, without its times.</summary>
public sealed class ComparisonTests
{
    private static readonly int[] s_sizes = [1, 8, 64, 600];

    [Fact]
    public void EveryWayStartsFromTheSameWeights()
    {
        ComparisonTask task = Classes(60);
        Trainer one = task.NewTrainer(new SgdOptions()), other = task.NewTrainer(new LionOptions());
        Assert.True(Matrices.SameBits(one.Parameters.Values, other.Parameters.Values));
    }

    /// <summary>Three classes of twenty rows each, and targets 0 and 2 in equal numbers.</summary>
    [Fact]
    public void TheConstantAnswerHasTheEntropyOrTheVariance()
    {
        Assert.Equal(Math.Log(3), Classes(60).ConstantLoss, 1e-9);
        Assert.Equal(1, new ComparisonTask(new TrainingData(new float[4], 1, new float[] { 0, 2, 2, 0 }, 1), 0, [], 1).ConstantLoss, 1e-9);
    }

    [Fact]
    public void AnEpochOfMinibatchesIsEveryRowOnce()
    {
        RowOrder order = new(10, new RandomSource(1, 2));
        int[] first = [.. order.Next(4), .. order.Next(4), .. order.Next(4)], second = [.. order.Next(10)];
        Assert.Equal(10, first.Length);
        Assert.Equal(Enumerable.Range(0, 10), first.Order());
        Assert.Equal(Enumerable.Range(0, 10), second);
        Assert.NotEqual(Enumerable.Range(0, 10), first);
    }

    [Theory]
    [InlineData(new[] { 3f, 0 }, new[] { 2f, 0 }, 1)]
    [InlineData(new[] { 3f, 0 }, new[] { -2f, 0 }, -1)]
    [InlineData(new[] { 3f, 4 }, new[] { 1f, 0 }, 0.6)]
    [InlineData(new[] { 3f, 4 }, new[] { 0f, 0 }, 0)]
    public void TheCosineIsThatOfTheAngle(float[] a, float[] b, double expected) => Assert.Equal(expected, Agreement.Cosine(a, b), 1e-12);

    [Fact]
    public void MoreRowsAgreeBetterWithAllOfThem()
    {
        ComparisonTask task = Classes(600);
        Trainer trainer = task.NewTrainer(new SgdOptions());
        double[] cosines = [.. s_sizes.Select(size => Agreement.MeanCosine(task, trainer, size))];
        Assert.Equal(cosines.Order(), cosines);
        Assert.InRange(cosines[0], 0.01, 0.6);
        Assert.InRange(cosines[2], 0.7, 0.999);
        Assert.Equal(1, cosines[3]);
    }

    /// <summary>A line through points with mean 0 and variance 1: the loss has curvature 2 in both directions, so a step of η multiplies the error by 1 − 2η. The
    /// error shrinks for η below 1, stays the same at 1 and grows above.</summary>
    [Fact]
    public void TheStableRateOfLeastSquaresIsThatOfItsCurvature()
    {
        float[] x = [-1, 1, -1, 1], y = [-3, 1, -3, 1];
        ComparisonTask task = new(new TrainingData(x, 1, y, 1), 0, [], 1);
        Assert.Equal(0.7, new StableRate(task, 0.5, TestContext.Current.CancellationToken).Find(4));
        Assert.Null(new StableRate(task, -1, TestContext.Current.CancellationToken).Find(4));
    }

    [Fact]
    public void TheStepsAreThoseAfterWhichTheLossIsReached()
    {
        ComparisonTask task = Classes(120);
        SgdOptions optimizer = new() { LearningRate = 0.2 };
        long steps = new Race(task, 0.6, TestContext.Current.CancellationToken).Steps(optimizer, task.Data.Rows, 1000)!.Value;
        Trainer trainer = task.NewTrainer(optimizer);
        for (long step = 1; step < steps; step++)
        {
            trainer.Step(task.Data, task.AllRows);
        }

        Assert.True(trainer.Evaluate(task.Data) > 0.6);
        trainer.Step(task.Data, task.AllRows);
        Assert.True(trainer.Evaluate(task.Data) <= 0.6);
        Assert.Null(new Race(task, 0.6, TestContext.Current.CancellationToken).Steps(optimizer, task.Data.Rows, steps - 1));
        Assert.Null(new Race(task, 0.6, TestContext.Current.CancellationToken).Steps(new SgdOptions { LearningRate = 1e30 }, 8, 1000));
    }

    /// <summary>A minibatch's gradient is closer to the full one than a single point's, and it allows a larger rate. A second comparison gives the same figures except times.</summary>
    [Fact]
    public void AMinibatchAgreesBetterAndAllowsALargerRateThanASinglePoint()
    {
        int rows = LongForm.IsOn ? 400 : 240;
        ComparisonReport report = Run(Classes(rows)), again = Run(Classes(rows));
        Assert.Equal([rows, 1, 8, 32, 128], report.Batches.Select(batch => batch.BatchSize));
        BatchResult all = report.Batches[0], single = report.Batches[1], minibatch = report.Batches[3];
        Assert.True(minibatch.MeanCosine > single.MeanCosine + 0.1 && all.MeanCosine == 1);
        Assert.True(minibatch.LargestStableRate > single.LargestStableRate);
        Assert.True(minibatch.Steps < single.Steps && minibatch.Epochs < all.Epochs);
        Assert.Equal(ComparisonRunner.AllOptimizers().Select(each => each.Key), report.Optimizers.Select(each => each.Name));
        Assert.All(report.Optimizers, each => Assert.True(each.StepsAtBest > 0 && each.StepsAtBest <= (each.StepsAtDefault ?? long.MaxValue), each.Name));
        Assert.Equal(
            report.Batches.Select(each => (each.MeanCosine, each.LargestStableRate, each.Rate, each.Steps)),
            again.Batches.Select(each => (each.MeanCosine, each.LargestStableRate, each.Rate, each.Steps)));
        Assert.Equal(
            report.Optimizers.Select(each => (each.StepsAtDefault, each.BestRate, each.StepsAtBest)),
            again.Optimizers.Select(each => (each.StepsAtDefault, each.BestRate, each.StepsAtBest)));
    }

    [Fact]
    public void DataWithNothingToLearnAreReported()
    {
        ComparisonTask task = new(new TrainingData(new float[40], 1, Enumerable.Range(0, 40).Select(row => (float)(row % 2)).ToArray(), 1), 2, [], 1);
        Assert.Contains("data: expected a loss well below ", Assert.Throws<ComparisonException>(() => Run(task)).Message, StringComparison.Ordinal);
    }

    private static ComparisonReport Run(ComparisonTask task) => new ComparisonRunner(task, 1, (_, _) => { }, TestContext.Current.CancellationToken).Run(task.Data.Rows, 1);

    /// <summary>Rows from three overlapping clouds, in turn.</summary>
    private static ComparisonTask Classes(int rows)
    {
        Matrix x = Matrices.Normal(rows, 6, 1), y = new(rows, 1);
        for (int row = 0; row < rows; row++)
        {
            int label = row % 3;
            x.Row(row)[label] += 2;
            y.Row(row)[0] = label;
        }

        return new ComparisonTask(new TrainingData(x, y), 3, [16], 1);
    }
}
