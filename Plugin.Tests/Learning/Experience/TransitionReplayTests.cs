using NeuroAgents.Learning;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Learning.QLearning;
using Xunit;

namespace NeuroAgents.Tests.Learning.Experience;

public sealed class TransitionReplayTests
{
    private const double Gamma = 0.5;
    private static readonly ulong s_a = QTransitions.AgentOf(0), s_b = QTransitions.AgentOf(1);

    [Fact]
    public void AWalkSumsTheRewardsOfOneAgentAndStopsAtEndsAndGaps()
    {
        TransitionReplay replay = New(100);
        replay.Record(
            new QTransitions(
                new(s_a, 4, 1), new(s_b, 9, 10), // rows 0 and 1
                new(s_a, 5, 2), new(s_b, 11, 20), // b misses transition 10
                new(s_a, 6, 4, EpisodeEnd.Terminated), new(s_b, 12, 40, EpisodeEnd.Truncated),
                new(s_a, 7, 8), new(s_b, 13, 80), // the next episodes
                new(QTransitions.AgentOf(0, 2), 8, 16), new(0, 9, 5)), // another agent in the slot, and one of a recording
            null);
        Assert.Equal((0, 1, 0.5), Walk(replay, 0, 1));
        Assert.Equal((2, 1 + 0.5 * 2, 0.25), Walk(replay, 0, 2));
        Assert.Equal((4, 1 + 0.5 * 2 + 0.25 * 4, 0), Walk(replay, 0, 3));
        Assert.Equal((4, 1 + 0.5 * 2 + 0.25 * 4, 0), Walk(replay, 0, 10));
        Assert.Equal((1, 10, 0.5), Walk(replay, 1, 3));
        Assert.Equal((5, 20 + 0.5 * 40, 0.25), Walk(replay, 3, 3));
        Assert.Equal((6, 8, 0.5), Walk(replay, 6, 3));
        Assert.Equal((7, 80, 0.5), Walk(replay, 7, 3));
        Assert.Equal((9, 5, 0.5), Walk(replay, 9, 3));
    }

    [Fact]
    public void NoWalkLeavesTheRevealedRowsOrFollowsReplacedOnes()
    {
        TransitionReplay replay = New(3, reserve: 2);
        replay.Record(new QTransitions(new(s_a, 0, 1), new(s_a, 1, 2), new(s_a, 2, 4)), null);
        replay.Rows.RevealUpTo(2);
        Assert.Equal((1, 1 + 0.5 * 2, 0.25), Walk(replay, 0, 3));
        replay.Rows.RevealUpTo(3);
        Assert.Equal((2, 1 + 0.5 * 2 + 0.25 * 4, 0.125), Walk(replay, 0, 3));
        replay.Record(new QTransitions(new(s_b, 0, 9), new(s_b, 1, 9)), null);
        replay.Rows.RevealUpTo(5);
        replay.Record(new QTransitions(new(s_b, 2, 9), new(s_a, 3, 8)), null);
        replay.Rows.RevealUpTo(7);

        // The ring has five places: a's row 2 is kept and linked with row 6, which has the place 1.
        Assert.Equal((1, 4 + 0.5 * 8, 0.25), Walk(replay, 2, 3));
        replay.Record(new QTransitions(new(s_b, 3, 9), new(s_b, 4, 9)), null);
        replay.Rows.RevealUpTo(9);
        replay.Record(new QTransitions(new(s_b, 5, 9), new(s_b, 6, 9)), null);
        replay.Rows.RevealUpTo(11);
        replay.Record(new QTransitions(new(s_b, 7, 9), new(s_a, 4, 8)), null);
        replay.Rows.RevealUpTo(13);
        Assert.Equal((2, 8, 0.5), Walk(replay, 12 % 5, 3));
    }

    [Fact]
    public void ALoadedReplayGoesOnWithTheSameLinks()
    {
        TransitionReplay straight = New(7), resumed = New(7);
        straight.Record(new QTransitions(new(s_a, 0, 1), new(s_b, 0, 2), new(s_a, 1, 3)), null);
        using TensorArchive archive = new();
        straight.Save(archive);
        resumed.Record(new QTransitions(new(s_b, 0, 2), new(s_b, 1, 2)), null);
        resumed.Load(archive);
        foreach (TransitionReplay replay in (TransitionReplay[])[straight, resumed])
        {
            replay.Record(new QTransitions(new(s_b, 1, 4), new(s_a, 2, 5)), null);
            Assert.Equal((4, 1 + 0.5 * 3 + 0.25 * 5, 0.125), Walk(replay, 0, 3));
            Assert.Equal((3, 2 + 0.5 * 4, 0.25), Walk(replay, 1, 3));
        }
    }

    [Fact]
    public void RowsThatCannotBeLearnedFromAreRefused()
    {
        TransitionReplay replay = New(7);
        QTransition good = new(s_a, 0, 1);
        foreach (QTransition bad in (QTransition[])[good with { Reward = float.PositiveInfinity }, good with { Number = -1 }, good with { Action = 2 }])
        {
            Assert.Contains("in row 1", Assert.Throws<ArgumentException>(() => replay.Record(new QTransitions(good, bad), null)).Message);
        }

        Assert.Equal(0, replay.Rows.Count);
        replay.Record(new QTransitions(good with { NextMask = [0, 1] }), null);
        using TensorArchive archive = new();
        replay.Save(archive);
        replay.Rows.Column("link")[0][0] = float.NaN;
        using TensorArchive damaged = new();
        replay.Save(damaged);
        replay.Load(archive);
        Assert.Throws<ArchiveFormatException>(() => replay.Load(damaged));
    }

    private static TransitionReplay New(int capacity, int reserve = 0) => new(capacity, reserve, 1, new QValueHead([2], new Exploration()));

    private static (int Row, double Sum, double Discount) Walk(TransitionReplay replay, int row, int steps)
    {
        int last = replay.Walk(row, steps, Gamma, out double sum, out double discount);
        return (last, sum, discount);
    }
}
