using System.Runtime.ExceptionServices;

namespace NeuroAgents.Agents;

/// <summary>What a frame has to tell: collected while its state changes, told once that is complete. The one place that calls handlers.</summary>
/// <remarks>
/// An exception of a handler, a listener or a learner is kept until everybody was called. Then the first leaves, with the others in its data. Each leaves once.
/// Does not allocate after the first frames, unless something is thrown.
/// </remarks>
internal sealed class FrameEvents(CallGate calls)
{
    private readonly List<GuardEvent> _events = [];
    private readonly List<ExceptionDispatchInfo> _failures = [];

    internal void Add(in GuardEvent happened) => _events.Add(happened);

    /// <summary>Keeps an exception of code that is not the plugin's until the state is complete.</summary>
    internal void Keep(Exception error) => _failures.Add(ExceptionDispatchInfo.Capture(error));

    /// <summary>Calls the meter's listeners and the handlers of every event, then throws what was kept.</summary>
    /// <param name="meter">Whose listeners hear the frame's time; null for none.</param>
    /// <param name="milliseconds">Time that learning took of the frame, ms.</param>
    internal void Tell(PluginMeter? meter = null, double milliseconds = 0)
    {
        calls.IsTelling = true;
        try
        {
            Record(meter, milliseconds);
            foreach (GuardEvent happened in _events)
            {
                happened.Brain.Tell(happened, this);
            }
        }
        finally
        {
            _events.Clear();
            calls.IsTelling = false;
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

    /// <summary>Throws what was kept, and forgets it.</summary>
    internal void Throw()
    {
        if (_failures.Count > 0)
        {
            ThrowFirst();
        }
    }

    private void ThrowFirst()
    {
        ExceptionDispatchInfo first = _failures[0];
        Exception[] further = [.. _failures.Skip(1).Select(failure => failure.SourceException).Where(error => error != first.SourceException)];
        _failures.Clear();
        if (further.Length > 0)
        {
            first.SourceException.Data[NeuroPlugin.FurtherExceptions] = further;
        }

        first.Throw();
    }
}
