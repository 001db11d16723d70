using NeuroAgents.Losses;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Losses;

public sealed class MeanSquaredErrorTests
{
    private readonly MeanSquaredError _loss = new();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 7)]
    [InlineData(5, 1)]
    [InlineData(13, 17)]
    public void TheGradientIsNumericallyRight(int batch, int outputs)
    {
        Matrix prediction = Matrices.Normal(batch, outputs, 1), target = Matrices.Normal(batch, outputs, 2), gradient = new(batch, outputs),
            scratch = new(batch, outputs);
        _loss.Evaluate(prediction.View, target.View, gradient.View);
        double[] numeric = new double[batch * outputs];
        for (int i = 0; i < numeric.Length; i++)
        {
            int row = i / outputs, column = i % outputs;
            numeric[i] = GradientCheck.Derivative(
                () => _loss.Evaluate(prediction.View, target.View, scratch.View) * (double)(batch * outputs),
                prediction.Row(row)[column],
                value => prediction.Row(row)[column] = value) / (batch * outputs);
        }

        Tolerance.AssertWithin(5e-3, [.. Matrices.ToDouble(gradient.View).Cast<double>()], numeric, "dL/dprediction");
    }

    [Fact]
    public void TheValueIsTheMeanOverRowsAndOutputs()
    {
        Matrix prediction = Matrices.Of(new double[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } }),
            target = Matrices.Of(new double[,] { { 0, 2 }, { 3, 2 }, { 2, 6 } }), gradient = new(3, 2);
        gradient.View.Data[2] = 7;
        Assert.Equal((1 + 4 + 9) / 6f, _loss.Evaluate(prediction.View, target.View, gradient.View), 1e-6);
        Assert.Equal(2 / 6f, gradient.Row(0)[0], 1e-6);
        Assert.Equal(0, gradient.Row(0)[1]);
        Assert.Equal(6 / 6f, gradient.Row(2)[0], 1e-6);
        Assert.Equal(7, gradient.View.Data[2]);
        Assert.Equal("mean_squared_error", _loss.Name);
    }

    [Fact]
    public void SumsOfManyRowsKeepTheirPrecision()
    {
        // In float32 the sum would stand still at 2²⁴ · 0.01.
        Matrix prediction = new(200_000, 1), target = new(200_000, 1), gradient = new(200_000, 1);
        for (int row = 0; row < prediction.Rows; row++)
        {
            prediction.Row(row)[0] = row == 0 ? 10_000 : 0.1f;
        }

        Assert.Equal((1e8 + 199_999 * 0.01) / 200_000, _loss.Evaluate(prediction.View, target.View, gradient.View), 1e-4);
    }

    [Fact]
    public void ShapesThatDifferAndEmptyBatchesAreRefused()
    {
        Matrix a = new(2, 3), b = new(2, 4), c = new(1, 3);
        Assert.Equal("target", Assert.Throws<ArgumentException>(() => _loss.Evaluate(a.View, b.View, a.View)).ParamName);
        Assert.Equal("gradient", Assert.Throws<ArgumentException>(() => _loss.Evaluate(a.View, a.View, c.View)).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => _loss.Evaluate(a.FirstRows(0), a.FirstRows(0), a.FirstRows(0)));
    }
}
