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

    private readonly Thread[] _threads;
    private readonly AutoResetEvent[] _wakeUps;
    private readonly int[] _asleep;

    // The job's fields are written only while no part of the previous job is left, then published by `tickets`.
    private IParallelWork? _work;
    private int _items;
    private int _partSize;
    private int _parts;

    /// <summary>Upper bits: the job's number; lower bits: parts not yet taken. One compare-exchange takes a part of a known job.</summary>
    private long _tickets;
    private int _finished;
    private int _running;
    private Exception? _failure;
    private volatile bool _stopping;

    /// <summary>Starts <paramref name="count"/> − 1 threads; the caller of <see cref="Run"/> is the remaining worker.</summary>
    /// <param name="count">Number of workers, 1 to 256.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is out of its range.</exception>
    public Workers(int count)
    {
        Require.InRange(count, 1, 256);
        Count = count;
        _threads = new Thread[count - 1];
        _wakeUps = new AutoResetEvent[count - 1];
        _asleep = new int[count - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int index = i;
            _wakeUps[i] = new AutoResetEvent(false);
            _threads[i] = new Thread(() => Loop(index)) { IsBackground = true, Name = $"NeuroAgents worker {i + 1}" };
            _threads[i].Start();
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
        if (_stopping)
        {
            throw new ObjectDisposedException(nameof(Workers));
        }

        if (Interlocked.Exchange(ref _running, 1) != 0)
        {
            throw new InvalidOperationException("Workers.Run: expected one call at a time, received a call while another one runs.");
        }

        try
        {
            if (_threads.Length > 0 && itemCount > grain)
            {
                Share(job, itemCount, grain);
            }
            else if (itemCount > 0)
            {
                job.Execute(0, itemCount, 0);
            }
        }
        finally
        {
            _work = null;
            Volatile.Write(ref _running, 0);
        }
    }

    /// <summary>Stops the threads and waits for them.</summary>
    public void Dispose()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        for (int i = 0; i < _threads.Length; i++)
        {
            _wakeUps[i].Set();
            _threads[i].Join();
            _wakeUps[i].Dispose();
        }
    }

    private void Share(IParallelWork job, int itemCount, int grain)
    {
        Publish(job, itemCount, grain);
        TakeParts(0);
        WaitForOthers();
        if (_failure is { } error)
        {
            _failure = null;
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(error).Throw();
        }
    }

    private void Publish(IParallelWork job, int itemCount, int grain)
    {
        // About eight parts a worker even out a neighbour that is busy with something else.
        int wanted = Math.Max(1, itemCount / (Count * 8));
        _partSize = (int)Math.Min(itemCount, ((long)wanted + grain - 1) / grain * grain);
        _parts = (int)(((long)itemCount + _partSize - 1) / _partSize);
        _items = itemCount;
        _work = job;
        _finished = 0;
        long number = (Volatile.Read(ref _tickets) >> PartBits) + 1;
        Interlocked.Exchange(ref _tickets, (number << PartBits) | (long)_parts);
        for (int i = 0; i < _threads.Length; i++)
        {
            if (Interlocked.CompareExchange(ref _asleep[i], 0, 1) == 1)
            {
                _wakeUps[i].Set();
            }
        }
    }

    private void WaitForOthers()
    {
        for (int spins = 1; Volatile.Read(ref _finished) < _parts; spins++)
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
            long seen = Volatile.Read(ref _tickets);
            long left = seen & PartMask;
            if (left == 0)
            {
                return took;
            }

            // Read before the exchange: it succeeds only if these still belong to the job of `seen`.
            IParallelWork? job = _work;
            int size = _partSize, total = _items, parts = _parts;
            if (Interlocked.CompareExchange(ref _tickets, seen - 1, seen) != seen)
            {
                continue;
            }

            took = true;
            // In ascending order: whoever cuts work into unequal parts puts the large ones first, and nobody waits long at the end.
            int start = (parts - (int)left) * size;
            try
            {
                job!.Execute(start, Math.Min(size, total - start), worker);
            }
            catch (Exception error)
            {
                Interlocked.CompareExchange(ref _failure, error, null);
            }

            Interlocked.Increment(ref _finished);
        }
    }

    private void Loop(int index)
    {
        int idle = 0;
        while (!_stopping)
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
        Interlocked.Exchange(ref _asleep[index], 1);
        bool workArrived = (Volatile.Read(ref _tickets) & PartMask) != 0 || _stopping;
        if (workArrived && Interlocked.CompareExchange(ref _asleep[index], 0, 1) == 1)
        {
            return;
        }

        _wakeUps[index].WaitOne();
        Volatile.Write(ref _asleep[index], 0);
    }
}
