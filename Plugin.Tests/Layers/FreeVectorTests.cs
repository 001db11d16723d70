using NeuroAgents.Activations;
using NeuroAgents.Layers;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Layers;

public sealed class FreeVectorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(19)]
    public void EveryRowIsTheVector(int width)
    {
        Workbench bench = new(new Sequential(3, [new FreeVector(width)]), 5);
        Matrix x = Matrices.Normal(5, 3, 3), y = new(5, width);
        bench.Network.Layers[0].Forward(bench.Parameters.Values, x.View, y.View);
        float[] vector = [.. Workbench.Dense(bench.Parameters).Select(value => (float)value)];
        for (int row = 0; row < 5; row++)
        {
            Assert.Equal(vector, y.Row(row).ToArray());
        }

        Matrices.AssertZeroPadding(y.View, "y");
    }

    [Fact]
    public void GradientsAloneAndBehindALayer()
    {
        GradientCheck.LayerAlone(new Workbench(new Sequential(4, [new FreeVector(7)]), 6), Matrices.Normal(6, 4, 3), 4, 2e-3);
        Sequential network = new(5, [new Dense(6, Activation.Tanh), new FreeVector(4), new Dense(3)]);
        GradientCheck.Parameters(new Workbench(network, 9), Matrices.Normal(9, 5, 1), Matrices.Normal(9, 3, 2), 2e-3);
    }

    [Fact]
    public void AWidthOfZeroIsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new FreeVector(0));
}
