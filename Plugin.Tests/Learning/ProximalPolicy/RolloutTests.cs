using CsCheck;
using NeuroAgents.Agents;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Tests.Support;
using Xunit;
using static NeuroAgents.Tests.Learning.ProximalPolicy.TransitionBatch;

namespace NeuroAgents.Tests.Learning.ProximalPolicy;

public sealed class RolloutTests
{
    [Fact]
    public void RowsAreLinkedAsTheFleetsTrajectories()
        => Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[1, 9], Gen.Int[1, 40], Gen.Int[1, 150]).Sample(
            (seed, slots, frames, capacity) =>
            {
                RaggedFleet fleet = new(seed, slots, frames, capacity);
                Rollout rollout = new(capacity, 2, 1, 3);
                rollout.Record(new TransitionBatch(new Transition(AgentOf(0), 5, 1), new Transition(AgentOf(0), 6, 1)));
                rollout.Clear();
                int added = fleet.Batches.Sum(batch => rollout.Record(batch));

                Assert.Equal((Math.Min(fleet.Rows.Count, capacity), rollout.Count), (added, added));
                Assert.Equal(fleet.Rows.Count >= capacity, rollout.IsFull);
                int[] successors = [.. Enumerable.Repeat(-1, added)];
                List<int> tails = [];
                foreach (List<int> piece in fleet.Pieces)
                {
                    for (int i = 1; i < piece.Count; i++)
                    {
                        successors[piece[i - 1]] = piece[i];
                    }

                    if (fleet.Rows[piece[^1]].End != EpisodeEnd.Terminated)
                    {
                        tails.Add(piece[^1]);
                    }
                }

                Assert.Equal(successors, rollout.Successors.ToArray());
                Assert.Equal(tails.Order(), rollout.Tails.ToArray());
                for (int row = 0; row < added; row++)
                {
                    Transition expected = fleet.Rows[row];
                    Assert.Equal(expected.Observation, rollout.Observation(row).ToArray());
                    Assert.Equal(expected.Action, rollout.Action(row).ToArray());
                    Assert.Equal(expected.Mask, rollout.Mask(row).ToArray());
                    Assert.Equal(expected.NextObservation is [] ? [0, 0] : expected.NextObservation, rollout.NextObservation(row).ToArray());
                    Assert.Equal((expected.LogProbability[0], expected.Reward, expected.End), (rollout.LogProbabilities[row], rollout.Rewards[row], rollout.End(row)));
                    Assert.Equal((0f, 0f, 0f, 0f), (rollout.Values[row], rollout.NextValues[row], rollout.Advantages[row], rollout.Returns[row]));
                }
            },
            iter: 300);

    [Fact]
    public void NeighboursInTimeAreLinked()
        => Assert.Equal([2, 3, -1, -1], Links(new(AgentOf(7), 0, 1), new(AgentOf(0), 4, 1), new(AgentOf(7), 1, 1), new(AgentOf(0), 5, 1)));

    [Fact]
    public void AGapCuts() => Assert.Equal([-1, 2, -1], Links(new(AgentOf(1), 0, 1), new(AgentOf(1), 2, 1), new(AgentOf(1), 3, 1)));

    [Fact]
    public void NumbersThatStandStillOrGoBackCut()
        => Assert.Equal([-1, -1, 3, -1], Links(new(AgentOf(1), 4, 1), new(AgentOf(1), 4, 1), new(AgentOf(1), 2, 1), new(AgentOf(1), 3, 1)));

    [Fact]
    public void AnotherAgentInTheSlotCuts()
        => Assert.Equal([-1, 2, -1, -1], Links(new(AgentOf(1, 1), 0, 1), new(AgentOf(1, 2), 1, 1), new(AgentOf(1, 2), 2, 1), new(AgentOf(1, 1), 1, 1)));

    [Theory]
    [InlineData(EpisodeEnd.Terminated, 0)]
    [InlineData(EpisodeEnd.Truncated, 1)]
    public void AnEndCuts(EpisodeEnd end, int tails)
    {
        Rollout rollout = Recorded(new(AgentOf(1), 0, 1, end), new(AgentOf(1), 1, 1, EpisodeEnd.Terminated));
        Assert.Equal([-1, -1], rollout.Successors.ToArray());
        Assert.Equal(tails, rollout.Tails.Length);
    }

    [Fact]
    public void RowsOfNoAgentAreTailsOfTheirOwn()
    {
        Rollout rollout = Recorded(new(0, 0, 1), new(0, 1, 1));
        Assert.Equal([-1, -1], rollout.Successors.ToArray());
        Assert.Equal([0, 1], rollout.Tails.ToArray());
    }

    [Fact]
    public void TheRowsOfAnEarlierRolloutAreForgotten()
    {
        Rollout rollout = Recorded(new(AgentOf(1), 0, 1), new(AgentOf(2), 0, 1));
        rollout.Clear();
        Assert.Equal((0, 0, false), (rollout.Count, rollout.Tails.Length, rollout.IsFull));
        rollout.Record(new TransitionBatch(new(AgentOf(1), 1, 1), new(AgentOf(2), 1, 1), new(AgentOf(2), 2, 1)));
        Assert.Equal([-1, 2, -1], rollout.Successors.ToArray());
    }

    [Fact]
    public void TailsFollowFurtherRows()
    {
        Rollout rollout = Recorded(new(AgentOf(1), 0, 1), new(AgentOf(2), 0, 1));
        Assert.Equal([0, 1], rollout.Tails.ToArray());
        rollout.Record(new TransitionBatch(new Transition(AgentOf(1), 1, 1)));
        Assert.Equal([1, 2], rollout.Tails.ToArray());
    }

    [Fact]
    public void AMissingMaskAllowsEveryChoice()
    {
        Rollout rollout = new(1, 2, 1, 3);
        rollout.Record(new TransitionBatch(new Transition(AgentOf(1), 0, 1)));
        Assert.Equal([1, 1, 1], rollout.Mask(0).ToArray());
        Assert.True(Recorded(new Transition(AgentOf(1), 0, 1)).Mask(0).IsEmpty);
    }

    [Fact]
    public void RowsThatDoNotFitAreRefused()
    {
        Transition good = new(AgentOf(1), 0, 1);
        foreach ((Transition row, string expected) in new[]
        {
            (good with { Observation = [1] }, "expected 2 values of Observation, received 1 in row 1"),
            (good with { Action = [1, 2] }, "expected 1 values of Action, received 2"),
            (good with { Mask = [1] }, "expected 0 values of Mask, received 1"),
            (good with { NextObservation = [] }, "expected 2 values of NextObservation, received 0"),
            (good with { LogProbability = [] }, "expected 1 values of LogProbability, received 0"),
            (good with { LogProbability = [float.NaN] }, "log-probability NaN"),
            (good with { Reward = float.PositiveInfinity }, "reward Infinity"),
            (good with { Number = -1 }, "transition -1"),
            (good with { Agent = AgentOf(SlotTable<int>.MaxSlots) }, "received agent"),
            (good with { Agent = 5 }, "received agent 5"),
        })
        {
            Rollout rollout = new(4, 2, 1, 0);
            ArgumentException error = Assert.Throws<ArgumentException>(() => rollout.Record(new TransitionBatch(good, row)));
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
            Assert.Equal(1, rollout.Count);
        }

        Rollout empty = new(4, 2, 1, 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => empty.Observation(0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => empty.End(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rollout(0, 2, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rollout(1, 2, 1, -1));
    }

    [Fact]
    public void EverySlotOfABrainHasAPlace() => Assert.Equal(AgentTable.MaxSlots, SlotTable<int>.MaxSlots);

    [Fact]
    public void AWholeUpdateDoesNotAllocate()
    {
        RaggedFleet fleet = new(1, 40, 30);
        Rollout rollout = new(fleet.Rows.Count - 5, 2, 1, 3);
        RewardScale scale = new(0.99);
        Minibatches minibatches = new(rollout.Capacity, new(1, 2));
        double sum = 0;
        AllocationProbe.AssertNone(() =>
        {
            rollout.Clear();
            foreach (TransitionBatch batch in fleet.Batches)
            {
                scale.Record(batch, rollout.Record(batch));
            }

            foreach (int row in rollout.Tails)
            {
                rollout.NextValues[row] = rollout.NextObservation(row)[0];
            }

            new GeneralizedAdvantages(0.99, 0.95) { RewardDeviation = scale.Deviation }.Sweep(rollout);
            minibatches.Begin(rollout.Count, 32, 3);
            for (int i = 0; i < minibatches.Count; i++)
            {
                sum += AdvantageMoments.Of(rollout.Advantages, minibatches[i]).Normalized(1);
            }
        });
        Assert.True(double.IsFinite(sum));
    }

    private static int[] Links(params Transition[] rows) => Recorded(rows).Successors.ToArray();

    private static Rollout Recorded(params Transition[] rows)
    {
        Rollout rollout = new(10, 2, 1, 0);
        Assert.Equal(rows.Length, rollout.Record(new TransitionBatch(rows)));
        return rollout;
    }
}
