using NeuroAgents.Activations;
using NeuroAgents.Layers;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Activations;

public sealed class ActivationTests
{
    public static TheoryData<string> Names => [.. Activation.All.Select(each => each.Name)];

    public static TheoryData<string> ByElement => [.. Activation.All.Where(each => each != Activation.Softmax).Select(each => each.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void TheGradientThroughDenseIsNumericallyRight(string name)
    {
        foreach ((int batch, int inputs, int units) in ((int, int, int)[])[(1, 1, 1), (4, 3, 5), (7, 17, 3), (2, 1, 33)])
        {
            (Workbench bench, Matrix x, ulong seed) = AwayFromKinks(inputs, new Dense(units, Activation.FromName(name)), batch);
            GradientCheck.LayerAlone(bench, x, seed, 2e-3, name is "relu" or "leaky_relu" or "elu" ? GradientCheck.Straight : GradientCheck.Smooth);
        }
    }

    [Theory]
    [MemberData(nameof(ByElement))]
    public void ForwardIsTheFunctionAndLeavesThePaddingAlone(string name)
    {
        Activation activation = Activation.FromName(name);
        Matrix values = Matrices.Normal(5, 19, 4), before = Matrices.Normal(5, 19, 4);
        values.View.Data[19] = 7;
        activation.Forward(values.View);
        for (int row = 0; row < 5; row++)
        {
            for (int column = 0; column < 19; column++)
            {
                Assert.Equal(NaiveActivation.Value(name, before.Row(row)[column]), values.Row(row)[column], 3e-7);
            }
        }

        Assert.Equal(7, values.View.Data[19]);
        Assert.Equal(0, values.View.Data[20]);
    }

    [Theory]
    [MemberData(nameof(ByElement))]
    public void BackwardMultipliesByTheSlopeAndLeavesThePaddingAlone(string name)
    {
        Activation activation = Activation.FromName(name);
        Matrix input = Matrices.Normal(5, 19, 4), output = Matrices.Normal(5, 19, 4), gradient = Matrices.Normal(5, 19, 5), before = Matrices.Normal(5, 19, 5);
        activation.Forward(output.View);
        gradient.View.Data[19] = 7;
        activation.Backward(input.View, output.View, gradient.View);
        for (int row = 0; row < 5; row++)
        {
            for (int column = 0; column < 19; column++)
            {
                double slope = NaiveActivation.Slope(name, input.Row(row)[column]);
                Assert.Equal(slope * before.Row(row)[column], gradient.Row(row)[column], 1e-6);
            }
        }

        Assert.Equal(7, gradient.View.Data[19]);
        Assert.Throws<ArgumentException>(() => activation.Backward(input.View.Slice(0, 4), output.View.Slice(0, 4), gradient.View));
    }

    [Theory]
    [MemberData(nameof(ByElement))]
    public void NaNStaysVisible(string name)
    {
        Matrix values = new(1, 3);
        values.Row(0)[1] = float.NaN;
        Activation.FromName(name).Forward(values.View);
        Assert.True(float.IsNaN(values.Row(0)[1]));
        Assert.False(float.IsNaN(values.Row(0)[0]) || float.IsNaN(values.Row(0)[2]));
    }

    [Fact]
    public void ReluHasSlopeZeroAtZero()
    {
        Matrix output = new(1, 2), gradient = new(1, 2);
        gradient.Row(0).Fill(3);
        output.Row(0)[1] = 1e-30f;
        Activation.Relu.Backward(output.View, gradient.View);
        Assert.Equal([0f, 3f], gradient.Row(0).ToArray());
    }

    [Fact]
    public void NamesAreUniqueAndFoundAgain()
    {
        Assert.Equal(Activation.All.Count, Activation.All.Select(each => each.Name).Distinct().Count());
        Assert.All(Activation.All, each => Assert.Same(each, Activation.FromName(each.Name)));
        ArgumentException error = Assert.Throws<ArgumentException>(() => Activation.FromName("rleu"));
        Assert.Contains("expected one of identity, relu, leaky_relu, elu, gelu, gelu_tanh, silu, softplus, tanh, sigmoid, softmax", error.Message, StringComparison.Ordinal);
        Assert.Contains("\"rleu\"", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => Activation.FromName(null!));
    }

    [Fact]
    public void ALeakySlopeIsPartOfTheName()
    {
        LeakyRelu leaky = Assert.IsType<LeakyRelu>(Activation.FromName("leaky_relu(0.01)"));
        Assert.Equal((0.01f, "leaky_relu(0.01)"), (leaky.Slope, leaky.Name));
        Assert.Equal(leaky, Activation.FromName(leaky.Name));
        Assert.NotEqual(leaky, Activation.LeakyRelu);
        Assert.Throws<ArgumentException>(() => Activation.FromName("leaky_relu(2)"));
        Assert.Throws<ArgumentException>(() => Activation.FromName("leaky_relu()"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LeakyRelu(float.NaN));
        Matrix values = new(1, 2), gradient = new(1, 2);
        values.Row(0)[0] = -3;
        gradient.Row(0).Fill(1);
        Activation none = new LeakyRelu(0);
        none.Forward(values.View);
        none.Backward(values.View, gradient.View);
        Assert.Equal([0f, 1f], gradient.Row(0).ToArray());
    }

    [Fact]
    public void SlopesStayFiniteAtTheEnds()
    {
        float[] ends = [float.NegativeInfinity, float.MinValue, -1e4f, -20, 0, 20, 1e4f, float.MaxValue, float.PositiveInfinity];
        foreach (Activation activation in Activation.All.Where(each => each != Activation.Softmax))
        {
            Matrix input = new(1, ends.Length), output = new(1, ends.Length), gradient = new(1, ends.Length);
            ends.CopyTo(input.Row(0));
            ends.CopyTo(output.Row(0));
            gradient.Row(0).Fill(1);
            activation.Forward(output.View);
            activation.Backward(input.View, output.View, gradient.View);
            for (int i = 0; i < ends.Length; i++)
            {
                Assert.False(float.IsNaN(output.Row(0)[i]), $"{activation} of {ends[i]}");
                double expected = Math.Clamp(ends[i], -1e5, 1e5);
                Assert.Equal(NaiveActivation.Slope(activation.Name, expected), gradient.Row(0)[i], 3e-7);
            }
        }
    }

    [Fact]
    public void ActivationsThatNeedTheInputRefuseTheOutputAlone()
    {
        Matrix values = new(1, 2);
        Assert.Equal([Activation.Gelu, Activation.GeluTanh, Activation.Silu], Activation.All.Where(each => each.NeedsInput));
        Assert.Throws<InvalidOperationException>(() => Activation.Gelu.Backward(values.View, values.View));
    }

    /// <summary>Returns data for which the sums z that enter the activation stay away from ReLU's kink, where central differences are not valid.</summary>
    private static (Workbench Bench, Matrix X, ulong Seed) AwayFromKinks(int inputs, Dense layer, int batch)
    {
        for (ulong seed = 1; seed < 10_000; seed++)
        {
            Matrix x = Matrices.Normal(batch, inputs, seed);
            Workbench sums = new(new(inputs, [new Dense(layer.Units)]), batch, seed);
            if (sums.Naive.Forward(Matrices.ToDouble(x.View)).Cast<double>().All(z => Math.Abs(z) > 0.004))
            {
                return (new Workbench(new(inputs, [layer]), batch, seed), x, seed);
            }
        }

        throw new InvalidOperationException("No seed keeps the sums away from the kink.");
    }
}
