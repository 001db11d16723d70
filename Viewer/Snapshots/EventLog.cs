using NeuroAgents.Agents;
using NeuroAgents.Serialization;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>An event in a run.</summary>
/// <param name="Frame">Frame of the event; of a repeated event, the newest frame.</param>
/// <param name="Text">Description of the event.</param>
/// <param name="Count">Number of occurrences in a row. It stays 1 for guard events, whose text contains the count.</param>
/// <param name="IsFromEarlierRun">Whether the event belongs to an earlier run.</param>
internal readonly record struct LoggedEvent(long Frame, string Text, int Count, bool IsFromEarlierRun = false)
{
    /// <summary>Frame of the first occurrence; null if the event occurred in only one frame.</summary>
    public long? First { get; init; }

    /// <summary>Returns the event with one more occurrence.</summary>
    internal LoggedEvent Repeat(long frame) => this with { Frame = frame, First = frame == (First ?? Frame) ? null : First ?? Frame };
}

/// <summary>A log of the newest events of the current run and of earlier ones. Thread-safe.</summary>
internal sealed class EventLog
{
    /// <summary>Maximum number of events kept.</summary>
    public const int Capacity = 64;
    private const int MaxTextLength = 1000;
    private readonly Lock _lock = new();
    private readonly List<(LoggedEvent Logged, GuardEvent? Guarded)> _events = new(Capacity);

    /// <summary>Copies the events into a reusable list, oldest first.</summary>
    public void CopyTo(List<LoggedEvent> events)
    {
        events.Clear();
        lock (_lock)
        {
            foreach ((LoggedEvent logged, _) in _events)
            {
                events.Add(logged);
            }
        }
    }

    /// <summary>Marks all events so far as belonging to an earlier run.</summary>
    internal void BeginRun()
    {
        lock (_lock)
        {
            for (int i = 0; i < _events.Count; i++)
            {
                _events[i] = (_events[i].Logged with { IsFromEarlierRun = true }, null);
            }
        }
    }

    /// <summary>Adds an event, or raises the count of the newest one if the text is the same.</summary>
    internal void Add(long frame, string text)
    {
        text = Excerpt.OneLine(text, MaxTextLength);
        lock (_lock)
        {
            if (_events is [.., { Logged.IsFromEarlierRun: false } newest] && newest.Logged.Text == text)
            {
                _events[^1] = (newest.Logged.Repeat(frame) with { Count = newest.Logged.Count + 1 }, null);
                return;
            }

            Add(new LoggedEvent(frame, text, 1), null);
        }
    }

    /// <summary>Adds a guard event, merged with earlier ones of the same brain and reason, so that many bad frames don't push other events out.</summary>
    internal void Add(long frame, in GuardEvent guarded)
    {
        lock (_lock)
        {
            int known = Find(guarded);
            if (known < 0)
            {
                Add(new LoggedEvent(frame, guarded.ToString(), 1), guarded);
                return;
            }

            (LoggedEvent logged, GuardEvent? before) = _events[known];
            GuardEvent all = guarded with { Count = before!.Value.Count + guarded.Count };
            _events.RemoveAt(known);
            _events.Add((logged.Repeat(frame) with { Text = all.ToString() }, all));
        }
    }

    private int Find(in GuardEvent guarded)
    {
        for (int i = _events.Count - 1; i >= 0; i--)
        {
            if (_events[i].Guarded is { } other && (other.Brain, other.Reason, other.Fault, other.Refusal?.Kind) == (guarded.Brain, guarded.Reason, guarded.Fault, guarded.Refusal?.Kind))
            {
                return i;
            }
        }

        return -1;
    }

    private void Add(in LoggedEvent logged, GuardEvent? guarded)
    {
        if (_events.Count == Capacity)
        {
            _events.RemoveAt(0);
        }

        _events.Add((logged, guarded));
    }
}
