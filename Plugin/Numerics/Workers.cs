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
/// <para>The threads end with <see cref="Dispose"/>, or when a pool that was not disposed is collected.</para>
/// </remarks>
public sealed class Workers : IDisposable
{
    // The threads reference only the pool, so this handle can be collected while they run.
    private readonly WorkerPool _pool;

    /// <summary>Starts <paramref name="count"/> − 1 threads; the caller of <see cref="Run"/> is the remaining worker.</summary>
    /// <param name="count">Number of workers, 1 to 256. Where threads can't be started, as in a browser, there is one.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is out of its range.</exception>
    public Workers(int count)
        : this(count, thread => thread.Start())
    {
    }

    internal Workers(int count, Action<Thread> start)
    {
        Require.InRange(count, 1, 256);
        _pool = new WorkerPool(count, start);
    }

    /// <summary>Ends the threads of a pool that was not disposed.</summary>
    ~Workers() => _pool?.Stop();

    /// <summary>Number of workers, the caller included.</summary>
    public int Count => _pool.Count;

    /// <summary>Whether work is running.</summary>
    internal bool IsRunning => _pool.IsRunning;

    /// <summary>The threads without the caller's.</summary>
    internal IReadOnlyList<Thread> Threads => _pool.Threads;

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
        _pool.Run(job, itemCount, grain);
        GC.KeepAlive(this);
    }

    /// <summary>Stops the threads and waits for them.</summary>
    /// <exception cref="InvalidOperationException">The call comes while work runs, for example from inside it: the threads would wait for themselves.</exception>
    public void Dispose()
    {
        _pool.Dispose();
        GC.SuppressFinalize(this);
    }
}
