using NeuroAgents.Optimizers;
using Xunit;

namespace NeuroAgents.Tests.Optimizers;

public sealed class OptimizerOptionsTests
{
    public static TheoryData<OptimizerOptions, string> Wrong => new()
    {
        { new SgdOptions { LearningRate = -0.1 }, "LearningRate" },
        { new SgdOptions { LearningRate = double.NaN }, "LearningRate" },
        { new SgdOptions { LearningRate = double.PositiveInfinity }, "LearningRate" },
        { new SgdOptions { LearningRate = 1e39 }, "LearningRate" },
        { new SgdOptions { Momentum = -0.1 }, "Momentum" },
        { new SgdOptions { Momentum = 1.1 }, "Momentum" },
        { new SgdOptions { Momentum = double.NaN }, "Momentum" },
        { new AdamOptions { LearningRate = double.NaN }, "LearningRate" },
        { new AdamOptions { Beta1 = 1 }, "Beta1" },
        { new AdamOptions { Beta1 = -0.1 }, "Beta1" },
        { new AdamOptions { Beta1 = double.NaN }, "Beta1" },
        { new AdamOptions { Beta2 = 1 }, "Beta2" },
        { new AdamOptions { Beta2 = double.NaN }, "Beta2" },
        { new AdamOptions { Epsilon = 0 }, "Epsilon" },
        { new AdamOptions { Epsilon = double.NaN }, "Epsilon" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void ValuesOutOfRangeAreRefusedByNameAtValidationAndAtCreation(OptimizerOptions options, string name)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(options.Validate);
        Assert.Equal(name, error.ParamName);
        Assert.Contains("expected", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.Create(16));
    }

    [Fact]
    public void DefaultsAreThoseOfKeras()
    {
        SgdOptions sgd = new();
        AdamOptions adam = new();
        sgd.Validate();
        adam.Validate();
        Assert.Equal((0.01, 0.0, false), (sgd.LearningRate, sgd.Momentum, sgd.Nesterov));
        Assert.Equal((0.001, 0.9, 0.999, 1e-7), (adam.LearningRate, adam.Beta1, adam.Beta2, adam.Epsilon));
    }

    [Fact]
    public void LengthsAreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SgdOptions().Create(15));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamOptions().Create(-16));
        Optimizer optimizer = new AdamOptions().Create(32);
        Assert.Equal("parameters", Assert.Throws<ArgumentException>(() => optimizer.Step(new float[16], new float[32])).ParamName);
        Assert.Equal("gradients", Assert.Throws<ArgumentException>(() => optimizer.Step(new float[32], new float[48])).ParamName);
        Assert.Equal(0, optimizer.Steps);
        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.LearningRate = double.NaN);
        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.LearningRate = -1);
        Assert.Throws<ArgumentNullException>(() => new Sgd(null!, 16));
        Assert.Throws<ArgumentNullException>(() => new Adam(null!, 16));
    }
}
