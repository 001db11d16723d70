using System.Diagnostics;
using NeuroAgents.Simulation.Engine;

namespace NeuroAgents.Simulation.Live;

/// <summary>The next action of a live run's thread.</summary>
internal enum LiveAction
{
    Frame,
    Change,
    Refresh,
    Restart,
    End,
}

/// <summary>A request to a live run: either a command or a function that inspects the run.</summary>
internal readonly record struct LiveRequest(LiveCommand? Command, Action<SimulationRun>? Look);

/// <summary>The requests to a live run and their order. The run's thread and the threads that command it share only this class.</summary>
/// <remarks>
/// Thread-safe: one lock guards everything. Only the run's thread calls <see cref="Next"/>, <see cref="ReportIdleAfter"/>, <see cref="RevertStart"/> and the members whose names
/// begin with Take. Only <see cref="Next"/> waits.
/// </remarks>
/// <param name="start">The first run.</param>
/// <param name="lastFrame">Number of frames after which the run is idle.</param>
internal sealed class LiveSchedule(LiveStart start, long lastFrame)
{
    private readonly object _gate = new();
    private readonly List<LiveRequest> _requests = [];
    private LiveStart _start = start;
    private bool _isPaused;
    private bool _isEnding;
    private bool _isRestarting;
    private bool _isRefreshing;
    private int _steps;
    private double _speed = 1;
    private double _due = Now;
    private long? _holdAt;
    private long? _waitingAt;
    private long? _reportedAt;

    internal bool IsPaused
    {
        get => Read(static schedule => schedule._isPaused);
        set => Change(() => _isPaused = value);
    }

    internal double Speed
    {
        get => Read(static schedule => schedule._speed);
        set => Change(() => _speed = value);
    }

    internal long? HoldAt
    {
        get => Read(static schedule => schedule._holdAt);
        set => Change(() => _holdAt = value);
    }

    /// <summary>Start of the current run. After <see cref="Restart"/>, that of the new run even before it starts.</summary>
    internal LiveStart Start => Read(static schedule => schedule._start);

    internal bool IsIdle => Read(static schedule
        => schedule._waitingAt is { } frames && schedule._requests.Count == 0 && !schedule._isRefreshing && !schedule._isRestarting && schedule._reportedAt == frames && schedule.IsIdleAfter(frames));

    private static double Now => Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

    internal void Step() => Change(() =>
    {
        _isPaused = true;
        _steps++;
    });

    /// <summary>Requests a restart and drops waiting commands and steps.</summary>
    /// <param name="start">The new start; null to repeat the current one.</param>
    internal void Restart(LiveStart? start) => Change(() =>
    {
        _start = start ?? _start;
        _isRestarting = true;
        _steps = 0;
        _requests.Clear();
    });

    /// <summary>Queues a command. It replaces the newest waiting command if that one becomes unnecessary.</summary>
    internal void Post(LiveCommand command) => Change(() =>
    {
        if (_requests is [.., { Command: { } newest }] && command.Replaces(newest))
        {
            _requests.RemoveAt(_requests.Count - 1);
        }

        _requests.Add(new LiveRequest(command, null));
    });

    /// <summary>Queues a function that inspects the run without changing it.</summary>
    internal void Inspect(Action<SimulationRun> look) => Change(() => _requests.Add(new LiveRequest(null, look)));

    internal void Refresh() => Change(() => _isRefreshing = true);

    internal void End() => Change(() => _isEnding = true);

    /// <summary>Returns the start of the next run and resets the clock.</summary>
    internal LiveStart TakeStart()
    {
        lock (_gate)
        {
            (_isRestarting, _due, _reportedAt) = (false, Now, null);
            return _start;
        }
    }

    /// <summary>Removes and returns the oldest waiting request; an empty one if none waits.</summary>
    internal LiveRequest TakeRequest()
    {
        lock (_gate)
        {
            LiveRequest first = _requests.FirstOrDefault();
            _requests.RemoveRange(0, Math.Min(1, _requests.Count));
            return first;
        }
    }

    /// <summary>Replaces a start that failed by the previous one, unless another start was requested meanwhile.</summary>
    internal void RevertStart(LiveStart refused, LiveStart before)
    {
        lock (_gate)
        {
            _start = _start == refused ? before : _start;
        }
    }

    /// <summary>Returns whether the run is idle after this number of frames, and remembers that the observer receives the answer.</summary>
    internal bool ReportIdleAfter(long frames)
    {
        lock (_gate)
        {
            bool isIdle = IsIdleAfter(frames);
            _reportedAt = isIdle ? frames : null;
            return isIdle;
        }
    }

    /// <summary>Waits for the next action and returns it.</summary>
    internal LiveAction Next(long frames)
    {
        lock (_gate)
        {
            while (true)
            {
                if (Requested() is { } requested)
                {
                    return requested;
                }

                if (IsIdleAfter(frames) && _reportedAt != frames)
                {
                    // The pause came after the newest frame was reported to the observer as not the last.
                    _reportedAt = frames;
                    return LiveAction.Refresh;
                }

                if (IsDue(frames, out int milliseconds))
                {
                    return LiveAction.Frame;
                }

                _waitingAt = frames;
                Monitor.Wait(_gate, milliseconds);
                _waitingAt = null;
            }
        }
    }

    /// <summary>Returns the request that comes before another frame; null if there is none.</summary>
    private LiveAction? Requested()
    {
        if (_isEnding || _isRestarting)
        {
            return _isEnding ? LiveAction.End : LiveAction.Restart;
        }

        if (_requests.Count > 0)
        {
            return LiveAction.Change;
        }

        bool isRefreshing = _isRefreshing;
        _isRefreshing = false;
        return isRefreshing ? LiveAction.Refresh : null;
    }

    /// <summary>Returns whether a frame is due. If not, also returns the longest time to wait, ms.</summary>
    private bool IsDue(long frames, out int milliseconds)
    {
        milliseconds = Timeout.Infinite;
        if (IsIdleAfter(frames))
        {
            return false;
        }

        if (_steps > 0)
        {
            _steps--;
            return true;
        }

        double now = Now;
        if (now < _due)
        {
            milliseconds = Math.Max(1, (int)((_due - now) * 1000));
            return false;
        }

        // A late frame delays all later ones, so the run never speeds up to catch up.
        _due = Math.Max(_due + SimulationRun.DeltaTime / _speed, now);
        return true;
    }

    private bool IsIdleAfter(long frames) => frames >= lastFrame || (_steps == 0 && (_isPaused || frames >= _holdAt));

    private T Read<T>(Func<LiveSchedule, T> read)
    {
        lock (_gate)
        {
            return read(this);
        }
    }

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
            Monitor.PulseAll(_gate);
        }
    }
}
