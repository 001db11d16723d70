using CsCheck;
using NeuroAgents.Learners;
using NeuroAgents.Numerics;
using Xunit;

namespace NeuroAgents.Tests.Learners;

public sealed class ReplayBufferTests
{
    [Fact]
    public void TheNewestRowsStayInEveryColumn()
        => Gen.Select(Gen.Int[1, 20], Gen.Int[0, 70]).Sample(
            (capacity, appended) =>
            {
                ReplayBuffer replay = new(capacity, [new("observation", 3), new("label", 1)]);
                for (int i = 0; i < appended; i++)
                {
                    int row = replay.Append();
                    replay.Column("observation")[row].Fill(i);
                    replay.Column("label")[row][0] = -i;
                }

                Assert.Equal((capacity, Math.Min(appended, capacity), (long)appended), (replay.Capacity, replay.Count, replay.Appended));
                List<float> kept = [];
                for (int row = 0; row < replay.Count; row++)
                {
                    Assert.All(replay.Column("observation")[row].ToArray(), value => Assert.Equal(-replay.Column("label")[row][0], value));
                    kept.Add(replay.Column("observation")[row][0]);
                }

                Assert.Equal(Enumerable.Range(appended - replay.Count, replay.Count).Select(i => (float)i), kept.Order());
            },
            iter: 200);

    [Fact]
    public void EveryRowWithDataIsDrawnAboutEquallyAndNoOther()
    {
        ReplayBuffer replay = new(100, [new("observation", 1)]);
        for (int i = 0; i < 40; i++)
        {
            replay.Append();
        }

        RandomSource random = new(1, 2);
        int[] drawn = new int[100];
        for (int step = 0; step < 400; step++)
        {
            for (int draw = 0; draw < 100; draw++)
            {
                drawn[replay.Sample(random, draw, step)]++;
            }
        }

        Assert.All(drawn[..40], times => Assert.InRange(times, 1000 - 5 * 32, 1000 + 5 * 32));
        Assert.All(drawn[40..], times => Assert.Equal(0, times));
        Assert.Equal(replay.Sample(random, 5, 7), replay.Sample(random, 5, 7));
    }

    [Fact]
    public void WhatIsNotThereIsRefused()
    {
        ReplayBuffer replay = new(2, [new("observation", 3)]);
        Assert.Throws<ArgumentOutOfRangeException>(() => replay.Sample(new RandomSource(1, 1), 0, 0));
        ArgumentException error = Assert.Throws<ArgumentException>(() => replay.Column("label"));
        Assert.Contains("expected one of observation, received \"label\"", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => replay.Column("observation")[2].Clear());
        Assert.Throws<ArgumentException>(() => new ReplayBuffer(2, [new("a", 1), new("a", 1)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReplayBuffer(0, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReplayBuffer(1, [new("a", 0)]));
    }
}
