using NeuroAgents.Agents;
using NeuroAgents.Learners.Imitation;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.Running;

/// <summary>What the brains of a session learned, as one figure each: of a single brain its own.</summary>
internal sealed class LearningTotals(ScenarioSession session)
{
    private readonly long[] _steps = [.. session.Kinds.Select(kind => kind.Brain.LearnSteps)];

    /// <summary>Minibatches of all brains.</summary>
    internal long LearnSteps => session.Kinds.Sum(kind => kind.Brain.LearnSteps);

    /// <summary>Rows learned from by all brains.</summary>
    internal long SamplesLearned => session.Kinds.Sum(kind => kind.Brain.SamplesLearned);

    /// <summary>Observations and labels that were refused.</summary>
    internal long RefusedRows => session.Kinds.Sum(kind => kind.Brain.RefusedObservations + kind.Brain.RefusedLabels);

    /// <summary>Returns to the last good weights.</summary>
    internal long Rollbacks => session.Kinds.Sum(kind => kind.Brain.Rollbacks);

    /// <summary>Whether a brain has the rows of a minibatch.</summary>
    internal bool HasMinibatch => session.Kinds.Any(kind => kind.Brain.Learner is ImitationLearner { IsReady: true });

    /// <summary>Mean of the newest losses of those brains that learned since this was asked last; NaN if none did. Does not allocate.</summary>
    internal float NewLoss()
    {
        float sum = 0;
        int learned = 0;
        for (int i = 0; i < _steps.Length; i++)
        {
            Brain brain = session.Kinds[i].Brain;
            if (brain.LearnSteps > _steps[i])
            {
                _steps[i] = brain.LearnSteps;
                sum += brain.LastLoss;
                learned++;
            }
        }

        return learned == 0 ? float.NaN : sum / learned;
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
}
