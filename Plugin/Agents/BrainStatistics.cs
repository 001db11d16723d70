using NeuroAgents.Learning;
using NeuroAgents.Learning.Hosting;

namespace NeuroAgents.Agents;

/// <summary>Counts and figures of a brain, see <see cref="Brain.Statistics"/>. They change at the end of <see cref="NeuroPlugin.LateUpdate"/>; refusals are counted at once. Reading does not allocate.</summary>
public sealed class BrainStatistics
{
    private readonly Brain _brain;
    private readonly HostedLearner _learner;
    private readonly RefusalLog _refusals;

    internal BrainStatistics(Brain brain) => (_brain, _learner, _refusals) = (brain, brain.Hosted, brain.Refusals);

    /// <summary>Returns and lengths of finished episodes, updated as soon as an episode ends.</summary>
    public EpisodeLog Episodes => _brain.Transitions.Log;

    /// <summary>Number of minibatches learned from.</summary>
    public long LearnSteps => _learner.Counters.LearnSteps;

    /// <summary>Number of rows learned from.</summary>
    public long SamplesLearned => _learner.Counters.SamplesLearned;

    /// <summary>Mean loss of the newest minibatch before its step; NaN before the first.</summary>
    public float LastLoss => Figures.Loss;

    /// <summary>Figures of the newest minibatch by name; a figure that the learner does not report is NaN.</summary>
    public LearningFigures Figures => _brain.League is { } league ? _learner.Counters.Figures with { Elo = (float)league.EloOf(_brain) } : _learner.Counters.Figures;

    /// <summary>Minibatches that were not applied because their loss, gradient or parameters were not finite or their loss exploded: see <see cref="Learning.Guarding.GuardOptions"/>.</summary>
    public long SkippedSteps => _learner.Counters.SkippedSteps;

    /// <summary>Number of rollbacks to the last good parameters.</summary>
    public long Rollbacks => _learner.Counters.Rollbacks;

    /// <summary>Rows removed from the replay because they spoiled step after step.</summary>
    public long EvictedRows => _learner.Counters.EvictedRows;

    /// <summary>Rows of experience that were not recorded, because background learning had no room for them.</summary>
    public long MissedRows => _learner.Counters.MissedRows;

    /// <summary>Rows that wait to be learned from: recorded rows minus learned rows, at most <see cref="ReplayRows"/>.</summary>
    public long Backlog => _learner.Backlog;

    /// <summary>Rows of experience that minibatches are drawn from.</summary>
    public int ReplayRows => _learner.Learner?.Rows.Held ?? 0;

    /// <summary>Observations refused because a value was NaN or outside its range widened 1,000 times, or because the mask left a branch without a choice. Their action is zero, or the first allowed choice, and they are never learned from.</summary>
    public long RefusedObservations => _refusals[RefusalKind.Observation] + _refusals[RefusalKind.Mask];

    /// <summary>Labels refused because a value was NaN, outside the action's range or a masked choice.</summary>
    public long RefusedLabels => _refusals[RefusalKind.Label];

    /// <summary>Actions refused because a network output was NaN: the parameters are NaN or far too large. The agent got the neutral action.</summary>
    public long RefusedActions => _refusals[RefusalKind.Action];

    /// <summary>Rewards refused because they were NaN or infinite.</summary>
    public long RefusedRewards => _refusals[RefusalKind.Reward];
}
