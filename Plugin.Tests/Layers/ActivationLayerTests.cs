using NeuroAgents.Activations;
using NeuroAgents.Layers;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Layers;

public sealed class ActivationLayerTests
{
    public static TheoryData<string> Names => [.. Activation.All.Select(each => each.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void ADenseLayerAndAnActivationLayerEqualADenseLayerWithThatActivation(string name)
    {
        Activation activation = Activation.FromName(name);
        Workbench together = new(new Sequential(6, [new Dense(19, activation), new Dense(3)]), 40), apart = new(new Sequential(6, [new Dense(19, null), new ActivationLayer(activation), new Dense(3)]), 40);
        together.Parameters.Values.CopyTo(apart.Parameters.Values);
        Matrix x = Matrices.Normal(40, 6, 1), y = Matrices.Normal(40, 3, 2);
        Assert.Equal(together.Backward(x.View, y.View), apart.Backward(x.View, y.View));
        Assert.True(Matrices.SameBits(together.Gradients.Values, apart.Gradients.Values));
        AllocationProbe.AssertNone(() => apart.Backward(x.View, y.View));
    }

    [Fact]
    public void GradientsBehindALayerNormalization()
    {
        Sequential network = new(5, [new Dense(20), new LayerNormalization(1e-5f), new ActivationLayer(Activation.Silu), new Dense(3)]);
        GradientCheck.Parameters(new Workbench(network, 9), Matrices.Normal(9, 5, 1), Matrices.Normal(9, 3, 2), 2e-3);
    }
}
