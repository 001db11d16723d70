using NeuroAgents.Agents;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.Measuring;

/// <summary>What the brains of a session learned, as one figure each: of a single brain its own.</summary>
internal sealed class LearningTotals(ScenarioSession session)
{
    private readonly long[] _steps = [.. session.Kinds.Select(kind => kind.Brain.Statistics.LearnSteps)];
    private readonly KindFigures[] _kinds = new KindFigures[session.Kinds.Count];
    private readonly FigureTotals[] _figures = [.. session.Kinds.Select(_ => new FigureTotals())];

    /// <summary>Minibatches of all brains.</summary>
    internal long LearnSteps => session.Kinds.Sum(kind => kind.Brain.Statistics.LearnSteps);

    /// <summary>Rows learned from by all brains.</summary>
    internal long SamplesLearned => session.Kinds.Sum(kind => kind.Brain.Statistics.SamplesLearned);

    /// <summary>Observations, labels and actions that were refused.</summary>
    internal long RefusedRows => session.Kinds.Sum(kind => kind.Brain.Statistics.RefusedObservations + kind.Brain.Statistics.RefusedLabels + kind.Brain.Statistics.RefusedActions);

    /// <summary>Returns to the last good weights.</summary>
    internal long Rollbacks => session.Kinds.Sum(kind => kind.Brain.Statistics.Rollbacks);

    /// <summary>Whether a brain has the rows of a minibatch.</summary>
    internal bool HasMinibatch => session.Kinds.Any(kind => kind.Brain.Learner is { Status.IsReady: true });

    /// <summary>The newest frame by kind: written over in each <see cref="See"/>.</summary>
    internal ReadOnlyMemory<KindFigures> Kinds => _kinds;

    /// <summary>Figures that each kind's learner reported since the beginning.</summary>
    internal IReadOnlyList<FigureTotals> Figures => _figures;

    /// <summary>Mean of the newest losses of those brains that learned in the newest frame; NaN if none did.</summary>
    internal float Loss => Mean(static kind => kind.Loss);

    /// <summary>Mean over the kinds of the loss on the newest frame's rows; NaN if none has any.</summary>
    internal float NewRowsLoss => Mean(static kind => kind.NewRowsLoss);

    /// <summary>Looks at a frame that is done. Does not allocate.</summary>
    internal void See()
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

    /// <summary>Mean over the kinds of the variance of their labels. Does not allocate.</summary>
    internal double LabelVariance()
    {
        double sum = 0;
        for (int i = 0; i < _steps.Length; i++)
        {
            sum += session.Kinds[i].Labels.MeanVariance();
        }

        return sum / _steps.Length;
    }

    /// <summary>Mean of a figure over the brains that reported it in the newest frame; NaN if none did. Does not allocate.</summary>
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

/// <summary>What a frame measured of one kind of agents and their brain.</summary>
/// <param name="Loss">Mean loss of its brain's last minibatch; NaN where it did not learn.</param>
/// <param name="NewRowsLoss">Loss of what its agents just decided, before anything was learned from it: see <see cref="Scenarios.AgentKind.NewRowsLoss"/>.</param>
public readonly record struct KindFigures(float Loss, float NewRowsLoss)
{
    /// <summary>Figures of its brain's last minibatch; all NaN where it did not learn.</summary>
    public LearningFigures Figures { get; init; } = new();
}
