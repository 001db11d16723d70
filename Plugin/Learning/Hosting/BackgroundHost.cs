using System.Diagnostics;
using System.Runtime.CompilerServices;
using NeuroAgents.Learning.Experience;

namespace NeuroAgents.Learning.Hosting;

/// <summary>A host that learns on a thread of its own, job by job. A job is everything that all brains learn between two frame boundaries.</summary>
/// <remarks>
/// <para>The game's thread calls every member. It queues and publishes jobs at frame boundaries; the learning thread runs them in order. Jobs occupy a ring of <c>delay</c> slots.
/// A job belongs to one thread at a time, which three counters decide:</para>
/// <code>
/// job number      published          finished           queued ≤ published + delay
///   done, free    │ to be published  │ to be run        │ not queued yet
///                 │ game's thread    │ learning thread  │
/// </code>
/// <para>In lockstep, the job of frame t is published exactly at the end of frame t + delay; the game waits for it. Otherwise each boundary publishes the jobs finished so far,
/// and rows that find no room while a job runs are dropped and counted as missed.</para>
/// <para>Does not allocate after brains were added. Where threads can't be started, jobs run in the call that queues them. While the thread waits, it holds only a weak reference:
/// a plugin that was dropped without <see cref="Dispose"/> can be collected, which ends the thread.</para>
/// </remarks>
internal sealed class BackgroundHost : LearningHost
{
    private readonly bool _isLockstep;
    private readonly int _delay;
    private readonly int[] _steps;
    private readonly AutoResetEvent _work = new(false);
    private readonly AutoResetEvent _progress = new(false);
    private long _queued;
    private long _finished;
    private long _published;
    private volatile bool _stopping;

    internal BackgroundHost(CallGate calls, bool isLockstep, int delay)
        : base(calls)
    {
        (_isLockstep, _delay) = (isLockstep, delay);
        _steps = new int[delay];
        Thread = Start(new WeakReference<BackgroundHost>(this), _work);
    }

    /// <summary>Ends the thread of a plugin that was not destroyed.</summary>
    ~BackgroundHost()
    {
        // The thread references the event, so the event has not been finalized yet.
        if (Thread is not null)
        {
            _work.Set();
        }
    }

    /// <summary>The thread; null if it can't be started.</summary>
    internal Thread? Thread { get; }

    internal override void Add(HostedLearner learner)
    {
        WaitForJobs();
        PublishJobs();
        learner.CreateJobs(_delay);
        base.Add(learner);
    }

    /// <summary>Records rows while a job learns from other rows. In lockstep no row may be lost, so the call waits for jobs until there is room.</summary>
    private protected override void RecordRows(HostedLearner learner, IExperienceBatch batch)
    {
        while (true)
        {
            long running = Volatile.Read(ref _finished);
            if (running == _queued || batch.Count <= learner.FreeReserve(Slot(running)))
            {
                learner.Record(batch);
                return;
            }

            if (!_isLockstep)
            {
                learner.CountMissed(batch.Count);
                return;
            }

            WaitFor(running + 1);
        }
    }

    /// <summary>Publishes the jobs that are due. Queues a new job, which includes the rows recorded since the last one, if a slot is free.</summary>
    internal override void OnFrameBoundary(in FrameQuota quota)
    {
        PublishUntil(_isLockstep ? _queued - _delay + 1 : Volatile.Read(ref _finished));
        if (_queued - _published < _delay)
        {
            Queue(quota.Steps);
        }
    }

    internal override int[] WaitingJobs => [.. Enumerable.Range(0, (int)(_queued - _published)).Select(job => Slot(_published + job))];

    internal override int Delay => _delay;

    internal override bool CanResume(int waiting) => waiting >= 0 && waiting <= _delay;

    /// <summary>Continues with finished jobs in the first slots of the ring.</summary>
    internal override void ResumeWith(int waiting)
    {
        WaitForJobs();
        PublishJobs();
        _published = 0;
        Volatile.Write(ref _finished, waiting);
        Volatile.Write(ref _queued, waiting);
    }

    private protected override void WaitForJobs() => WaitFor(_queued);

    private protected override void PublishJobs() => PublishUntil(_queued);

    /// <summary>Waits until every job is done, then stops the thread.</summary>
    public override void Dispose()
    {
        if (_stopping)
        {
            return;
        }

        WaitFor(_queued);
        _stopping = true;
        _work.Set();
        Thread?.Join();
        _work.Dispose();
        _progress.Dispose();
        GC.SuppressFinalize(this);
    }

    private void PublishUntil(long number)
    {
        while (_published < number)
        {
            WaitFor(_published + 1);
            Debug.Assert(_published < Volatile.Read(ref _finished), "Only finished jobs are published.");
            int slot = Slot(_published);
            _published++;
            foreach (HostedLearner learner in Learners)
            {
                learner.PublishJob(slot);
            }
        }
    }

    private void Queue(int steps)
    {
        Debug.Assert(_queued - _published < _delay, "A job is queued where the ring has a free slot.");
        int slot = Slot(_queued);
        _steps[slot] = steps;
        foreach (HostedLearner learner in Learners)
        {
            learner.QueueJob(slot);
        }

        Volatile.Write(ref _queued, _queued + 1);
        if (Thread is null)
        {
            RunJob();
        }
        else
        {
            _work.Set();
        }
    }

    private int Slot(long number) => (int)(number % _delay);

    private void WaitFor(long number)
    {
        while (Volatile.Read(ref _finished) < number)
        {
            if (Thread is not null && Thread.CurrentThread == Thread)
            {
                throw new InvalidOperationException("Brain: expected calls from the game's thread, received one from a background learner, which would wait for itself.");
            }

            _progress.WaitOne();
        }
    }

    private static Thread? Start(WeakReference<BackgroundHost> owner, AutoResetEvent work)
    {
        Thread thread = new(() => Loop(owner, work)) { IsBackground = true, Name = "NeuroAgents learning" };
        try
        {
            thread.Start();
            return thread;
        }
        catch (PlatformNotSupportedException)
        {
            // Jobs run in the call that queues them.
            return null;
        }
    }

    private static void Loop(WeakReference<BackgroundHost> owner, AutoResetEvent work)
    {
        while (RunJobs(owner))
        {
            work.WaitOne();
        }
    }

    /// <summary>Runs every queued job. Not inlined, so that no local keeps the owner alive while the thread waits.</summary>
    /// <returns>Whether more jobs can follow.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool RunJobs(WeakReference<BackgroundHost> owner)
    {
        if (!owner.TryGetTarget(out BackgroundHost? learning))
        {
            return false;
        }

        while (!learning._stopping && Volatile.Read(ref learning._queued) > learning._finished)
        {
            learning.RunJob();
            learning._progress.Set();
        }

        return !learning._stopping;
    }

    private void RunJob()
    {
        Debug.Assert(Thread is null || Thread.CurrentThread == Thread, "Jobs run on the learning thread.");
        Debug.Assert(_finished < Volatile.Read(ref _queued), "Only queued jobs run.");
        int slot = Slot(_finished);
        foreach (HostedLearner learner in Learners)
        {
            learner.RunJob(slot, _steps[slot]);
        }

        Volatile.Write(ref _finished, _finished + 1);
    }
}
