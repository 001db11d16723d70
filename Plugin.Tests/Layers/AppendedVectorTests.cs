using NeuroAgents.Activations;
using NeuroAgents.Initializers;
using NeuroAgents.Layers;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Layers;

public sealed class AppendedVectorTests
{
    [Theory]
    [InlineData(3, 1)]
    [InlineData(15, 19)]
    [InlineData(16, 2)]
    public void EveryRowIsTheInputAndTheVector(int inputs, int width)
    {
        Workbench bench = new(new Sequential(inputs, [new AppendedVector(width, new Constant(-0.5f))]), 5);
        Matrix x = Matrices.Normal(5, inputs, 3), y = new(5, inputs + width);
        bench.Network.Layers[0].Forward(bench.Parameters.Values, x.View, y.View);
        for (int row = 0; row < 5; row++)
        {
            Assert.Equal([.. x.Row(row).ToArray(), .. Enumerable.Repeat(-0.5f, width)], y.Row(row).ToArray());
        }

        Assert.Equal(inputs + width, bench.Network.Outputs);
        Matrices.AssertZeroPadding(y.View, "y");
    }

    [Theory]
    [InlineData(4, 7)]
    [InlineData(15, 18)]
    public void GradientsAloneAndBetweenLayers(int inputs, int width)
    {
        GradientCheck.LayerAlone(new Workbench(new Sequential(inputs, [new AppendedVector(width)]), 6), Matrices.Normal(6, inputs, 3), 4, 2e-3);
        Sequential network = new(5, [new Dense(inputs, Activation.Tanh), new AppendedVector(width), new Dense(3)]);
        GradientCheck.Parameters(new Workbench(network, 9), Matrices.Normal(9, 5, 1), Matrices.Normal(9, 3, 2), 2e-3);
    }

    /// <summary>Narrow and wide networks, whose steps run by rows and by layers.</summary>
    [Theory]
    [InlineData(30)]
    [InlineData(700)]
    public void TheNumberOfWorkersChangesNoBit(int hidden)
    {
        Sequential network = new(12, [new Dense(hidden, Activation.Tanh), new Dense(3), new AppendedVector(3)]);
        Matrix x = Matrices.Normal(300, 12, 1), y = Matrices.Normal(300, 6, 2);
        Workbench alone = new(network, 300);
        using Workers workers = new(3);
        Workbench shared = new(network, 300, workers: workers);
        Assert.Equal(alone.Backward(x.View, y.View), shared.Backward(x.View, y.View));
        Assert.True(Matrices.SameBits(alone.Gradients.Values, shared.Gradients.Values));
        Workbench.AssertZeroPadding(shared.Gradients, "gradient");
        AllocationProbe.AssertNone(() => alone.Backward(x.View, y.View));
    }

    [Fact]
    public void AWidthOfZeroIsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new AppendedVector(0));
}
