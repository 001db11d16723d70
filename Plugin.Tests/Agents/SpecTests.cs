using NeuroAgents.Agents;
using NeuroAgents.Observations;
using Xunit;

namespace NeuroAgents.Tests.Agents;

public sealed class SpecTests
{
    [Fact]
    public void ObservationsKeepTheirOrder()
    {
        ObservationSpec spec = new ObservationSpec().Add("a", 0, 1).Add("b", -2, 2);
        Assert.Equal([new ObservationColumn("a", 0, 1), new ObservationColumn("b", -2, 2)], spec.Columns);
        Assert.Equal((2, 1, -1), (spec.Width, spec.IndexOf("b"), spec.IndexOf("c")));
    }

    [Theory]
    [InlineData("a", 0, 1)]
    [InlineData("", 0, 1)]
    [InlineData(" ", 0, 1)]
    [InlineData("b", 1, 1)]
    [InlineData("b", 2, 1)]
    [InlineData("b", float.NaN, 1)]
    [InlineData("b", 0, float.NaN)]
    [InlineData("b", 0, float.PositiveInfinity)]
    public void InvalidObservationsAreRefused(string name, float minimum, float maximum)
    {
        ObservationSpec spec = new ObservationSpec().Add("a", 0, 1);
        Assert.ThrowsAny<ArgumentException>(() => spec.Add(name, minimum, maximum));
        Assert.Equal(1, spec.Width);
    }

    /// <summary>With a range that cannot be mapped, every row would be refused, or all values of the column would reach the network as the same number.</summary>
    [Theory]
    [InlineData(0, 1e-45f)]
    [InlineData(-1e-45f, 1e-45f)]
    [InlineData(-float.MaxValue, float.MaxValue)]
    [InlineData(-3e38f, 3e38f)]
    [InlineData(1e30f, 1.0000001e30f)]
    [InlineData(16_777_216, 16_777_218)]
    public void RangesThatCannotBeMappedAreRefused(float minimum, float maximum)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => new ObservationSpec().Add("depth", minimum, maximum));
        Assert.StartsWith("maximum: expected a range that", error.Message, StringComparison.Ordinal);
        Assert.Contains("for \"depth\", received", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ObservationNormalizer([minimum], [maximum]));
    }

    [Theory]
    [InlineData(-3.4e38f, -1e38f)]
    [InlineData(-1.8e38f, 0)]
    [InlineData(1e38f, 3.4e38f)]
    [InlineData(0, 1e-38f)]
    [InlineData(1e9f, 1.000001e9f)]
    public void TheEndsOfEveryAcceptedRangeAreObservations(float minimum, float maximum)
    {
        ObservationNormalizer normalizer = new ObservationSpec().Add("depth", minimum, maximum).CreateNormalizer();
        float[] low = new float[1], high = new float[1];
        Assert.True(normalizer.TryNormalize([minimum], low) && normalizer.TryNormalize([maximum], high));
        Assert.Equal((-1, 1), (low[0], high[0]), (a, b) => Math.Abs(a.Item1 - b.Item1) < 0.2 && Math.Abs(a.Item2 - b.Item2) < 0.2);
    }

    [Fact]
    public void ActionsHaveDifferentNames()
    {
        ActionSpec spec = ActionSpec.Continuous("turn", "thrust");
        Assert.Equal(["turn", "thrust"], spec.Names);
        Assert.Equal((2, 2), (spec.Width, spec.OutputWidth));
        Assert.Throws<ArgumentException>(() => ActionSpec.Continuous());
        Assert.Throws<ArgumentException>(() => ActionSpec.Continuous("turn", "turn"));
        Assert.Throws<ArgumentException>(() => ActionSpec.Continuous("turn", ""));
        Assert.Throws<ArgumentNullException>(() => ActionSpec.Continuous(null!));
    }

    [Fact]
    public void HandlesAreOrderedBySlotAndTheDefaultNamesNoAgent()
    {
        AgentHandle a = new(3, 1, 1), b = new(3, 1, 2), c = new(3, 2, 1);
        Assert.True(a < b && b < c && c > a && a <= b && c >= b && a != b && a == new AgentHandle(3, 1, 1));
        Assert.Equal([a, b, c], new[] { c, b, a }.Order());
        Assert.Equal("agent 1.2 of brain 3", b.ToString());
        Assert.Equal(3, new[] { a, b, c }.Select(handle => handle.Id).Distinct().Count());
        Assert.Equal(0u, default(AgentHandle).Generation);
        Assert.False(a.Equals((object?)null));
        Assert.Equal(a.GetHashCode(), new AgentHandle(3, 1, 1).GetHashCode());
    }
}
