using NeuroAgents.Activations;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using Xunit;

namespace NeuroAgents.Tests.Support;

/// <summary>The oracle itself, compared with central differences in float64: a mistake that oracle and plugin share is found here.</summary>
public sealed class NaiveNetworkTests
{
    [Theory]
    [InlineData("identity")]
    [InlineData("relu")]
    [InlineData("tanh")]
    [InlineData("sigmoid")]
    [InlineData("leaky_relu")]
    [InlineData("elu")]
    [InlineData("gelu")]
    [InlineData("gelu_tanh")]
    [InlineData("silu")]
    [InlineData("softplus")]
    public void GradientsMatchTheLoss(string activation)
    {
        Workbench bench = new(Sequential.Perceptrons(3, [5, 4], 2, Activation.FromName(activation)), 6, seed: 11);
        NaiveNetwork network = bench.Naive;
        double[,] x = Matrices.ToDouble(Matrices.Normal(6, 3, 1).View), y = Matrices.ToDouble(Matrices.Normal(6, 2, 2).View);
        (_, IReadOnlyList<NaiveLayer> gradients) = network.Backward(x, y);
        for (int layer = 0; layer < network.Layers.Count; layer++)
        {
            double[,] weights = network.Layers[layer].Weights;
            for (int i = 0; i < weights.Length; i++)
            {
                int row = i / weights.GetLength(1), column = i % weights.GetLength(1);
                const double h = 1e-5;
                double at = weights[row, column];
                weights[row, column] = at + h;
                double above = network.Backward(x, y).Loss;
                weights[row, column] = at - h;
                double below = network.Backward(x, y).Loss;
                weights[row, column] = at;
                Assert.Equal((above - below) / (2 * h), gradients[layer].Weights[row, column], 1e-8);
            }
        }
    }

    /// <summary>A gradient check must fail for a wrong gradient: here one without the division by the number of rows.</summary>
    [Fact]
    public void TheGradientCheckFindsAWrongGradient()
    {
        Workbench bench = new(Sequential.Perceptrons(2, [3], 1, Activation.Tanh), 4, seed: 3);
        Matrix x = Matrices.Normal(4, 2, 1), y = Matrices.Normal(4, 1, 2), halved = Matrices.Normal(4, 1, 3);
        GradientCheck.Parameters(bench, x, y, 1e-3);
        bench.Backward(x.View, halved.View);
        double[] wrong = Workbench.Dense(bench.Gradients);
        bench.Backward(x.View, y.View);
        Assert.True(Tolerance.Deviation(wrong, Workbench.Dense(bench.Gradients)) > 1e-2);
        Assert.Equal(double.PositiveInfinity, Tolerance.Deviation([double.NaN], [1]));
    }
}
