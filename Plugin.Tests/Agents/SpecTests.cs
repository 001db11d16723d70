using NeuroAgents.Agents;
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
    public void ObservationsThatAreNoneAreRefused(string name, float minimum, float maximum)
    {
        ObservationSpec spec = new ObservationSpec().Add("a", 0, 1);
        Assert.ThrowsAny<ArgumentException>(() => spec.Add(name, minimum, maximum));
        Assert.Equal(1, spec.Width);
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
    public void HandlesAreOrderedByTheirPlaceAndNameNobodyByDefault()
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
