using NeuroAgents.Learning.Hosting;

namespace NeuroAgents.Agents;

/// <summary>The events of a frame: collected while the state changes, raised once the state is complete. All handlers are called from here.</summary>
/// <remarks>
/// An exception of a handler, a listener or a learner is kept until all of them were called. The first exception is then thrown once, with the others in its data.
/// Does not allocate once <see cref="Reserve"/> has made room for every brain, except for exceptions.
/// </remarks>
internal sealed class FrameEvents(CallGate calls)
{
    private readonly List<GuardEvent> _events = [];

    /// <summary>Exceptions of handlers, listeners and learners.</summary>
    internal FailureLog Failures { get; } = new(NeuroPlugin.FurtherExceptions);

    /// <summary>Reserves room for all events that one frame can have with this number of brains.</summary>
    internal void Reserve(int brains) => _events.Capacity = Math.Max(_events.Capacity, brains * GuardReporter.MaxEvents);

    internal void Add(in GuardEvent guardEvent) => _events.Add(guardEvent);

    /// <summary>Keeps an exception of outside code until the state is complete.</summary>
    internal void Keep(Exception error) => Failures.Keep(error);

    /// <summary>Calls the meter's listeners and the handlers of every event, then throws the first kept exception.</summary>
    /// <param name="meter">The meter whose listeners receive the frame's time; null for none.</param>
    /// <param name="milliseconds">Learning time of the frame, ms.</param>
    internal void Raise(PluginMeter? meter = null, double milliseconds = 0)
    {
        calls.IsCallingHandlers = true;
        try
        {
            Record(meter, milliseconds);
            foreach (GuardEvent guardEvent in _events)
            {
                guardEvent.Brain.Reporter.Raise(guardEvent, Failures);
            }
        }
        finally
        {
            _events.Clear();
            calls.IsCallingHandlers = false;
        }

        Throw();
    }

    private void Record(PluginMeter? meter, double milliseconds)
    {
        try
        {
            meter?.RecordLearning(milliseconds);
        }
        catch (Exception error)
        {
            Keep(error);
        }
    }

    /// <summary>Throws the first kept exception and clears the list.</summary>
    internal void Throw() => Failures.Throw();
}
