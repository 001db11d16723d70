namespace NeuroAgents.Viewer.Live;

/// <summary>Something that happened in a run.</summary>
/// <param name="Frame">In which frame.</param>
/// <param name="Text">What.</param>
/// <param name="Count">How often in a row.</param>
/// <param name="IsBefore">Whether that was a run before the one that is played.</param>
public readonly record struct LoggedEvent(long Frame, string Text, int Count, bool IsBefore = false);

/// <summary>The newest events of a run and of those before it. Thread safe.</summary>
public sealed class EventLog
{
    /// <summary>Events that are kept.</summary>
    public const int Capacity = 64;
    private readonly Lock _lock = new();
    private readonly List<LoggedEvent> _events = new(Capacity);

    /// <summary>Takes the events into a list that is used again, oldest first.</summary>
    public void CopyTo(List<LoggedEvent> events)
    {
        events.Clear();
        lock (_lock)
        {
            events.AddRange(_events);
        }
    }

    /// <summary>Another run begins: what has happened was in one before it.</summary>
    internal void Begin()
    {
        lock (_lock)
        {
            for (int i = 0; i < _events.Count; i++)
            {
                _events[i] = _events[i] with { IsBefore = true };
            }
        }
    }

    /// <summary>Adds an event; one that says the same as the newest is counted with it.</summary>
    internal void Add(long frame, string text)
    {
        lock (_lock)
        {
            if (_events is [.., { IsBefore: false } newest] && newest.Text == text)
            {
                _events[^1] = new LoggedEvent(frame, text, newest.Count + 1);
                return;
            }

            if (_events.Count == Capacity)
            {
                _events.RemoveAt(0);
            }

            _events.Add(new LoggedEvent(frame, text, 1));
        }
    }
}
