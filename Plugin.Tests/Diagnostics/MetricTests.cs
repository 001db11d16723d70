using NeuroAgents.Diagnostics;
using Xunit;

namespace NeuroAgents.Tests.Diagnostics;

public sealed class MetricTests
{
    [Theory]
    [InlineData(new[] { 0.1f, 0.7f, 0.2f }, new[] { 1f }, 1)]
    [InlineData(new[] { 0.1f, 0.7f, 0.2f }, new[] { 2f }, 0)]
    [InlineData(new[] { 0.1f, 0.7f, 0.2f }, new[] { 0f, 1, 0 }, 1)]
    [InlineData(new[] { 0.7f, 0.7f }, new[] { 0f }, 1)]
    [InlineData(new[] { float.NaN, 0.7f }, new[] { 1f }, 1)]
    [InlineData(new[] { 0.6f }, new[] { 1f }, 1)]
    [InlineData(new[] { 0.5f }, new[] { 1f }, 0)]
    [InlineData(new[] { 0.4f }, new[] { 0f }, 1)]
    public void AccuracyTakesEveryFormOfTarget(float[] prediction, float[] target, double expected)
    {
        Accuracy accuracy = new();
        accuracy.Add(prediction, target);
        Assert.Equal(expected, accuracy.Result);
    }

    [Fact]
    public void AccuracyIsTheShareOfRightRowsSinceTheReset()
    {
        Accuracy accuracy = new(threshold: 0);
        Assert.Equal(double.NaN, accuracy.Result);
        accuracy.Add([-3], [1]);
        accuracy.Reset();
        accuracy.Add([0.2f], [1]);
        accuracy.Add([-0.2f], [1]);
        accuracy.Add([-0.2f], [0]);
        Assert.Equal(2 / 3.0, accuracy.Result);
        Assert.Throws<ArgumentException>(() => accuracy.Add([1, 2, 3], [1, 2]));
    }

    /// <summary>The example in the documentation of scikit-learn's r2_score, uniform average.</summary>
    [Fact]
    public void R2IsThatOfScikitLearn()
    {
        R2Score score = new();
        score.Add([0, 2], [0.5f, 1]);
        score.Add([-1, 2], [-1, 1]);
        score.Add([8, -5], [7, -6]);
        Assert.Equal(0.9368005266622779, score.Result, 1e-12);
        score.Reset();
        score.Add([1, 5], [1, 4]);
        Assert.Equal(0.5, score.Result);
    }

    [Fact]
    public void R2OfTheMeanIsZeroWhateverTheMean()
    {
        R2Score score = new();
        foreach (float target in (float[])[1_000_001, 1_000_002, 1_000_003])
        {
            score.Add([1_000_002], [target]);
        }

        Assert.Equal(0, score.Result, 1e-12);
    }

    [Fact]
    public void MeanAbsoluteErrorCountsEveryOutput()
    {
        MeanAbsoluteErrorMetric metric = new();
        metric.Add([1, 2], [2, 4]);
        metric.Add([0, 0], [0, -1]);
        Assert.Equal(1, metric.Result);
        Assert.Throws<ArgumentException>(() => metric.Add([1], [1, 2]));
    }

    [Fact]
    public void TheConfusionMatrixHasTrueClassesInRows()
    {
        ConfusionMatrix matrix = new(3);
        matrix.Add([0, 1, 0], [2]);
        matrix.Add([0, 1, 0], [1]);
        matrix.Add(2, 1);
        Assert.Equal((2, 0, 1), (matrix[2, 1], matrix[1, 2], matrix[1, 1]));
        Assert.Equal(1 / 3.0, matrix.Result);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Add(3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConfusionMatrix(1));
    }

    [Fact]
    public void AnUnknownNameIsRefusedWithTheKnownOnes()
        => Assert.Contains("accuracy, mean_absolute_error, r2_score", Assert.Throws<ArgumentException>(() => Metric.FromName("acuracy")).Message, StringComparison.Ordinal);
}
