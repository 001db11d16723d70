using NeuroAgents.Learning.Guarding;
using NeuroAgents.Learning.Hosting;

namespace NeuroAgents.Agents;

/// <summary>A reporter that collects a brain's guard events of a frame and calls the handlers of <see cref="Brain.Guarded"/>.</summary>
internal sealed class GuardReporter(Brain brain, FrameEvents events)
{
    /// <summary>Largest number of events of a frame: one for each kind of refusal, and one for each other reason.</summary>
    internal const int MaxEvents = RefusalLog.Kinds + (int)GuardReason.RolledBack;
    private Action<GuardEvent>[] _each = [];

    /// <summary>All handlers. They are called one by one: in a combined delegate, an exception of one handler would skip the others.</summary>
    internal Action<GuardEvent>? Handlers
    {
        get;
        set
        {
            field = value;
            _each = value is null ? [] : [.. value.GetInvocationList().Cast<Action<GuardEvent>>()];
        }
    }

    /// <summary>Collects the events of a frame.</summary>
    internal void Collect()
    {
        LearningTally tally = brain.Hosted.TakeReport();
        for (int kind = 0; kind < RefusalLog.Kinds; kind++)
        {
            long refused = brain.Refusals.TakeNew((RefusalKind)kind, out Refusal first);
            if (refused > 0)
            {
                events.Add(new GuardEvent(brain, GuardReason.RowsRefused, refused, StepFault.None, float.NaN) { Refusal = first });
            }
        }

        Add(GuardReason.StepsSkipped, tally.Skipped, tally);
        Add(GuardReason.RowsEvicted, tally.EvictedRows, tally);
        Add(GuardReason.RolledBack, tally.Rollbacks, tally);
    }

    /// <summary>Calls every handler and keeps the exceptions.</summary>
    internal void Raise(in GuardEvent guardEvent, FailureLog failures)
    {
        foreach (Action<GuardEvent> handler in _each)
        {
            try
            {
                handler(guardEvent);
            }
            catch (Exception error)
            {
                failures.Keep(error);
            }
        }
    }

    private void Add(GuardReason reason, long count, in LearningTally tally)
    {
        if (count > 0)
        {
            events.Add(new GuardEvent(brain, reason, count, tally.Fault, tally.FaultLoss) { LossLimit = tally.FaultLimit });
        }
    }
}
