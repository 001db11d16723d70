using NeuroAgents.Agents;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Simulation.Engine;

namespace NeuroAgents.Simulation.Live;

/// <summary>The learning settings of a run that can change while it runs. In a run with several brains, those of the first.</summary>
/// <param name="CanLearn">Whether the brain has a learner.</param>
/// <param name="IsLearning">Whether learning is enabled.</param>
/// <param name="LearningRate">Step size of the optimizer; NaN without a learner.</param>
/// <param name="RateScale">Current factor of the guard on the learning rate, above 0 to 1.</param>
/// <param name="BatchSize">Rows per minibatch.</param>
/// <param name="Dropout">Share of each hidden layer that is dropped in a minibatch, 0 to below 1.</param>
/// <param name="LearnSteps">Minibatches per frame if there is no time budget.</param>
/// <param name="LearnBudgetMs">Time for learning per frame, ms; null if learning is limited by <paramref name="LearnSteps"/>.</param>
/// <param name="CanHaveBudget">Whether a time budget is possible, which requires inline learning.</param>
public readonly record struct LearningSettings(
    bool CanLearn, bool IsLearning, double LearningRate, double RateScale, int BatchSize, float Dropout, int LearnSteps, double? LearnBudgetMs, bool CanHaveBudget)
{
    /// <summary>Returns the settings of a run between two frames. Does not allocate.</summary>
    public static LearningSettings Of(SimulationRun run)
    {
        Brain brain = run.Session.Brain;
        return new LearningSettings(
            brain.Learner is not null, brain.IsLearning, brain.Hyperparameters.LearningRate, brain.Hyperparameters.LearningRateScale, brain.Hyperparameters.BatchSize,
            brain.Hyperparameters.Dropout, run.Plugin.LearnSteps, run.Plugin.LearnBudget?.TotalMilliseconds, run.Plugin.LearnMode == LearnMode.Inline);
    }
}
