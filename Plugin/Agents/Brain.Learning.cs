using NeuroAgents.Learning;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Models;

namespace NeuroAgents.Agents;

public sealed partial class Brain
{
    private readonly BrainLearning _learning;
    private Action<GuardEvent>? _guarded;
    private Action<GuardEvent>[] _handlers = [];

    /// <summary>Raised at the end of <see cref="NeuroPlugin.LateUpdate"/>, on its thread, if rows were refused or evicted, steps were skipped, or the weights were rolled back.</summary>
    /// <remarks>
    /// <para>The frame of every brain is complete by then. A handler may therefore make every call except <see cref="NeuroPlugin.LateUpdate"/>: save and load, add brains, end the plugin.
    /// <see cref="NeuroPlugin.FinishLearning"/> also raises the event, for the steps that it publishes. If a handler calls it, its events are raised in the next frame.</para>
    /// <para>Every handler receives every event, even if another handler throws. <see cref="NeuroPlugin.LateUpdate"/> then throws the first exception, once. Exceptions of other handlers are in its
    /// <see cref="Exception.Data"/> under <see cref="NeuroPlugin.FurtherExceptions"/>. The next frame runs as usual.</para>
    /// </remarks>
    public event Action<GuardEvent>? Guarded
    {
        add => SetHandlers(_guarded + value);
        remove => SetHandlers(_guarded - value);
    }

    /// <summary>The way of learning, or null.</summary>
    public ILearner? Learner => _learning.Learner;

    /// <summary>Number of minibatches learned from.</summary>
    public long LearnSteps => _learning.Counters.LearnSteps;

    /// <summary>Number of rows learned from.</summary>
    public long SamplesLearned => _learning.Counters.SamplesLearned;

    /// <summary>Mean loss of the newest minibatch before its step; NaN before the first.</summary>
    public float LastLoss => _learning.Counters.LastLoss;

    /// <summary>Minibatches that were not applied because their loss, gradient or weights were not finite or their loss exploded: see <see cref="GuardOptions"/>.</summary>
    public long SkippedSteps => _learning.Counters.SkippedSteps;

    /// <summary>How often the last good weights were taken back.</summary>
    public long Rollbacks => _learning.Counters.Rollbacks;

    /// <summary>Rows that were taken out of the replay because they spoiled step after step.</summary>
    public long EvictedRows => _learning.Counters.EvictedRows;

    /// <summary>Rows that were taught and not recorded, because learning beside the game had no room for them yet.</summary>
    public long MissedRows => _learning.Counters.MissedRows;

    /// <summary>Rows of experience that wait to be learned from: those recorded less those learned from, at most what the replay holds.</summary>
    public long Backlog => _learning.Backlog;

    /// <summary>The weights that decide now. They change at the end of <see cref="NeuroPlugin.LateUpdate"/> alone.</summary>
    public ParameterSnapshot Published => _learning.Published;

    internal BrainLearning Learning => _learning;

    /// <summary>Collects a frame's guard events.</summary>
    internal void Report(in LearningTally tally)
    {
        for (int kind = 0; kind < RefusalLog.Kinds; kind++)
        {
            long refused = _refusals.Take((RefusalKind)kind, out Refusal first);
            Raise(GuardReason.RowsRefused, refused, StepFault.None, float.NaN, first);
        }

        Raise(GuardReason.StepsSkipped, tally.Skipped, tally.Fault, tally.FaultLoss);
        Raise(GuardReason.RowsEvicted, tally.EvictedRows, tally.Fault, tally.FaultLoss);
        Raise(GuardReason.RolledBack, tally.Rollbacks, tally.Fault, tally.FaultLoss);
    }

    private void Raise(GuardReason reason, long count, StepFault fault, float loss, Refusal? refusal = null)
    {
        if (count > 0)
        {
            _events.Add(new GuardEvent(this, reason, count, fault, loss) { Refusal = refusal });
        }
    }

    /// <summary>Calls every handler and keeps the exceptions.</summary>
    internal void Tell(in GuardEvent happened, FrameEvents events)
    {
        foreach (Action<GuardEvent> handler in _handlers)
        {
            try
            {
                handler(happened);
            }
            catch (Exception error)
            {
                events.Keep(error);
            }
        }
    }

    /// <summary>Stores the handlers one by one. In a combined delegate, an exception of one handler would skip the others.</summary>
    private void SetHandlers(Action<GuardEvent>? handlers)
    {
        _guarded = handlers;
        _handlers = handlers is null ? [] : [.. handlers.GetInvocationList().Cast<Action<GuardEvent>>()];
    }
}
