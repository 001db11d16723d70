using NeuroAgents.Diagnostics;

namespace NeuroAgents.Numerics;

/// <summary>Work over the index range [0, items) that may be cut anywhere: no part may depend on another.</summary>
public interface IParallelWork
{
    /// <summary>Does <paramref name="count"/> items from <paramref name="start"/> on.</summary>
    /// <param name="start">First item.</param>
    /// <param name="count">Number of items, at least 1.</param>
    /// <param name="worker">Who runs it, 0 to <see cref="Workers.Count"/> − 1: the index of scratch memory that nobody else uses now.</param>
    void Execute(int start, int count, int worker);
}

/// <summary>A small pool of threads, owned by whoever creates it, that splits index ranges.</summary>
/// <remarks>
/// <para>Who runs which part is left to chance, so work must write each result by its index: then bits don't depend on the number of workers.</para>
/// <para><see cref="Run"/> does not allocate. One thread may call <see cref="Run"/> at a time, and not from inside work. The threads are background threads;
/// they spin for some microseconds after work and then sleep. With one worker all runs on the caller and no thread is started.</para>
/// </remarks>
public sealed class Workers : IDisposable
{
    private const int SpinsBeforeSleep = 2000;
    private const int PartBits = 24;
    private const long PartMask = (1L << PartBits) - 1;

    private readonly Thread[] threads;
    private readonly AutoResetEvent[] wakeUps;
    private readonly int[] asleep;

    // The job's fields are written only while no part of the previous job is left, then published by `tickets`.
    private IParallelWork? work;
    private int items;
    private int partSize;
    private int parts;

    /// <summary>Upper bits: the job's number; lower bits: parts not yet taken. One compare-exchange takes a part of a known job.</summary>
    private long tickets;
    private int finished;
    private int running;
    private Exception? failure;
    private volatile bool stopping;

    /// <summary>Starts <paramref name="count"/> − 1 threads; the caller of <see cref="Run"/> is the remaining worker.</summary>
    /// <param name="count">Number of workers, 1 to 256.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is out of its range.</exception>
    public Workers(int count)
    {
        Require.InRange(count, 1, 256);
        Count = count;
        threads = new Thread[count - 1];
        wakeUps = new AutoResetEvent[count - 1];
        asleep = new int[count - 1];
        for (int i = 0; i < threads.Length; i++)
        {
            int index = i;
            wakeUps[i] = new AutoResetEvent(false);
            threads[i] = new Thread(() => Loop(index)) { IsBackground = true, Name = $"NeuroAgents worker {i + 1}" };
            threads[i].Start();
        }
    }

    /// <summary>Number of workers, the caller included.</summary>
    public int Count { get; }

    /// <summary>Runs the work over [0, itemCount) and returns when all of it is done.</summary>
    /// <param name="job">The work; held until the return.</param>
    /// <param name="itemCount">Number of items, at least 0.</param>
    /// <param name="grain">Items that are worth waking nobody for, and the unit of a part; at least 1.</param>
    /// <exception cref="InvalidOperationException">Called from two threads at once or from inside work.</exception>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    public void Run(IParallelWork job, int itemCount, int grain)
    {
        Require.NotNull(job);
        Require.NotNegative(itemCount);
        Require.Positive(grain);
        if (stopping)
        {
            throw new ObjectDisposedException(nameof(Workers));
        }

        if (threads.Length == 0 || itemCount <= grain)
        {
            if (itemCount > 0)
            {
                job.Execute(0, itemCount, 0);
            }

            return;
        }

        if (Interlocked.Exchange(ref running, 1) != 0)
        {
            throw new InvalidOperationException("Workers.Run: expected one call at a time, received a call while another one runs.");
        }

        try
        {
            Publish(job, itemCount, grain);
            TakeParts(0);
            WaitForOthers();
        }
        finally
        {
            work = null;
            Volatile.Write(ref running, 0);
        }

        if (failure is { } error)
        {
            failure = null;
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(error).Throw();
        }
    }

    /// <summary>Stops the threads and waits for them.</summary>
    public void Dispose()
    {
        if (stopping)
        {
            return;
        }

        stopping = true;
        for (int i = 0; i < threads.Length; i++)
        {
            wakeUps[i].Set();
            threads[i].Join();
            wakeUps[i].Dispose();
        }
    }

    private void Publish(IParallelWork job, int itemCount, int grain)
    {
        // About eight parts a worker even out a neighbour that is busy with something else.
        int wanted = Math.Max(1, itemCount / (Count * 8));
        partSize = (wanted + grain - 1) / grain * grain;
        parts = (itemCount + partSize - 1) / partSize;
        items = itemCount;
        work = job;
        finished = 0;
        long number = (Volatile.Read(ref tickets) >> PartBits) + 1;
        Interlocked.Exchange(ref tickets, (number << PartBits) | (long)parts);
        for (int i = 0; i < threads.Length; i++)
        {
            if (Interlocked.CompareExchange(ref asleep[i], 0, 1) == 1)
            {
                wakeUps[i].Set();
            }
        }
    }

    private void WaitForOthers()
    {
        for (int spins = 1; Volatile.Read(ref finished) < parts; spins++)
        {
            // Yielding now and then lets a worker finish that was put off this processor in mid-part.
            if (spins % 64 == 0)
            {
                Thread.Yield();
            }
            else
            {
                Thread.SpinWait(20);
            }
        }
    }

    /// <summary>Takes parts until none is left; false if there was none.</summary>
    private bool TakeParts(int worker)
    {
        bool took = false;
        while (true)
        {
            long seen = Volatile.Read(ref tickets);
            long left = seen & PartMask;
            if (left == 0)
            {
                return took;
            }

            // Read before the exchange: it succeeds only if these still belong to the job of `seen`.
            IParallelWork? job = work;
            int size = partSize, total = items;
            if (Interlocked.CompareExchange(ref tickets, seen - 1, seen) != seen)
            {
                continue;
            }

            took = true;
            int start = (int)(left - 1) * size;
            try
            {
                job!.Execute(start, Math.Min(size, total - start), worker);
            }
            catch (Exception error)
            {
                Interlocked.CompareExchange(ref failure, error, null);
            }

            Interlocked.Increment(ref finished);
        }
    }

    private void Loop(int index)
    {
        int idle = 0;
        while (!stopping)
        {
            if (TakeParts(index + 1))
            {
                idle = 0;
            }
            else if (++idle < SpinsBeforeSleep)
            {
                Thread.SpinWait(20);
            }
            else
            {
                Sleep(index);
                idle = 0;
            }
        }
    }

    private void Sleep(int index)
    {
        Interlocked.Exchange(ref asleep[index], 1);
        bool workArrived = (Volatile.Read(ref tickets) & PartMask) != 0 || stopping;
        if (workArrived && Interlocked.CompareExchange(ref asleep[index], 0, 1) == 1)
        {
            return;
        }

        wakeUps[index].WaitOne();
        Volatile.Write(ref asleep[index], 0);
    }
}
