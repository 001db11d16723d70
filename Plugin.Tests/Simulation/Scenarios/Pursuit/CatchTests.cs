using NeuroAgents.Agents;
using NeuroAgents.Simulation.Scenarios.Pursuit;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Pursuit;

public sealed class CatchTests
{
    private static readonly PlacedBody[] s_onePursuer = [new(10, 10)];

    [Theory]
    [InlineData(10.45f, 10f, true)]
    [InlineData(10.3f, 10.3f, true)]
    [InlineData(10f, 10f, true)]
    [InlineData(10.55f, 10f, false)]
    [InlineData(10.4f, 10.4f, false)]
    public void AnEvaderInReachIsCaughtAndAnotherIsBornElsewhere(float x, float y, bool isCaught)
    {
        using var pursuit = PlacedRun.Pursuit(s_onePursuer, [new PlacedBody(x, y), new PlacedBody(25, 25)]);
        Brain brain = pursuit.Session.Kinds[1].Brain;
        AgentHandle[] before = pursuit.Session.Kinds[1].Roster.Handles.ToArray();
        pursuit.Run(1);
        Assert.Equal([!isCaught, true], before.Select(brain.IsAlive));
        Assert.Equal(2, brain.AgentCount);
        pursuit.Session.Locate.Run(0);
        Assert.Equal(isCaught ? 1 : 2, pursuit.Session.Kinds[1].Roster.Handles.ToArray().Intersect(before).Count());
        Assert.Equal(isCaught, pursuit.Session.Score > 0);
    }

    [Fact]
    public void PursuersReachAcrossTheSeam()
    {
        float side = new PursuitOptions(Settings, 2).Side;
        using var pursuit = PlacedRun.Pursuit([new PlacedBody(0.1f, 5)], [new PlacedBody(side - 0.2f, 5)]);
        AgentHandle before = pursuit.Session.Kinds[1].Roster.Handles[0];
        pursuit.Run(1);
        Assert.False(pursuit.Session.Kinds[1].Brain.IsAlive(before));
    }

    [Fact]
    public void PursuersDontCatchEachOther()
    {
        using var pursuit = PlacedRun.Pursuit([new PlacedBody(10, 10), new PlacedBody(10.1f, 10)], [new PlacedBody(25, 25)]);
        AgentHandle[] before = pursuit.Session.Kinds[0].Roster.Handles.ToArray();
        pursuit.Run(1);
        Assert.All(before, handle => Assert.True(pursuit.Session.Kinds[0].Brain.IsAlive(handle)));
        Assert.Equal(0, pursuit.Session.Score);
    }

    private static NeuroAgents.Simulation.Scenarios.SettingValues Settings
        => new(new PursuitScenario().Settings, new Dictionary<string, string>());
}
