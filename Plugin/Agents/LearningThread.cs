using System.Runtime.CompilerServices;

namespace NeuroAgents.Agents;

/// <summary>Makes the brains' learning steps on a thread of its own, job by job; a job is what all brains learn from one frame on.</summary>
/// <remarks>
/// Jobs stand in a ring. The game's thread queues and publishes them at frame boundaries, the learning thread runs them in order; a job belongs to one of the two at
/// a time, and the two counters say to which. Does not allocate after brains were added. Where threads can't be started, jobs run on the caller.
/// While the thread waits, it holds only a weak reference. A plugin that was dropped without <see cref="Dispose"/> can therefore be collected, which ends the thread.
/// </remarks>
internal sealed class LearningThread : IDisposable
{
    private readonly bool _isLockstep;
    private readonly int _delay;
    private readonly List<BrainLearning> _brains = [];
    private readonly int[] _steps;
    private readonly AutoResetEvent _work = new(false);
    private readonly AutoResetEvent _progress = new(false);
    private long _queued;
    private long _finished;
    private long _published;
    private volatile bool _stopping;

    internal LearningThread(bool isLockstep, int delay)
    {
        (_isLockstep, _delay) = (isLockstep, delay);
        _steps = new int[delay];
        Thread = Start(new WeakReference<LearningThread>(this), _work);
    }

    /// <summary>Ends the thread of a plugin that was not destroyed.</summary>
    ~LearningThread()
    {
        // The thread references the event, so the event has not been finalized yet.
        if (Thread is not null)
        {
            _work.Set();
        }
    }

    /// <summary>The thread; null if it can't be started.</summary>
    internal Thread? Thread { get; }

    internal void Add(BrainLearning brain)
    {
        Finish();
        brain.LearnOn(this, _delay);
        _brains.Add(brain);
    }

    /// <summary>A frame's boundary: publishes what is due and queues what was taught since.</summary>
    internal void Turn(int steps)
    {
        PublishUntil(_isLockstep ? _queued - _delay + 1 : Volatile.Read(ref _finished));
        foreach (BrainLearning brain in _brains)
        {
            brain.RecordTaught();
        }

        if (_queued - _published < _delay)
        {
            Queue(steps);
        }
    }

    /// <summary>Whether rows can be recorded although steps read others meanwhile. In lockstep none may be lost: older jobs are waited for.</summary>
    internal bool MakeRoom(BrainLearning brain, int rows)
    {
        while (true)
        {
            long running = Volatile.Read(ref _finished);
            if (running == _queued || rows <= brain.Room(Slot(running)))
            {
                return true;
            }

            if (!_isLockstep)
            {
                return false;
            }

            WaitFor(running + 1);
        }
    }

    /// <summary>Waits for every job and publishes it.</summary>
    internal void Finish() => PublishUntil(_queued);

    /// <summary>Waits for every job and leaves what came of them to be published when it is due.</summary>
    internal void Wait() => WaitFor(_queued);

    /// <summary>Number of jobs that are queued and not published.</summary>
    internal int Waiting => (int)(_queued - _published);

    /// <summary>The place in the ring of one of <see cref="Waiting"/>, 0 the next to be published.</summary>
    internal int WaitingSlot(int place) => Slot(_published + place);

    /// <summary>Whether so many finished jobs have room in the ring.</summary>
    internal bool CanResume(int waiting) => waiting >= 0 && waiting <= _delay;

    /// <summary>Goes on with finished jobs in the first places of the ring.</summary>
    internal void ResumeWith(int waiting)
    {
        Finish();
        _published = 0;
        Volatile.Write(ref _finished, waiting);
        Volatile.Write(ref _queued, waiting);
    }

    /// <summary>Stops the thread once every job is done.</summary>
    public void Dispose()
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
            int slot = Slot(_published);
            _published++;
            foreach (BrainLearning brain in _brains)
            {
                brain.PublishJob(slot);
            }
        }
    }

    private void Queue(int steps)
    {
        int slot = Slot(_queued);
        _steps[slot] = steps;
        foreach (BrainLearning brain in _brains)
        {
            brain.Queue(slot);
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
                throw new InvalidOperationException("Brain: expected calls from the game's thread, received one from a learner beside the game, which would wait for itself.");
            }

            _progress.WaitOne();
        }
    }

    private static Thread? Start(WeakReference<LearningThread> owner, AutoResetEvent work)
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

    private static void Loop(WeakReference<LearningThread> owner, AutoResetEvent work)
    {
        while (RunJobs(owner))
        {
            work.WaitOne();
        }
    }

    /// <summary>Runs every queued job. Not inlined, so that no local keeps the owner alive while the thread waits.</summary>
    /// <returns>Whether more jobs can follow.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool RunJobs(WeakReference<LearningThread> owner)
    {
        if (!owner.TryGetTarget(out LearningThread? learning))
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
        int slot = Slot(_finished);
        foreach (BrainLearning brain in _brains)
        {
            brain.RunJob(slot, _steps[slot]);
        }

        Volatile.Write(ref _finished, _finished + 1);
    }
}
