using NeuroAgents.Numerics;
using Xunit;

namespace NeuroAgents.Tests.Numerics;

public sealed class WorkersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void EveryItemIsDoneExactlyOnce(int count)
    {
        using Workers workers = new(count);
        Assert.Equal(count, workers.Count);
        foreach (int items in (int[])[0, 1, 2, 7, 8, 95, 96, 97, 1000, 10_007])
        {
            foreach (int grain in (int[])[1, 2, 7, 96, 5000, int.MaxValue])
            {
                Counting job = new(items, count);
                workers.Run(job, items, grain);
                job.AssertOnce($"{items} items, grain {grain}");
            }
        }
    }

    [Fact]
    public void ManySmallJobsInARowAllFinish()
    {
        using Workers workers = new(4);
        Counting job = new(64, 4);
        for (int i = 0; i < 10_000; i++)
        {
            workers.Run(job, 1 + i % 64, 1);
        }

        // Item k is in every job of more than k items.
        for (int item = 0; item < 64; item++)
        {
            Assert.Equal(Enumerable.Range(0, 10_000).Count(i => 1 + i % 64 > item), job.Times[item]);
        }
    }

    /// <summary>A worker's index selects its scratch memory, so two parts that run at the same time never have the same index.</summary>
    [Fact]
    public void NoTwoPartsShareAWorkersIndexAtTheSameTime()
    {
        using Workers workers = new(4);
        Exclusive job = new(4);
        for (int i = 0; i < 500; i++)
        {
            workers.Run(job, 64, 1);
        }

        Assert.Equal(0, job.Collisions);
    }

    [Fact]
    public void AJobOfEveryIntegerIsCutWithoutOverflow()
    {
        using Workers workers = new(3);
        Summing job = new();
        workers.Run(job, int.MaxValue, 1 << 20);
        Assert.Equal(int.MaxValue, job.Items);
        workers.Run(job, int.MaxValue, int.MaxValue - 1);
        Assert.Equal(2L * int.MaxValue, job.Items);
    }

    [Theory]
    [InlineData(1, 100, 1)]
    [InlineData(3, 100, 1)]
    [InlineData(3, 10, 100)]
    public void AnExceptionReachesTheCallerAndThePoolWorksOn(int count, int items, int grain)
    {
        using Workers workers = new(count);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal("item 0", Assert.Throws<FormatException>(() => workers.Run(new Throwing(), items, grain)).Message);
            Counting job = new(items, count);
            workers.Run(job, items, grain);
            job.AssertOnce($"after exception {i}");
        }
    }

    [Theory]
    [InlineData(1, 100, 1, 100, 1)]
    [InlineData(3, 100, 1, 100, 1)]
    [InlineData(3, 100, 1, 1, 1)]
    [InlineData(3, 1, 1, 100, 1)]
    public void ARunFromInsideWorkIsRefused(int count, int items, int grain, int nestedItems, int nestedGrain)
    {
        using Workers workers = new(count);
        Nested job = new(workers, nestedItems, nestedGrain);
        Assert.Throws<InvalidOperationException>(() => workers.Run(job, items, grain));
        Counting after = new(items, count);
        workers.Run(after, items, grain);
        after.AssertOnce("after the refusal");
    }

    [Fact]
    public void WithoutThreadsAllWorkRunsOnTheCaller()
    {
        using Workers workers = new(4, _ => throw new PlatformNotSupportedException());
        Assert.Equal(1, workers.Count);
        Summing work = new();
        workers.Run(work, 1000, 1);
        Assert.Equal(1000, work.Items);
    }

    [Fact]
    public void ArgumentsOutOfRangeAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Workers(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Workers(257));
        using Workers workers = new(2);
        Assert.Throws<ArgumentNullException>(() => workers.Run(null!, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => workers.Run(new Summing(), -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => workers.Run(new Summing(), 1, 0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void DisposeTwiceIsOnceAndRunAfterItIsRefused(int count)
    {
        Workers workers = new(count);
        workers.Run(new Summing(), 100, 1);
        workers.Dispose();
        workers.Dispose();
        Assert.Throws<ObjectDisposedException>(() => workers.Run(new Summing(), 100, 1));
    }

    /// <summary>A worker used to wait for its own end.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ADisposeFromInsideWorkIsRefused(int count)
    {
        using Workers workers = new(count);
        Assert.Equal(
            "Workers.Dispose: expected a call while no work runs, received one during work; call it after Run has returned.",
            Assert.Throws<InvalidOperationException>(() => workers.Run(new Disposing(workers), 100, 1)).Message);
        Counting after = new(100, count);
        workers.Run(after, 100, 1);
        after.AssertOnce("after the refusal");
    }

    /// <summary>The threads that started before the failed one must end.</summary>
    [Fact]
    public void AFailureToStartAThreadEndsTheOthers()
    {
        List<Thread> started = [];
        Assert.Throws<IOException>(() => new Workers(4, thread =>
        {
            if (started.Count == 2)
            {
                throw new IOException("no more threads");
            }

            started.Add(thread);
            thread.Start();
        }));
        Assert.Equal(2, started.Count);
        Assert.All(started, thread => thread.Join());
    }

    [Fact]
    public void PoolsThatNeverWorkedCanBeDisposed()
    {
        for (int i = 0; i < 50; i++)
        {
            new Workers(1 + i % 5).Dispose();
        }
    }

    private sealed class Counting(int items, int workers) : IParallelWork
    {
        internal int[] Times { get; } = new int[items];

        public void Execute(int start, int count, int worker)
        {
            Assert.InRange(worker, 0, workers - 1);
            Assert.True(count >= 1);
            for (int i = start; i < start + count; i++)
            {
                Interlocked.Increment(ref Times[i]);
            }
        }

        internal void AssertOnce(string what) => Assert.True(Array.TrueForAll(Times, times => times == 1), what);
    }

    private sealed class Exclusive(int workers) : IParallelWork
    {
        private readonly int[] _busy = new int[workers];
        private int _collisions;

        internal int Collisions => _collisions;

        public void Execute(int start, int count, int worker)
        {
            if (Interlocked.Exchange(ref _busy[worker], 1) != 0)
            {
                Interlocked.Increment(ref _collisions);
            }

            Thread.SpinWait(200);
            Thread.Yield();
            Volatile.Write(ref _busy[worker], 0);
        }
    }

    private sealed class Summing : IParallelWork
    {
        private long _items;

        internal long Items => _items;

        public void Execute(int start, int count, int worker) => Interlocked.Add(ref _items, count);
    }

    private sealed class Throwing : IParallelWork
    {
        public void Execute(int start, int count, int worker)
        {
            if (start == 0)
            {
                throw new FormatException("item 0");
            }
        }
    }

    private sealed class Disposing(Workers workers) : IParallelWork
    {
        public void Execute(int start, int count, int worker) => workers.Dispose();
    }

    private sealed class Nested(Workers workers, int items, int grain) : IParallelWork
    {
        public void Execute(int start, int count, int worker) => workers.Run(new Summing(), items, grain);
    }
}
