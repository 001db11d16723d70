using CsCheck;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Numerics;
using Xunit;

namespace NeuroAgents.Tests.Learning.Experience;

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

    /// <summary>With a reserve, appended rows never overwrite readable ones, and all of the newest revealed rows can be read.</summary>
    [Fact]
    public void RowsAreAppendedToTheReserveWhileOthersAreRead()
        => Gen.Select(Gen.Int[1, 20], Gen.Int[1, 10], Gen.Int[1, 10].List[0, 20]).Sample(
            (capacity, reserve, batches) =>
            {
                ReplayBuffer replay = new(capacity, [new("value", 1)], reserve);
                ReplayColumn column = replay.Column("value");
                RandomSource random = new(1, 2);
                foreach (int batch in batches)
                {
                    replay.RevealUpTo(replay.Appended);
                    for (int i = 0; i < Math.Min(batch, reserve); i++)
                    {
                        long number = replay.Appended;
                        column[replay.Append()][0] = number;
                    }

                    HashSet<float> read = [];
                    for (int draw = 0; draw < 40 * capacity && replay.Count > 0; draw++)
                    {
                        read.Add(column[replay.Sample(random, draw, replay.Revealed)][0]);
                    }

                    Assert.Equal(Math.Min(capacity, replay.Revealed), replay.Count);
                    Assert.All(read, value => Assert.InRange(value, replay.Revealed - replay.Count, replay.Revealed - 1));
                    Assert.True(replay.Count > 8 || read.Count == replay.Count);
                }
            },
            iter: 200);

    /// <summary>Appending used to write back the number of revealed rows that it had read, so it could undo what the reader's thread had just revealed.</summary>
    [Fact]
    public void AppendingNeverUndoesWhatIsRevealedMeanwhile()
    {
        const int Rows = 400_000;
        ReplayBuffer replay = new(8, [new("value", 1)], reserve: Rows);
        long appended = 0, undone = 0;
        Thread reader = new(() =>
        {
            for (long seen = 0; seen < Rows;)
            {
                seen = Volatile.Read(ref appended);
                replay.RevealUpTo(seen);
                Thread.SpinWait(1);
                undone += replay.Revealed == seen ? 0 : 1;
            }
        });
        reader.Start();
        for (int i = 0; i < Rows; i++)
        {
            replay.Append();
            Volatile.Write(ref appended, i + 1);
        }

        reader.Join();
        Assert.Equal(0, undone);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AnEvictedRowIsNeverReadAgain(int draw)
    {
        ReplayBuffer replay = new(10, [new("value", 1)], reserve: 3);
        for (int i = 0; i < 17; i++)
        {
            replay.Column("value")[replay.Append()][0] = i;
        }

        replay.RevealUpTo(17);
        RandomSource random = new(1, 2);
        int row = replay.Sample(random, draw, 0);
        float value = replay.Column("value")[row][0];
        replay.Evict(row);
        Assert.All(Enumerable.Range(0, 300), each => Assert.NotEqual(value, replay.Column("value")[replay.Sample(random, each, 1)][0]));
    }

    [Fact]
    public void TheFirstEvictionDoesNotAllocate()
    {
        ReplayBuffer[] replays = [new(4, [new("a", 1), new("b", 2)]), new(4, [new("a", 1), new("b", 2)])];
        long before = 0;
        foreach (ReplayBuffer replay in replays)
        {
            // Measures the second call, because the first one compiles the method.
            replay.Append(3);
            before = GC.GetAllocatedBytesForCurrentThread();
            replay.Evict(1);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

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
    public void MissingColumnsAndRowsAreRefused()
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
