using System.Diagnostics;
using NeuroAgents.Simulation.Engine;

namespace NeuroAgents.Simulation.Live;

/// <summary>What a live run's thread does next.</summary>
internal enum LiveTurn
{
    Frame,
    Change,
    Refresh,
    Restart,
    End,
}

/// <summary>A command, or something that looks at the run.</summary>
internal readonly record struct LiveRequest(LiveCommand? Command, Action<SimulationRun>? Look);

/// <summary>What was asked of a live run and which of it comes next: the one place where its thread and those who command it meet.</summary>
/// <remarks>Thread-safe. <see cref="Next"/> alone waits; it and the members whose names begin with Take are the run's thread's.</remarks>
/// <param name="start">What to play first.</param>
/// <param name="lastFrame">Frames after which the run rests.</param>
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
    private long? _toldAt;

    internal bool IsPaused
    {
        get => Read(static asked => asked._isPaused);
        set => Change(() => _isPaused = value);
    }

    internal double Speed
    {
        get => Read(static asked => asked._speed);
        set => Change(() => _speed = value);
    }

    internal long? HoldAt
    {
        get => Read(static asked => asked._holdAt);
        set => Change(() => _holdAt = value);
    }

    /// <summary>What is played, or will be once a restart has come about.</summary>
    internal LiveStart Start => Read(static asked => asked._start);

    internal bool IsSettled => Read(static asked
        => asked._waitingAt is { } frames && asked._requests.Count == 0 && !asked._isRefreshing && !asked._isRestarting && asked._toldAt == frames && asked.Rests(frames));

    private static double Now => Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

    internal void Step() => Change(() =>
    {
        _isPaused = true;
        _steps++;
    });

    /// <summary>Begins again; commands and steps that still wait are dropped.</summary>
    /// <param name="start">From what; null for what was begun with.</param>
    internal void Restart(LiveStart? start) => Change(() =>
    {
        _start = start ?? _start;
        _isRestarting = true;
        _steps = 0;
        _requests.Clear();
    });

    /// <summary>Adds a command. It takes the place of the newest one that waits where that leads to the same.</summary>
    internal void Post(LiveCommand command) => Change(() =>
    {
        if (_requests is [.., { Command: { } newest }] && command.Replaces(newest))
        {
            _requests.RemoveAt(_requests.Count - 1);
        }

        _requests.Add(new LiveRequest(command, null));
    });

    /// <summary>Adds something that looks at the run and changes nothing.</summary>
    internal void Inspect(Action<SimulationRun> look) => Change(() => _requests.Add(new LiveRequest(null, look)));

    internal void Refresh() => Change(() => _isRefreshing = true);

    internal void End() => Change(() => _isEnding = true);

    /// <summary>What to begin.</summary>
    internal LiveStart TakeStart()
    {
        lock (_gate)
        {
            (_isRestarting, _due, _toldAt) = (false, Now, null);
            return _start;
        }
    }

    /// <summary>The first of the requests that wait; empty for none.</summary>
    internal LiveRequest TakeRequest()
    {
        lock (_gate)
        {
            LiveRequest first = _requests.FirstOrDefault();
            _requests.RemoveRange(0, Math.Min(1, _requests.Count));
            return first;
        }
    }

    /// <summary>What can't be begun gives way to what was played before, unless something else has been asked for.</summary>
    internal void GiveUp(LiveStart refused, LiveStart before)
    {
        lock (_gate)
        {
            _start = _start == refused ? before : _start;
        }
    }

    /// <summary>Whether no frame follows by itself after this number of them: what whoever watches is told.</summary>
    internal bool IsResting(long frames)
    {
        lock (_gate)
        {
            bool isResting = Rests(frames);
            _toldAt = isResting ? frames : null;
            return isResting;
        }
    }

    /// <summary>Waits for something to do.</summary>
    internal LiveTurn Next(long frames)
    {
        lock (_gate)
        {
            while (true)
            {
                if (Demand() is { } turn)
                {
                    return turn;
                }

                if (Rests(frames) && _toldAt != frames)
                {
                    // Somebody paused after the frame was told of as one of many.
                    _toldAt = frames;
                    return LiveTurn.Refresh;
                }

                if (IsDue(frames, out int milliseconds))
                {
                    return LiveTurn.Frame;
                }

                _waitingAt = frames;
                Monitor.Wait(_gate, milliseconds);
                _waitingAt = null;
            }
        }
    }

    /// <summary>What somebody asked for before another frame.</summary>
    private LiveTurn? Demand()
    {
        if (_isEnding || _isRestarting)
        {
            return _isEnding ? LiveTurn.End : LiveTurn.Restart;
        }

        if (_requests.Count > 0)
        {
            return LiveTurn.Change;
        }

        bool isRefreshing = _isRefreshing;
        _isRefreshing = false;
        return isRefreshing ? LiveTurn.Refresh : null;
    }

    /// <summary>Whether a frame is to be played now; if not, how long to wait at most, ms.</summary>
    private bool IsDue(long frames, out int milliseconds)
    {
        milliseconds = Timeout.Infinite;
        if (Rests(frames))
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

        // A late frame moves those after it: nothing is caught up.
        _due = Math.Max(_due + SimulationRun.DeltaTime / _speed, now);
        return true;
    }

    private bool Rests(long frames) => frames >= lastFrame || (_steps == 0 && (_isPaused || frames >= _holdAt));

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
