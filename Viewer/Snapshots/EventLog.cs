using NeuroAgents.Agents;
using NeuroAgents.Serialization;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>Something that happened in a run.</summary>
/// <param name="Frame">In which frame, of several times the newest.</param>
/// <param name="Text">What.</param>
/// <param name="Count">How often in a row; of what a brain was guarded from, the text counts.</param>
/// <param name="IsBefore">Whether that was a run before the one that is current.</param>
internal readonly record struct LoggedEvent(long Frame, string Text, int Count, bool IsBefore = false)
{
    /// <summary>Frame of the first time; null of what happened in a single frame.</summary>
    public long? First { get; init; }

    /// <summary>It happens again.</summary>
    internal LoggedEvent Again(long frame) => this with { Frame = frame, First = frame == (First ?? Frame) ? null : First ?? Frame };
}

/// <summary>The newest events of a run and of those before it. Thread safe.</summary>
internal sealed class EventLog
{
    /// <summary>Events that are kept.</summary>
    public const int Capacity = 64;
    private const int LongestText = 1000;
    private readonly Lock _lock = new();
    private readonly List<(LoggedEvent Told, GuardEvent? Guarded)> _events = new(Capacity);

    /// <summary>Takes the events into a list that is used again, oldest first.</summary>
    public void CopyTo(List<LoggedEvent> events)
    {
        events.Clear();
        lock (_lock)
        {
            foreach ((LoggedEvent told, _) in _events)
            {
                events.Add(told);
            }
        }
    }

    /// <summary>Another run begins: what has happened was in one before it.</summary>
    internal void Begin()
    {
        lock (_lock)
        {
            for (int i = 0; i < _events.Count; i++)
            {
                _events[i] = (_events[i].Told with { IsBefore = true }, null);
            }
        }
    }

    /// <summary>Adds an event; one that says the same as the newest is counted with it.</summary>
    internal void Add(long frame, string text)
    {
        text = Excerpt.OneLine(text, LongestText);
        lock (_lock)
        {
            if (_events is [.., { Told.IsBefore: false } newest] && newest.Told.Text == text)
            {
                _events[^1] = (newest.Told.Again(frame) with { Count = newest.Told.Count + 1 }, null);
                return;
            }

            Add(new LoggedEvent(frame, text, 1), null);
        }
    }

    /// <summary>Adds what a brain was guarded from to all that it was guarded from for the same reason: a bad time of many frames hides nothing else.</summary>
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

            (LoggedEvent told, GuardEvent? before) = _events[known];
            GuardEvent all = guarded with { Count = before!.Value.Count + guarded.Count };
            _events.RemoveAt(known);
            _events.Add((told.Again(frame) with { Text = all.ToString() }, all));
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

    private void Add(in LoggedEvent told, GuardEvent? guarded)
    {
        if (_events.Count == Capacity)
        {
            _events.RemoveAt(0);
        }

        _events.Add((told, guarded));
    }
}
