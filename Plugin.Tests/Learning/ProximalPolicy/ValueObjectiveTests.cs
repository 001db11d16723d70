using NeuroAgents.Activations;
using NeuroAgents.Learning;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Learning.ProximalPolicy;

public sealed class ValueObjectiveTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(0.2f)]
    public void FollowsTheFormulaAndHasTheGradientOfDifferences(float? clipRange)
    {
        const int Rows = 60;
        ValueObjective objective = new(Rows) { Coefficient = 0.7f, ClipRange = clipRange };
        (Matrix values, Matrix targets) = Batch(Rows);
        Matrix gradients = new(Rows, 1), scratch = new(Rows, 1);
        float[] weights = [.. Enumerable.Range(0, Rows).Select(row => row % 3 * 0.5f)];
        double naive = 0, plain = 0;
        int held = 0;
        for (int row = 0; row < Rows; row++)
        {
            double value = values.Row(row)[0], target = targets.Row(row)[0], old = targets.Row(row)[1], error = value - target;
            double limited = clipRange is { } range ? old + Math.Clamp(value - old, -range, range) - target : error, loss = 0.5 * Math.Max(error * error, limited * limited);
            (naive, plain) = (naive + 0.7 * weights[row] * loss / Rows, plain + loss / Rows);
            held += limited * limited > error * error && Math.Abs(value - old) > clipRange ? 1 : 0;
        }

        Assert.True(clipRange is null ? held == 0 : held is > 5 and < 40);
        Assert.Equal(naive, Value(objective, values, targets, gradients, weights), 1e-5);
        Assert.Equal(plain, objective.Summarize(Rows).ValueLoss, 1e-5);
        double[] numeric = [.. Enumerable.Range(0, Rows).Select(row => GradientCheck.Derivative(
            () => Value(objective, values, targets, scratch, weights), values.Row(row)[0], value => values.Row(row)[0] = value, 1f / 512))];
        Tolerance.AssertWithin(4e-3, [.. Matrices.ToDouble(gradients.View).Cast<double>()], numeric, "gradient");
        Matrices.AssertZeroPadding(gradients.View, "gradient");
    }

    [Fact]
    public void TheExplainedVarianceIsThatOfTheBatch()
    {
        ValueObjective objective = new(100);
        (Matrix values, Matrix targets) = Batch(60);
        Value(objective, values, targets, new Matrix(60, 1), []);
        double[] returns = [.. Enumerable.Range(0, 60).Select(row => (double)targets.Row(row)[0])], errors = [.. returns.Select((value, row) => value - values.Row(row)[0])];
        LearningFigures figures = objective.Summarize(60);
        Assert.Equal(1 - Variance(errors) / Variance(returns), figures.ExplainedVariance, 1e-5);
        Assert.Equal(returns.Average() - errors.Average(), figures.MeanValue, 1e-5);
        Assert.Equal(returns, objective.Returns[..60].ToArray().Select(value => (double)value));

        for (int row = 0; row < 60; row++)
        {
            targets.Row(row)[0] = 0.1f;
        }

        Value(objective, values, targets, new Matrix(60, 1), []);
        Assert.True(float.IsNaN(objective.Summarize(60).ExplainedVariance));
        Value(objective, targets, targets, new Matrix(60, 1), []);
        Assert.Equal(0, objective.Summarize(60).ValueLoss);
    }

    [Fact]
    public void TheNumberOfWorkersChangesNoBit()
    {
        ValueObjective first = new(300) { ClipRange = 0.2f }, second = new(300) { ClipRange = 0.2f };
        Matrix x = Matrices.Normal(300, 12, 1), targets = Batch(300).Targets;
        Workbench alone = new(Sequential.Perceptrons(12, [30], 1, Activation.Tanh), 300, objective: first);
        using Workers workers = new(3);
        Workbench shared = new(Sequential.Perceptrons(12, [30], 1, Activation.Tanh), 300, workers: workers, objective: second);
        Assert.Equal(alone.Backward(x.View, targets.View), shared.Backward(x.View, targets.View));
        Assert.True(Matrices.SameBits(alone.Gradients.Values, shared.Gradients.Values));
        Assert.Equal(first.Summarize(300), second.Summarize(300));
        AllocationProbe.AssertNone(() =>
        {
            alone.Backward(x.View, targets.View);
            first.Summarize(300);
        });
    }

    [Fact]
    public void OptionsAndWidthsAreChecked()
    {
        ValueObjective objective = new(4);
        Assert.Equal(2, objective.TargetColumns(1));
        Assert.Throws<ArgumentException>(() => objective.TargetColumns(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => objective.Coefficient = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => objective.ClipRange = float.NaN);
        Assert.Throws<ArgumentOutOfRangeException>(() => objective.Summarize(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ValueObjective(0));
    }

    private static (Matrix Values, Matrix Targets) Batch(int rows)
    {
        Matrix values = Matrices.Normal(rows, 1, 3), targets = Matrices.Normal(rows, 2, 4);
        for (int row = 0; row < rows; row++)
        {
            targets.Row(row)[1] = values.Row(row)[0] + 0.3f * targets.Row(row)[1];
        }

        return (values, targets);
    }

    private static double Variance(double[] values) => values.Average(value => Math.Pow(value - values.Average(), 2));

    private static double Value(ValueObjective objective, Matrix values, Matrix targets, Matrix gradients, float[] weights)
    {
        ReadOnlyMatrixView outputs = ((ReadOnlyMatrixView)values.View).Part(0, 1);
        ObjectiveRows rows = new() { Outputs = outputs, Targets = targets.View, Gradients = gradients.View, Weights = weights, TotalRows = values.Rows };
        return objective.Sum(rows) / objective.Terms(values.Rows, 1);
    }
}
