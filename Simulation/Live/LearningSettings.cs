using NeuroAgents.Agents;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Simulation.Engine;

namespace NeuroAgents.Simulation.Live;

/// <summary>How a run learns now, as far as it can be changed while it goes on. Where a run has several brains, as the first one does.</summary>
/// <param name="CanLearn">Whether its brains have a learner.</param>
/// <param name="IsLearning">Whether steps are made.</param>
/// <param name="LearningRate">Step size of the optimizer; NaN without a learner.</param>
/// <param name="RateScale">What a guard multiplies it by now, above 0 to 1.</param>
/// <param name="BatchSize">Rows per minibatch.</param>
/// <param name="Dropout">Share of each hidden layer that a minibatch leaves out.</param>
/// <param name="LearnSteps">Minibatches per frame, where there is no budget.</param>
/// <param name="LearnBudgetMs">Time for learning in a frame, ms; null for a number of minibatches.</param>
/// <param name="CanHaveBudget">Whether learning is inline, so that it can have a budget.</param>
public readonly record struct LearningSettings(
    bool CanLearn, bool IsLearning, double LearningRate, double RateScale, int BatchSize, float Dropout, int LearnSteps, double? LearnBudgetMs, bool CanHaveBudget)
{
    /// <summary>Those of a run, between two of its frames. Does not allocate.</summary>
    public static LearningSettings Of(SimulationRun run)
    {
        Brain brain = run.Session.Brain;
        return new LearningSettings(
            brain.Learner is not null, brain.IsLearning, brain.Hyperparameters.LearningRate, brain.Hyperparameters.LearningRateScale, brain.Hyperparameters.BatchSize,
            brain.Hyperparameters.Dropout, run.Plugin.LearnSteps, run.Plugin.LearnBudget?.TotalMilliseconds, run.Plugin.LearnMode == LearnMode.Inline);
    }
}
