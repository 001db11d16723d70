using NeuroAgents.Losses;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Losses;

public sealed class BranchCrossentropyTests
{
    private static readonly BranchCrossentropy s_loss = new([3, 2]);

    [Fact]
    public void OneBranchWithoutMasksIsTheSparseCrossentropy()
    {
        Matrix logits = Matrices.Normal(4, 5, 1), target = new(4, 6), sparse = new(4, 1), gradient = new(4, 5), expected = new(4, 5);
        for (int row = 0; row < 4; row++)
        {
            target.Row(row).Fill(1);
            target.Row(row)[0] = sparse.Row(row)[0] = row;
        }

        Assert.Equal(
            new SparseCategoricalCrossentropy().Evaluate(logits.View, sparse.View, expected.View),
            new BranchCrossentropy([5]).Evaluate(logits.View, target.View, gradient.View));
        Matrices.AssertSameBits(expected.View, gradient.View, "gradient");
    }

    [Fact]
    public void FollowsTheFormulaWithMasks()
    {
        Matrix logits = Row(1, 4, 2, -1, 3), gradient = new(1, 5);
        float loss = s_loss.Evaluate(logits.View, Row(2, 1, /* mask */ 1, 0, 1, 1, 1).View, gradient.View);
        double first = Math.Exp(2) / (Math.Exp(1) + Math.Exp(2)), second = Math.Exp(3) / (Math.Exp(-1) + Math.Exp(3));
        Assert.Equal(-Math.Log(first) - Math.Log(second), loss, 1e-6);
        Assert.Equal([1 - first, 0, first - 1, 1 - second, second - 1], gradient.Row(0).ToArray().Select(value => (double)value), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void GradientsAreNumericallyRightWithMasksAndWeights()
    {
        Matrix logits = Matrices.Normal(3, 5, 4), target = new(3, 7), gradient = new(3, 5), scratch = new(3, 5);
        float[] weights = [1, 0.5f, 2];
        for (int row = 0; row < 3; row++)
        {
            target.Row(row).Fill(1);
            (target.Row(row)[0], target.Row(row)[1], target.Row(row)[3]) = (row == 1 ? 2 : row, row % 2, row == 1 ? 0 : 1);
        }

        s_loss.Evaluate(logits.View, target.View, gradient.View, weights);
        double[] numeric = [.. Enumerable.Range(0, 15).Select(i => GradientCheck.Derivative(
            () => s_loss.Evaluate(logits.View, target.View, scratch.View, weights), logits.Row(i / 5)[i % 5], value => logits.Row(i / 5)[i % 5] = value))];
        Tolerance.AssertWithin(1e-3, [.. Matrices.ToDouble(gradient.View).Cast<double>()], numeric, "gradient");
    }

    [Fact]
    public void IsStableAtHugeLogits()
    {
        Matrix gradient = new(1, 5);
        Assert.Equal(2e4f, s_loss.Evaluate(Row(1e4f, -1e4f, 0, 0, 0).View, Row(1, 0, 1, 1, 1, 1, 0).View, gradient.View));
        Assert.Equal([1f, -1f, 0f, 0f, 0f], gradient.Row(0).ToArray());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(0.5f)]
    [InlineData(1)]
    [InlineData(float.NaN)]
    public void InvalidChoicesAreRefused(float choice)
    {
        Matrix gradient = new(1, 5);
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => s_loss.Evaluate(Row(1, 4, 2, -1, 3).View, Row(choice, 1, 1, 0, 1, 1, 1).View, gradient.View));
        Assert.StartsWith("target: expected an allowed choice from 0 to 2, received ", error.Message);
    }

    private static Matrix Row(params float[] values)
    {
        Matrix row = new(1, values.Length);
        values.CopyTo(row.Row(0));
        return row;
    }
}
