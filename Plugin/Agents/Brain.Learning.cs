using NeuroAgents.Learners;
using NeuroAgents.Models;

namespace NeuroAgents.Agents;

public sealed partial class Brain
{
    private readonly BrainLearning _learning;
    private long _refusedBefore;

    /// <summary>Raised in <see cref="NeuroPlugin.LateUpdate"/>, on its thread, when rows were refused or evicted, steps skipped, or the last good weights taken back.</summary>
    public event Action<GuardEvent>? Guarded;

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

    /// <summary>Tells what a frame's learning was guarded from.</summary>
    internal void Report(in LearningTally tally)
    {
        long refused = RefusedObservations + RefusedLabels;
        Raise(GuardReason.RowsRefused, refused - _refusedBefore, StepFault.None, float.NaN);
        _refusedBefore = refused;
        Raise(GuardReason.StepsSkipped, tally.Skipped, tally.Fault, tally.FaultLoss);
        Raise(GuardReason.RowsEvicted, tally.EvictedRows, tally.Fault, tally.FaultLoss);
        Raise(GuardReason.RolledBack, tally.Rollbacks, tally.Fault, tally.FaultLoss);
    }

    private void Raise(GuardReason reason, long count, StepFault fault, float loss)
    {
        if (count > 0)
        {
            Guarded?.Invoke(new GuardEvent(this, reason, count, fault, loss));
        }
    }
}
