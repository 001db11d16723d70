using NeuroAgents.Agents;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.Measuring;

/// <summary>The learning figures of a session: counts are summed over its brains, losses and variances are averaged.</summary>
internal sealed class LearningTotals(ScenarioSession session)
{
    private readonly long[] _steps = [.. session.Kinds.Select(kind => kind.Brain.Statistics.LearnSteps)];
    private readonly KindFigures[] _kinds = new KindFigures[session.Kinds.Count];
    private readonly FigureTotals[] _figures = [.. session.Kinds.Select(_ => new FigureTotals())];

    /// <summary>Number of minibatches that the brains learned from.</summary>
    internal long LearnSteps => session.Kinds.Sum(kind => kind.Brain.Statistics.LearnSteps);

    /// <summary>Number of rows that the brains learned from.</summary>
    internal long SamplesLearned => session.Kinds.Sum(kind => kind.Brain.Statistics.SamplesLearned);

    /// <summary>Number of refused observations, labels and actions.</summary>
    internal long RefusedRows => session.Kinds.Sum(kind => kind.Brain.Statistics.RefusedObservations + kind.Brain.Statistics.RefusedLabels + kind.Brain.Statistics.RefusedActions);

    /// <summary>Number of rollbacks to the last good weights.</summary>
    internal long Rollbacks => session.Kinds.Sum(kind => kind.Brain.Statistics.Rollbacks);

    /// <summary>Whether any brain has enough rows for a minibatch.</summary>
    internal bool HasMinibatch => session.Kinds.Any(kind => kind.Brain.Learner is { Status.IsReady: true });

    /// <summary>The newest frame's figures by kind; overwritten by each <see cref="Update"/>.</summary>
    internal ReadOnlyMemory<KindFigures> Kinds => _kinds;

    /// <summary>Figures that each kind's learner reported since the beginning.</summary>
    internal IReadOnlyList<FigureTotals> Figures => _figures;

    /// <summary>Mean of the newest losses of the brains that learned in the newest frame; NaN if none did.</summary>
    internal float Loss => Mean(static kind => kind.Loss);

    /// <summary>Loss on the newest frame's rows, averaged over the kinds that have one; NaN if none has.</summary>
    internal float NewRowsLoss => Mean(static kind => kind.NewRowsLoss);

    /// <summary>Mean return of the newest 100 finished episodes, averaged over the kinds that have any; NaN if none has.</summary>
    internal double NewestReturn => MeanOfEpisodes(static log => log.NewestReturn);

    /// <summary>Mean number of decisions of the newest 100 finished episodes, averaged over the kinds that have any; NaN if none has.</summary>
    internal double NewestLength => MeanOfEpisodes(static log => log.NewestLength);

    /// <summary>Reads the figures of the frame that has just finished. Does not allocate.</summary>
    internal void Update()
    {
        for (int i = 0; i < _steps.Length; i++)
        {
            AgentKind kind = session.Kinds[i];
            bool hasLearned = kind.Brain.Statistics.LearnSteps > _steps[i];
            _steps[i] = kind.Brain.Statistics.LearnSteps;
            LearningFigures figures = hasLearned ? kind.Brain.Statistics.Figures : new LearningFigures();
            _figures[i].Add(figures);
            _kinds[i] = new KindFigures(figures.Loss, kind.NewRowsLoss()) { Figures = figures };
        }
    }

    /// <summary>Returns the variance of the labels, averaged over the kinds. Does not allocate.</summary>
    internal double LabelVariance()
    {
        double sum = 0;
        for (int i = 0; i < _steps.Length; i++)
        {
            sum += session.Kinds[i].Labels.MeanVariance();
        }

        return sum / _steps.Length;
    }

    /// <summary>Returns the mean of a figure over the brains that reported it in the newest frame; NaN if none did. Does not allocate.</summary>
    internal float Figure(LearningFigure figure)
    {
        float sum = 0;
        int reported = 0;
        foreach (KindFigures kind in _kinds)
        {
            float value = kind.Figures[figure];
            sum += float.IsFinite(value) ? value : 0;
            reported += float.IsFinite(value) ? 1 : 0;
        }

        return reported == 0 ? float.NaN : sum / reported;
    }

    private double MeanOfEpisodes(Func<EpisodeLog, double> read)
    {
        double sum = 0;
        int kinds = 0;
        for (int i = 0; i < session.Kinds.Count; i++)
        {
            EpisodeLog log = session.Kinds[i].Brain.Statistics.Episodes;
            sum += log.Count == 0 ? 0 : read(log);
            kinds += log.Count == 0 ? 0 : 1;
        }

        return kinds == 0 ? double.NaN : sum / kinds;
    }

    private float Mean(Func<KindFigures, float> read)
    {
        float sum = 0;
        int measured = 0;
        foreach (KindFigures kind in _kinds)
        {
            float value = read(kind);
            sum += float.IsNaN(value) ? 0 : value;
            measured += float.IsNaN(value) ? 0 : 1;
        }

        return measured == 0 ? float.NaN : sum / measured;
    }
}

/// <summary>The figures of one kind of agents and their brain in one frame.</summary>
/// <param name="Loss">Mean loss of the brain's last minibatch; NaN if the brain did not learn.</param>
/// <param name="NewRowsLoss">Loss of the decisions that the agents have just made, before anything was learned from their rows: see <see cref="Scenarios.AgentKind.NewRowsLoss"/>.</param>
public readonly record struct KindFigures(float Loss, float NewRowsLoss)
{
    /// <summary>Figures of the brain's last minibatch; all NaN if the brain did not learn.</summary>
    public LearningFigures Figures { get; init; } = new();
}
