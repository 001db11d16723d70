using NeuroAgents.Agents;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>Numbers from the game that are none: refused, counted, answered with a zero action, never learned from.</summary>
public sealed class BrainRefusalTests
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.MaxValue)] // finite, but infinite once it is normalised
    public void AnObservationThatIsNotFiniteIsNeverLearnedFrom(float value)
    {
        using Game game = new();
        for (int frame = 0; frame < 10; frame++)
        {
            game.Decide(frame);
            Decide(game, frame, value);
            Assert.Equal([0f, 0f], game.Brain.Action(game.Agents[4]).ToArray());
            Assert.NotEqual([0f, 0f], game.Brain.Action(game.Agents[5]).ToArray());
            game.Teach(frame);
            game.Plugin.LateUpdate();
        }

        Assert.Equal(10, game.Brain.RefusedObservations);
        Assert.Equal(10L * (game.Agents.Count - 1), game.Learner.Replay.Appended);
        Assert.All(game.Weights, weight => Assert.True(float.IsFinite(weight)));
        Assert.True(float.IsFinite(game.Brain.LastLoss));
    }

    [Fact]
    public void ARefusedRowLeavesItsNeighboursActionsAlone()
    {
        using Game clean = new(), dirty = new();
        clean.Decide(0);
        Decide(dirty, 0, float.NaN);
        for (int i = 0; i < clean.Agents.Count; i++)
        {
            Assert.Equal(i != 4, clean.Brain.Action(clean.Agents[i]).SequenceEqual(dirty.Brain.Action(dirty.Agents[i])));
        }
    }

    [Fact]
    public void AFiniteObservationAfterARefusedOneCountsAgain()
    {
        using Game game = new();
        Decide(game, 0, float.NaN);
        game.Teach(0);
        game.Frame(1);
        Assert.NotEqual([0f, 0f], game.Brain.Action(game.Agents[4]).ToArray());
        Assert.Equal(1, game.Brain.RefusedObservations);
        Assert.Equal(2L * game.Agents.Count - 1, game.Learner.Replay.Appended);
    }

    [Fact]
    public void ALabelThatIsNotFiniteIsCountedAndIgnored()
    {
        using Game game = new();
        game.Decide(0);
        game.Brain.Teach(game.Agents[0], [float.NaN, 0]);
        game.Brain.Teach(game.Agents[1], [0, float.PositiveInfinity]);
        game.Brain.Teach(game.Agents[2], [0, 0]);
        game.Plugin.LateUpdate();
        Assert.Equal((2L, 0L), (game.Brain.RefusedLabels, game.Brain.RefusedObservations));
        Assert.Equal(1, game.Learner.Replay.Appended);
    }

    [Fact]
    public void FreeLessonsAreCheckedToo()
    {
        using Game game = new();
        game.Brain.Teach([0.5f, float.NaN, 0], [0, 0]);
        game.Brain.Teach([float.MaxValue, 50, 0], [0, 0]);
        game.Brain.Teach([0.5f, 50, 0], [float.NaN, 0]);
        game.Brain.Teach([0.5f, 50, 0], [0, 0]);
        Assert.Equal((2L, 1L), (game.Brain.RefusedObservations, game.Brain.RefusedLabels));
        Assert.Equal(1, game.Learner.Replay.Appended);
    }

    private static void Decide(Game game, int frame, float value)
    {
        Decisions decisions = game.Brain.BeginDecisions([.. game.Agents]);
        for (int row = 0; row < decisions.Count; row++)
        {
            game.Observe(game.Agents[row], frame, decisions.Observation(row));
        }

        decisions.Observation(4)[0] = value;
        game.Brain.Decide();
    }
}
