using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Models;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>NaN and extreme values from the game: refused, counted, answered with a neutral action, never learned from.</summary>
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

        Assert.Equal(10, game.Brain.Statistics.RefusedObservations);
        Assert.Equal(10L * (game.Agents.Count - 1), game.Learner.Replay.Appended);
        Assert.All(game.Weights, weight => Assert.True(float.IsFinite(weight)));
        Assert.True(float.IsFinite(game.Brain.Statistics.LastLoss));
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
        Assert.Equal(1, game.Brain.Statistics.RefusedObservations);
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
        Assert.Equal((2L, 0L), (game.Brain.Statistics.RefusedLabels, game.Brain.Statistics.RefusedObservations));
        Assert.Equal(1, game.Learner.Replay.Appended);
    }

    [Fact]
    public void LabelsOutsideADecisionAreChecked()
    {
        using Game game = new();
        game.Brain.Teach([0.5f, float.NaN, 0], [0, 0]);
        game.Brain.Teach([float.MaxValue, 50, 0], [0, 0]);
        game.Brain.Teach([0.5f, 50, 0], [float.NaN, 0]);
        game.Brain.Teach([0.5f, 50, 0], [0, 0]);
        Assert.Equal((2L, 1L), (game.Brain.Statistics.RefusedObservations, game.Brain.Statistics.RefusedLabels));
        Assert.Equal(1, game.Learner.Replay.Appended);
    }

    /// <summary>An unwritten column still holds the value of the previous frame's agent. Learning from it would teach wrong examples without any visible fault.</summary>
    [Theory]
    [InlineData(0, "wall.left")]
    [InlineData(2, "heading")]
    public void AnUnwrittenColumnIsRefusedAndReported(int forgotten, string name)
    {
        using Game game = new(change: options => options with { Normalization = Normalization.Running });
        List<GuardEvent> events = [];
        game.Brain.Guarded += events.Add;
        game.Frame(0);
        Decisions decisions = game.Brain.BeginDecisions([.. game.Agents]);
        float[] observation = new float[3];
        for (int row = 0; row < decisions.Count; row++)
        {
            game.Observe(game.Agents[row], 1, observation);
            for (int column = 0; column < 3; column++)
            {
                decisions.Observation(row)[column] = row == 7 && column == forgotten ? decisions.Observation(row)[column] : observation[column];
            }
        }

        game.Brain.Decide();
        game.Teach(1);
        game.Plugin.LateUpdate();
        Assert.Equal((1L, 0L), (game.Brain.Statistics.RefusedObservations, game.Brain.Statistics.RefusedLabels));
        Assert.Equal(2L * game.Agents.Count - 1, game.Learner.Replay.Appended);
        GuardEvent told = Assert.Single(events);
        Assert.Equal((RefusalKind.Observation, name, 1L), (told.Refusal!.Value.Kind, told.Refusal.Value.Name, told.Count));
        Assert.Equal($"guards: 1 observation refused: {told.Refusal}", told.ToString());
        Assert.EndsWith(", received NaN", told.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Teaches without a decision, so the rows have not been checked yet.</summary>
    [Fact]
    public void AnUnwrittenRowTaughtBeforeDecideIsCounted()
    {
        using Game game = new(workers: 2);
        List<GuardEvent> events = [];
        game.Brain.Guarded += events.Add;
        game.Brain.BeginDecisions([.. game.Agents]);
        game.Teach(0);
        game.Plugin.LateUpdate();
        Assert.Equal((20L, 0L), (game.Brain.Statistics.RefusedObservations, game.Learner.Replay.Appended));
        Assert.Equal(20, Assert.Single(events).Count);
    }

    [Fact]
    public void TheFirstRefusedLabelOfAFrameIsReportedWithNameValueAndRange()
    {
        using Game game = new();
        List<GuardEvent> events = [];
        game.Brain.Guarded += events.Add;
        game.Decide(0);
        game.Brain.Teach(game.Agents[3], [0.5f, 90]);
        game.Brain.Teach(game.Agents[4], [-2, 0]);
        game.Plugin.LateUpdate();
        game.Decide(1);
        game.Brain.TeachAll([.. Enumerable.Repeat(-1.5f, 2 * game.Agents.Count)]);
        game.Plugin.LateUpdate();
        Assert.Equal([2L, 20L], events.Select(told => told.Count));
        Assert.Equal([new(RefusalKind.Label, "thrust", 90, -1, 1), new(RefusalKind.Label, "turn", -1.5f, -1, 1)], events.Select(told => told.Refusal!.Value));
        Assert.Equal("guards: 2 labels refused: thrust: expected -1 to 1, received 90", events[0].ToString());
        Assert.Equal(22, game.Brain.Statistics.RefusedLabels);
    }

    [Fact]
    public void RefusedChoicesAndMasksAreReportedByBranch()
    {
        using Game game = new(agents: 3, change: options => options with { Actions = ActionSpec.Discrete(new ActionBranch("turn", "left", "right"), new ActionBranch("fire", 3)) });
        List<GuardEvent> events = [];
        game.Brain.Guarded += events.Add;
        Decisions decisions = game.Brain.BeginDecisions([.. game.Agents]);
        for (int row = 0; row < 3; row++)
        {
            game.Observe(game.Agents[row], 0, decisions.Observation(row));
        }

        decisions.Mask(1)[2..].Clear();
        game.Brain.Decide();
        game.Brain.Teach(game.Agents[0], [1, 3]);
        game.Plugin.LateUpdate();
        Assert.Equal(
            [new Refusal(RefusalKind.Mask, "fire", float.NaN, 0, 2), new Refusal(RefusalKind.Label, "fire", 3, 0, 2)], events.Select(told => told.Refusal!.Value));
        Assert.Equal("guards: 1 observation refused: fire: expected a mask with at least one allowed choice of 3, received none", events[0].ToString());
        Assert.Equal((1L, 1L), (game.Brain.Statistics.RefusedObservations, game.Brain.Statistics.RefusedLabels));
    }

    /// <summary>Uses weights that overflow: infinite terms of both signs are added, and the outputs are NaN.</summary>
    [Theory]
    [InlineData(float.NaN, false)]
    [InlineData(3e38f, false)]
    [InlineData(float.NaN, true)]
    [InlineData(3e38f, true)]
    public void NaNOutputsGiveNeutralActionsThatAreCountedAndReported(float weight, bool isDiscrete)
    {
        using Game game = new(change: options => options with
        {
            Actions = isDiscrete ? ActionSpec.Discrete(new ActionBranch("turn", "left", "right"), new ActionBranch("fire", 3)) : options.Actions,
            Learner = new ImitationOptions { Guard = null },
        });
        List<GuardEvent> events = [];
        game.Brain.Guarded += events.Add;
        ParameterBuffer ruined = new(game.Brain.Parameters.Layout);
        for (int i = 0; i < ruined.Values.Length; i++)
        {
            ruined.Values[i] = i % 3 == 0 ? -weight : weight;
        }

        game.Brain.Weights.CopyFrom(ruined);
        game.Decide(0);
        Assert.All(game.Agents, agent => Assert.Equal([0f, 0f], game.Brain.Action(agent).ToArray()));
        game.Plugin.LateUpdate();
        Assert.Equal((20L, 0L, 0L), (game.Brain.Statistics.RefusedActions, game.Brain.Statistics.RefusedObservations, game.Brain.Statistics.RefusedLabels));
        GuardEvent told = Assert.Single(events);
        Assert.Equal((GuardReason.RowsRefused, 20L, RefusalKind.Action), (told.Reason, told.Count, told.Refusal!.Value.Kind));
        string name = float.IsNaN(weight) ? "turn" : told.Refusal.Value.Name;
        Assert.Contains(name, game.Brain.Actions.Names);
        Assert.Equal($"guards: 20 actions refused: {name}: expected a network output that is a number, received NaN", told.ToString());
    }

    [Fact]
    public void RefusedActionsAreStoredOnlyIfThereAreSome()
    {
        using Game game = new(), other = new();
        ParameterBuffer good = new(game.Brain.Parameters.Layout), ruined = new(game.Brain.Parameters.Layout);
        game.Brain.Parameters.Values.CopyTo(good.Values);
        ruined.Values.Fill(float.NaN);
        Assert.DoesNotContain("counters/refused_actions", game.Brain.ToArchive().Names);
        game.Brain.Weights.CopyFrom(ruined);
        game.Decide(0);
        game.Brain.Weights.CopyFrom(good);
        other.Brain.Load(SavedBrain.Read(game.Brain.ToArchive()));
        Assert.Equal(20, other.Brain.Statistics.RefusedActions);
        List<GuardEvent> events = [];
        other.Brain.Guarded += events.Add;
        other.Plugin.LateUpdate();
        Assert.Empty(events);
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
