using NeuroAgents.Agents;
using NeuroAgents.Models;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>Wrong calls: each throws its exception and changes nothing.</summary>
public sealed class BrainMisuseTests : IDisposable
{
    private readonly Game _game = new();

    private Brain Brain => _game.Brain;

    public void Dispose() => _game.Dispose();

    [Fact]
    public void AStaleHandleIsRefusedEverywhereAndNeverNamesItsSuccessor()
    {
        AgentHandle stale = _game.Agents[3];
        _game.Frame(0);
        Brain.Despawn(stale);
        AgentHandle heir = Brain.Spawn();
        Assert.NotEqual(stale, heir);
        Assert.NotEqual(stale.Id, heir.Id);
        Assert.False(Brain.IsAlive(stale));
        Assert.True(Brain.IsAlive(heir));
        Assert.Contains(stale.ToString(), Throws<ArgumentException>(() => Brain.Despawn(stale)), StringComparison.Ordinal);
        Throws<ArgumentException>(() => Brain.BeginDecisions([stale]));
        Throws<ArgumentException>(() => _ = Brain.Action(stale).Length);
        Throws<ArgumentException>(() => Brain.Teach(stale, [0, 0]));
        Throws<ArgumentException>(() => Brain.BeginDecisions([default]));
        Throws<ArgumentException>(() => Brain.BeginDecisions([new AgentHandle(0, -1, 1)]));
        Throws<ArgumentException>(() => Brain.BeginDecisions([new AgentHandle(0, 10_000, 1)]));
    }

    [Fact]
    public void AnAgentCanAppearOnlyOnceInADecision()
        => Assert.Contains("rows 0 and 2", Throws<ArgumentException>(() => Brain.BeginDecisions([_game.Agents[1], _game.Agents[2], _game.Agents[1]])),
            StringComparison.Ordinal);

    [Fact]
    public void AnAgentOutsideTheDecisionHasNoActionAndNoTeacher()
    {
        _game.Decide(0, [0, 1, 2]);
        Assert.Contains("current decision", Throws<InvalidOperationException>(() => _ = Brain.Action(_game.Agents[3]).Length), StringComparison.Ordinal);
        Throws<InvalidOperationException>(() => Brain.Teach(_game.Agents[3], [0, 0]));
        AgentHandle newcomer = Brain.Spawn();
        Throws<InvalidOperationException>(() => Brain.Teach(newcomer, [0, 0]));
    }

    [Fact]
    public void WidthsAreChecked()
    {
        _game.Decide(0);
        Assert.Contains("expected 2 values, received 3", Throws<ArgumentException>(() => Brain.Teach(_game.Agents[0], [0, 0, 0])), StringComparison.Ordinal);
        Throws<ArgumentException>(() => Brain.Teach([0, 0], [0, 0]));
        Throws<ArgumentException>(() => Brain.Teach([0, 0, 0], [0]));
    }

    [Fact]
    public void RowsBeyondTheDecisionAreRefused()
    {
        AgentHandle[] three = [.. _game.Agents.Take(3)];
        Assert.Equal("row", Assert.Throws<ArgumentOutOfRangeException>(() => Brain.BeginDecisions(three).Observation(3).Clear()).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => Brain.BeginDecisions(three).Observation(-1).Clear());
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = Brain.BeginDecisions(three).Action(3).Length);
    }

    /// <summary>A decision that was refused half way records no agents, and its labels are not kept for the next one.</summary>
    [Fact]
    public void ARefusedDecisionLeavesNothingBehind()
    {
        using Game other = new();
        foreach (Game game in (Game[])[_game, other])
        {
            game.Frames(0, 3);
        }

        Throws<ArgumentException>(() => Brain.BeginDecisions([_game.Agents[5], _game.Agents[6], default]));
        Throws<InvalidOperationException>(() => Brain.Teach(_game.Agents[5], [1, 1]));
        Throws<InvalidOperationException>(() => _ = Brain.Action(_game.Agents[6]).Length);
        foreach (Game game in (Game[])[_game, other])
        {
            game.Decide(3);
            game.Teach(3, [7, 8, 9]);
            game.Plugin.LateUpdate();
            game.Frames(4, 3);
        }

        Assert.True(Matrices.SameBits(other.Weights, _game.Weights));
    }

    [Fact]
    public void WeightsOfAnotherLayoutAreRefused()
    {
        // Layers of 9 and 16 units need other matrices than 16 and 9; layers of 15 and 9 use the same memory as 16 and 9.
        foreach (int[] hidden in (int[][])[[9, 16], [15, 9], [16]])
        {
            using Game other = new(change: options => options with { Hidden = hidden });
            float[] before = _game.Weights;
            Assert.Throws<ArgumentException>(() => Brain.Weights.CopyFrom(other.Brain.Parameters));
            Assert.True(Matrices.SameBits(before, _game.Weights));
        }

        using Game twin = new(seed: 9);
        Brain.Weights.CopyFrom(twin.Brain.Parameters);
        Assert.True(Matrices.SameBits(twin.Weights, _game.Weights));
        Assert.Throws<ArgumentNullException>(() => Brain.Weights.CopyFrom((NeuroAgents.Models.ParameterBuffer)null!));
    }

    [Fact]
    public void AnAgentOfAnotherBrainIsRefused()
    {
        Brain other = _game.Plugin.AddBrain("others", Game.Options());
        AgentHandle stranger = other.Spawn();
        Assert.True(other.IsAlive(stranger) && Brain.IsAlive(_game.Agents[0]));
        Assert.False(Brain.IsAlive(stranger));
        Throws<ArgumentException>(() => Brain.BeginDecisions([stranger]));
    }

    [Fact]
    public void ADecisionIsReadAfterItIsMadeAndOnlyUntilTheNext()
    {
        Brain.BeginDecisions([_game.Agents[0], _game.Agents[1]]);
        Assert.Contains("Action: expected a call after Decide", Throws<InvalidOperationException>(() => _ = Brain.Decisions.Action(0).Length), StringComparison.Ordinal);
        Assert.Contains("Action: expected a call after Decide", Throws<InvalidOperationException>(() => _ = Brain.Action(_game.Agents[0]).Length), StringComparison.Ordinal);
        Brain.Decide();
        Assert.Equal(2, Brain.Decisions.Action(0).Length);
        Assert.Contains("Decide: expected one call after each BeginDecisions", Throws<InvalidOperationException>(Brain.Decide), StringComparison.Ordinal);

        Decisions old = Brain.Decisions;
        Brain.BeginDecisions([_game.Agents[0], _game.Agents[1]]);
        bool isRefused = false;
        try
        {
            _ = old.Observation(0);
        }
        catch (InvalidOperationException)
        {
            isRefused = true;
        }

        Assert.True(isRefused);
    }

    [Fact]
    public void InvalidOptionsAreRefused()
    {
        foreach (Func<BrainOptions, BrainOptions> change in (Func<BrainOptions, BrainOptions>[])
        [
            options => options with { Observations = new ObservationSpec() },
            options => options with { Actions = null },
            options => options with { Hidden = [0] },
            options => options with { Hidden = [5000] },
            options => options with { Hidden = null! },
            options => options with { Activation = null! },
            options => options with { AgentCapacity = -1 },
        ])
        {
            Assert.ThrowsAny<ArgumentException>(() => _game.Plugin.AddBrain("other", change(Game.Options())));
        }

        Assert.Single(_game.Plugin.Brains);
        Assert.Throws<ArgumentException>(() => _game.Plugin.AddBrain("guards", Game.Options()));
        Assert.Throws<ArgumentException>(() => _game.Plugin.AddBrain(" ", Game.Options()));
        Assert.Throws<ArgumentNullException>(() => _game.Plugin.AddBrain("other", null!));
    }

    private static string Throws<T>(Action call)
        where T : Exception
        => Assert.Throws<T>(call).Message;
}
