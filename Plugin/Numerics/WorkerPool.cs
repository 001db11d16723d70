using System.Diagnostics;

namespace NeuroAgents.Numerics;

/// <summary>The threads of <see cref="Workers"/> and the job that they share.</summary>
/// <remarks>
/// <para>One caller at a time publishes a job over the items [0, itemCount) and takes part in it as worker 0. The job is cut into parts of equal size.
/// Each worker has a region of neighbouring parts, and each region has a ticket: the job's number and the number of parts left to take.</para>
/// <code>
/// items     0 ...................................... itemCount
/// parts     | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 |10 |11 |   _partSize items each; the last may have fewer
/// regions   |   worker 0    |   worker 1    |   worker 2    |
/// tickets   | job 7, 3 left | job 7, 2 left | job 7, 0 left |   next parts to take: 1 and 6
///
/// caller    Publish → take parts → wait for the parts of others → throw the first exception
/// thread    spin → take parts → spin about 1.5 ms → sleep → woken by a later Publish
/// </code>
/// <para>A worker takes a part by one compare-exchange on a ticket, first from its own region, then from the regions of slower workers. Invariants:</para>
/// <list type="number">
/// <item>The job's fields are written only while no ticket has parts left and every part of the previous job is done. The tickets publish them.</item>
/// <item>A thread that was delayed since an earlier job can't take a part with outdated fields: the number in the ticket has changed, so the exchange fails.</item>
/// <item>Every part is executed once. <see cref="Run"/> returns after the last one, so the caller may then reuse the job and its memory.</item>
/// <item>No wake-up is lost. A thread first marks itself asleep and then looks for work once more; Publish first writes the tickets and then reads the
/// marks. At least one of the two sees the other.</item>
/// <item>Which worker executes a part is left to chance. The worker's index names its scratch memory and must not enter a result.</item>
/// </list>
/// </remarks>
internal sealed class WorkerPool : IDisposable
{
    /// <summary>Idle spins before a thread sleeps, about 1.5 ms: longer than the game's own code between two phases of a frame, shorter than the rest of the frame.</summary>
    private const int SpinsBeforeSleep = 10_000;

    /// <summary>Iterations of one spin. The runtime calibrates an iteration so that a spin takes about 40 ns on every processor.</summary>
    private const int SpinLength = 4;
    private const int PartBits = 24;
    private const long PartMask = (1L << PartBits) - 1;

    /// <summary>Distance between tickets, two cache lines, so that workers don't wait for each other's tickets.</summary>
    private const int TicketStride = 16;

    private readonly Thread[] _threads;
    private readonly AutoResetEvent[] _wakeUps;
    private readonly int[] _asleep;

    // The job's fields are written only after every part of the previous job is done, then published by `tickets`.
    private IParallelWork? _work;
    private int _items;
    private int _partSize;
    private int _parts;

    /// <summary>One ticket per region. Upper bits: the job's number. Lower bits: parts left.</summary>
    private readonly long[] _tickets;
    private int _finished;
    private int _running;
    private Exception? _failure;
    private volatile bool _stopping;

    internal WorkerPool(int count, Action<Thread> start)
    {
        _wakeUps = [.. Enumerable.Range(1, count - 1).Select(_ => new AutoResetEvent(false))];
        _asleep = new int[count - 1];
        _tickets = new long[count * TicketStride];
        Count = count;
        _threads = Start(count - 1, start);
        Count = _threads.Length + 1;
        Debug.Assert(Count == 1 || Count == count, "Either all threads start or none does.");
    }

    /// <summary>Number of workers, including the caller.</summary>
    internal int Count { get; }

    internal bool IsRunning => Volatile.Read(ref _running) != 0;

    internal IReadOnlyList<Thread> Threads => _threads;

    internal void Run(IParallelWork job, int itemCount, int grain)
    {
        if (_stopping)
        {
            throw new ObjectDisposedException(null, "Workers.Run: expected a call before Dispose, received one after it.");
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

    /// <summary>Tells the threads to end without waiting for them.</summary>
    internal void Stop()
    {
        _stopping = true;
        for (int i = 0; i < _threads.Length; i++)
        {
            _wakeUps[i].Set();
        }
    }

    public void Dispose()
    {
        if (_stopping)
        {
            return;
        }

        if (IsRunning)
        {
            throw new InvalidOperationException("Workers.Dispose: expected a call while no work runs, received one during work; call it after Run has returned.");
        }

        Stop();
        for (int i = 0; i < _threads.Length; i++)
        {
            _threads[i].Join();
            _wakeUps[i].Dispose();
        }
    }

    private Thread[] Start(int count, Action<Thread> start)
    {
        Thread[] threads = new Thread[count];
        try
        {
            for (int i = 0; i < count; i++)
            {
                int index = i;
                threads[i] = new Thread(() => Loop(index)) { IsBackground = true, Name = $"NeuroAgents worker {i + 1}" };
                start(threads[i]);
            }
        }
        catch (PlatformNotSupportedException)
        {
            // Either all threads start or none does.
            return [];
        }
        catch
        {
            // Without this, the threads that started before the failure would never end.
            _stopping = true;
            Array.ForEach(_wakeUps, wakeUp => wakeUp.Set());
            throw;
        }

        return threads;
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
        Debug.Assert(IsRunning && itemCount > grain && grain > 0, "A job is published by the one caller of Run, and is worth sharing.");
        Debug.Assert(_finished == _parts && !IsWorkLeft(), "Every part of the previous job is done before the next job's fields are written.");
        Debug.Assert(_failure is null, "The failure of the previous job was thrown.");

        // About eight parts per worker balance a worker that is delayed by other work.
        int wanted = Math.Max(1, itemCount / (Count * 8));
        _partSize = (int)Math.Min(itemCount, ((long)wanted + grain - 1) / grain * grain);
        _parts = (int)(((long)itemCount + _partSize - 1) / _partSize);
        Debug.Assert(_partSize > 0 && _parts > 0 && _parts <= PartMask, "The number of parts fits a ticket's lower bits.");
        Debug.Assert((long)(_parts - 1) * _partSize < itemCount && (long)_parts * _partSize >= itemCount, "The parts cover all items, and none is empty.");
        _items = itemCount;
        _work = job;
        _finished = 0;
        long number = (Volatile.Read(ref _tickets[0]) >> PartBits) + 1;
        for (int worker = Count - 1; worker >= 0; worker--)
        {
            long own = FirstPart(worker + 1) - FirstPart(worker);
            Debug.Assert(own >= 0, "A worker's region starts where the one before it ends.");
            Interlocked.Exchange(ref _tickets[worker * TicketStride], (number << PartBits) | own);
        }

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
            // An occasional yield lets a worker that was preempted on this processor finish its part.
            if (spins % 256 == 0)
            {
                Thread.Yield();
            }
            else
            {
                Thread.SpinWait(SpinLength);
            }
        }
    }

    /// <summary>Returns the first part of a worker's region.</summary>
    private int FirstPart(int worker) => (int)((long)_parts * worker / Count);

    /// <summary>Takes parts until none is left. Returns whether it took any.</summary>
    /// <remarks>A worker starts with the parts of its own region, which are still in its cache from the last job of the same size.</remarks>
    private bool TakeParts(int worker)
    {
        Debug.Assert((uint)worker < (uint)Count, "A worker's index names its scratch memory.");
        bool took = false;
        for (int i = 0; i < Count; i++)
        {
            int region = worker + i < Count ? worker + i : worker + i - Count;
            while (TakePart(region, worker))
            {
                took = true;
            }
        }

        return took;
    }

    private bool TakePart(int region, int worker)
    {
        ref long ticket = ref _tickets[region * TicketStride];
        long seen = Volatile.Read(ref ticket);
        int left = (int)(seen & PartMask);
        if (left == 0)
        {
            return false;
        }

        // Read before the exchange, which succeeds only if these fields still belong to the job of `seen`.
        IParallelWork? job = _work;
        int size = _partSize, total = _items, parts = _parts, end = FirstPart(region + 1);
        if (Interlocked.CompareExchange(ref ticket, seen - 1, seen) == seen)
        {
            Debug.Assert(job is not null && IsRunning, "A part that was taken belongs to a job that still runs.");
            Debug.Assert(left <= end && end <= parts, "A ticket has no more parts than its region.");
            // Parts are taken in ascending order. A caller with unequal parts puts the large ones first, which keeps the wait at the end short.
            int start = (end - left) * size;
            Debug.Assert(start >= 0 && start < total, "A part starts within the items.");
            try
            {
                job!.Execute(start, Math.Min(size, total - start), worker);
            }
            catch (Exception error)
            {
                Interlocked.CompareExchange(ref _failure, error, null);
            }

            int finished = Interlocked.Increment(ref _finished);
            Debug.Assert(finished <= parts, "No part is done twice.");
        }

        return true;
    }

    private bool IsWorkLeft()
    {
        for (int worker = 0; worker < Count; worker++)
        {
            if ((Volatile.Read(ref _tickets[worker * TicketStride]) & PartMask) != 0)
            {
                return true;
            }
        }

        return false;
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
                Thread.SpinWait(SpinLength);
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
        bool workArrived = IsWorkLeft() || _stopping;
        if (workArrived && Interlocked.CompareExchange(ref _asleep[index], 0, 1) == 1)
        {
            return;
        }

        _wakeUps[index].WaitOne();
        Volatile.Write(ref _asleep[index], 0);
    }
}
