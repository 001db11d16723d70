using NeuroAgents.Diagnostics;

namespace NeuroAgents.Numerics;

/// <summary>Work over an index range that can be split at any item, because no item depends on another.</summary>
public interface IParallelWork
{
    /// <summary>Processes <paramref name="count"/> items from <paramref name="start"/> on. Called by several workers at once.</summary>
    /// <param name="start">First item.</param>
    /// <param name="count">Number of items, at least 1.</param>
    /// <param name="worker">Index of the executing worker, 0 to <see cref="Workers.Count"/> − 1: the index of scratch memory that no other worker uses meanwhile.</param>
    void Execute(int start, int count, int worker);
}

/// <summary>A pool of threads that splits an index range into parts and processes them in parallel.</summary>
/// <remarks>
/// <para>Any worker may process any part. Write each result at its item's index, and the bits don't depend on the number of workers.</para>
/// <para><see cref="Run"/> does not allocate. One thread at a time may call it, and never from inside work. The threads are background threads that spin
/// for about 1.5 ms after work and then sleep. With one worker everything runs on the calling thread, and no thread is started.</para>
/// <para>The threads end with <see cref="Dispose"/>, or when a pool that was not disposed is collected.</para>
/// <example><code>
/// sealed class Square(float[] values) : IParallelWork
/// {
///     public void Execute(int start, int count, int worker)
///     {
///         for (int i = start; i &lt; start + count; i++) { values[i] *= values[i]; }
///     }
/// }
///
/// using Workers workers = new(4);
/// workers.Run(new Square(values), values.Length, grain: 1024);
/// </code></example>
/// </remarks>
public sealed class Workers : IDisposable
{
    // The threads reference only the pool, so a forgotten Workers can be collected while they run.
    private readonly WorkerPool _pool;

    /// <summary>Starts <paramref name="count"/> − 1 threads; the caller of <see cref="Run"/> is the remaining worker.</summary>
    /// <param name="count">Number of workers, 1 to 256. Where threads can't be started, as in a browser, <see cref="Count"/> is 1.</param>
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

    internal bool IsRunning => _pool.IsRunning;

    /// <summary>The pool's own threads, without the caller's.</summary>
    internal IReadOnlyList<Thread> Threads => _pool.Threads;

    /// <summary>Runs the work over [0, itemCount) and returns when all of it is done.</summary>
    /// <param name="job">The work, referenced until the call returns.</param>
    /// <param name="itemCount">Number of items, at least 0.</param>
    /// <param name="grain">Number of items in a unit of work, at least 1. Parts consist of whole units, and a run of at most one unit stays on the calling thread. Larger units cost less coordination and balance worse.</param>
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
    /// <exception cref="InvalidOperationException">Work is running. A call from inside work would wait for itself.</exception>
    public void Dispose()
    {
        _pool.Dispose();
        GC.SuppressFinalize(this);
    }
}
