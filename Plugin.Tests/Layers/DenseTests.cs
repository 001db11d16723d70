using NeuroAgents.Activations;
using NeuroAgents.Initializers;
using NeuroAgents.Layers;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Layers;

public sealed class DenseTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(5, 3, 2)]
    [InlineData(13, 17, 33)]
    [InlineData(97, 8, 15)]
    public void ForwardIsBiasPlusProduct(int batch, int inputs, int units)
    {
        Workbench bench = new(new Sequential(inputs, [new Dense(units, Activation.Tanh, biasInitializer: new RandomNormal(1))]), batch);
        Matrix x = Matrices.Normal(batch, inputs, 3), y = new(batch, units);
        bench.Network.Layers[0].Forward(bench.Parameters.Values, x.View, y.View);
        double[,] expected = bench.Naive.Forward(Matrices.ToDouble(x.View));
        Tolerance.AssertWithin(2e-6, [.. Matrices.ToDouble(y.View).Cast<double>()], [.. expected.Cast<double>()], "output");
        Matrices.AssertZeroPadding(y.View, "output");
    }

    [Fact]
    public void TheBiasTakesPartInTheGradient()
    {
        Dense layer = new(5, Activation.Sigmoid, new RandomNormal(1), new RandomNormal(1));
        GradientCheck.LayerAlone(new Workbench(new Sequential(7, [layer]), 6), Matrices.Normal(6, 7, 2), 9, 2e-3);
    }

    [Fact]
    public void WithoutInputGradientNothingIsWrittenThere()
    {
        Dense layer = new(3);
        Matrix x = Matrices.Normal(4, 2, 1), y = new(4, 3), dy = Matrices.Normal(4, 3, 2), dx = Matrices.Normal(4, 2, 3), before = Matrices.Normal(4, 2, 3);
        float[] parameters = new float[layer.Parameters(2).Sum(shape => shape.Length)], gradients = new float[parameters.Length];
        BackwardPass pass = new()
        {
            Parameters = parameters,
            Input = x.View,
            Output = y.View,
            OutputGradient = dy.View,
            InputGradient = dx.View,
            NeedsInputGradient = false,
            Scratch = new float[layer.ScratchLength(2)],
        };
        layer.Backward(pass);
        layer.ParameterGradient(pass, gradients, 0, layer.GradientParts(2, 4));
        Matrices.AssertSameBits(before.View, dx.View, "input gradient");
        Assert.Contains(gradients, value => value != 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(61)]
    public void PartsOfTheGradientGiveTheBitsOfTheWhole(int inputs)
    {
        Dense layer = new(19);
        Matrix x = Matrices.Normal(50, inputs, 1), dy = Matrices.Normal(50, 19, 2);
        float[] whole = new float[layer.Parameters(inputs).Sum(shape => shape.Length)], pieces = new float[whole.Length];
        int parts = layer.GradientParts(inputs, 50);
        BackwardPass pass = new() { Input = x.View, OutputGradient = dy.View };
        layer.ParameterGradient(pass, whole, 0, parts);
        for (int part = parts - 1; part >= 0; part--)
        {
            layer.ParameterGradient(pass, pieces, part, 1);
        }

        Assert.True(Matrices.SameBits(whole, pieces));
        Assert.Contains(whole, value => value != 0);
    }

    [Fact]
    public void ShapesNamesAndSizesAreDescribed()
    {
        Dense layer = new(17, Activation.Relu);
        Assert.Equal("dense", layer.Kind);
        Assert.Equal(17, layer.OutputWidth(5));
        Assert.Equal(["weights", "bias"], layer.Parameters(5).Select(shape => shape.Name));
        Assert.Equal([(5, 17, 32, 160), (1, 17, 32, 32)], layer.Parameters(5).Select(shape => (shape.Rows, shape.Columns, shape.Stride, shape.Length)));
        Assert.Equal("Dense 17, relu", layer.Describe());
        Assert.Equal(Activation.Identity, new Dense(1).Activation);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Dense(0));
    }

    [Fact]
    public void ShapesThatDoNotFitAreRefused()
    {
        Dense layer = new(3);
        float[] parameters = new float[layer.Parameters(2).Sum(shape => shape.Length)];
        Assert.ThrowsAny<ArgumentException>(() => layer.Forward(parameters, new Matrix(4, 3).View, new Matrix(4, 3).View));
        Assert.ThrowsAny<ArgumentException>(() => layer.Forward(parameters, new Matrix(4, 2).View, new Matrix(4, 4).View));
        Assert.ThrowsAny<ArgumentException>(() => layer.Forward(parameters, new Matrix(4, 2).View, new Matrix(3, 3).View));
    }
}
