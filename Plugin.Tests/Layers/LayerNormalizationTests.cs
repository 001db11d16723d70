using NeuroAgents.Activations;
using NeuroAgents.Layers;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Layers;

public sealed class LayerNormalizationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(33)]
    public void FollowsTheFormulaInFloat64(int width)
    {
        Matrix x = Matrices.Normal(5, width, 3), y = new(5, width);
        Workbench bench = Bench(width);
        bench.Network.Layers[0].Forward(bench.Parameters.Values, x.View, y.View);
        double[] parameters = Workbench.Dense(bench.Parameters), expected = new double[5 * width];
        for (int row = 0; row < 5; row++)
        {
            double[] values = [.. x.Row(row).ToArray().Select(value => (double)value)];
            double mean = values.Average(), variance = values.Sum(value => (value - mean) * (value - mean)) / width;
            for (int i = 0; i < width; i++)
            {
                expected[row * width + i] = parameters[i] * (values[i] - mean) / Math.Sqrt(variance + 1e-3f) + parameters[width + i];
            }
        }

        Tolerance.AssertWithin(1e-6, [.. Matrices.ToDouble(y.View).Cast<double>()], expected, "y");
        Matrices.AssertZeroPadding(y.View, "y");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(19)]
    public void GradientsAloneAndInANetwork(int width)
    {
        GradientCheck.LayerAlone(Bench(width), Matrices.Normal(6, width, 3), 4, 2e-3);
        Sequential network = new(5, [new LayerNormalization(), new Dense(width, Activation.Tanh), new LayerNormalization(), new Dense(3)]);
        GradientCheck.Parameters(new Workbench(network, 9), Matrices.Normal(9, 5, 1), Matrices.Normal(9, 3, 2), 2e-3);
    }

    [Fact]
    public void AConstantRowGivesTheBias()
    {
        Workbench bench = Bench(9);
        Matrix x = new(1, 9), y = new(1, 9);
        x.Row(0).Fill(3);
        bench.Network.Layers[0].Forward(bench.Parameters.Values, x.View, y.View);
        Assert.Equal(Workbench.Dense(bench.Parameters)[9..].Select(value => (float)value), y.Row(0).ToArray());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void TrainingHasTheSameBitsForAnyNumberOfWorkers(int count)
    {
        using Workers workers = new(count);
        Sequential network = new(6, [new Dense(40, Activation.Relu), new LayerNormalization(), new Dense(3)]);
        Workbench alone = new(network, 300), shared = new(network, 300, workers: workers);
        Matrix x = Matrices.Normal(300, 6, 8), y = Matrices.Normal(300, 3, 9);
        Assert.Equal(alone.Backward(x.View, y.View), shared.Backward(x.View, y.View));
        Assert.Equal(alone.Gradients.Values.ToArray(), shared.Gradients.Values.ToArray());
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void EpsilonOutOfRangeIsRefused(float epsilon)
        => Assert.Contains("epsilon: expected a number above 0", Assert.Throws<ArgumentOutOfRangeException>(() => new LayerNormalization(epsilon)).Message);

    /// <summary>The layer alone, with a gain and a bias that differ from one and zero.</summary>
    private static Workbench Bench(int width)
    {
        Workbench bench = new(new Sequential(width, [new LayerNormalization()]), 6);
        for (int i = 0; i < width; i++)
        {
            bench.Parameters.Values[i] = 1 + 0.1f * i;
            bench.Parameters.Values[Matrix.PaddedStride(width) + i] = 0.5f - 0.1f * i;
        }

        return bench;
    }
}
