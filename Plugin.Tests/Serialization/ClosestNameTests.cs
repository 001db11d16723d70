using CsCheck;
using NeuroAgents.Serialization;
using Xunit;

namespace NeuroAgents.Tests.Serialization;

public class ClosestNameTests
{
    [Theory]
    [InlineData("adm", "adam")]
    [InlineData("adma", "adam")]
    [InlineData("ADAM", "adam")]
    [InlineData("adamwx", "adamw")]
    [InlineData("learning-rate", "learning_rate")]
    [InlineData("learningRate", "learning_rate")]
    [InlineData("laerning_rtae", "learning_rate")]
    [InlineData("sgd", "sgd")]
    [InlineData("lamb", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    [InlineData("rate", null)]
    public void TheNearestNameIsFound(string given, string? expected) =>
        Assert.Equal(expected, ClosestName.Find(given, ["sgd", "adam", "adamw", "learning_rate"]));

    [Fact]
    public void OfEquallyNearNamesTheFirstIsTaken()
    {
        Assert.Equal("beta1", ClosestName.Find("beta3", ["beta1", "beta2"]));
        Assert.Equal("beta2", ClosestName.Find("beta3", ["beta2", "beta1"]));
        Assert.Equal("Beta", ClosestName.Find("beta", ["Beta", "beta"]));
    }

    [Fact]
    public void NothingIsFoundAmongNothing() => Assert.Null(ClosestName.Find("adam", []));

    [Fact]
    public void AKnownNameFindsItself() =>
        Gen.String.Array[1, 5].Sample(names => Assert.All(names, name => Assert.Equal(name, ClosestName.Find(name, names), ignoreCase: true)));

    [Fact]
    public void ASwapOfNeighboursIsOneEdit() => Assert.Equal("abc", ClosestName.Find("acb", ["abc"]));

    [Fact]
    public void VeryLongNamesCostLittle() => Assert.Null(ClosestName.Find(new string('a', 10_000_000), ["adam", "sgd"]));
}
