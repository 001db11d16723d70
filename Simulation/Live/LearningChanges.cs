using System.Globalization;
using NeuroAgents.Agents;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.Live;

/// <summary>Changes of how a live run learns: of all its brains at once.</summary>
public static class LearningChanges
{
    /// <summary>Step size of the optimizer, at least 0.</summary>
    public static LiveCommand LearningRate(double rate) => OfBrains($"learning rate {Text(rate)}", brain => brain.Hyperparameters.LearningRate = rate);

    /// <summary>Rows per minibatch, 1 to 65,536.</summary>
    public static LiveCommand BatchSize(int rows) => OfBrains($"{rows} rows per minibatch", brain => brain.Hyperparameters.BatchSize = rows);

    /// <summary>Share of each hidden layer that a minibatch leaves out, 0 to below 1.</summary>
    public static LiveCommand Dropout(double rate) => OfBrains($"dropout {Text(rate)}", brain => brain.Hyperparameters.Dropout = (float)rate);

    /// <summary>Minibatches per frame, 0 to 1,000, in place of a budget.</summary>
    public static LiveCommand LearnSteps(int steps)
        => new($"{steps} minibatches per frame", run => (run.Plugin.LearnSteps, run.Plugin.LearnBudget) = (steps, null));

    /// <summary>Time for learning in a frame, above 0 to 1,000 ms, in place of a number of minibatches.</summary>
    public static LiveCommand LearnBudget(double milliseconds)
        => new($"{Text(milliseconds)} ms for learning per frame", run => run.Plugin.LearnBudget = TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>Whether steps are made.</summary>
    public static LiveCommand IsLearning(bool isOn) => OfBrains(isOn ? "learning goes on" : "learning stands still", brain => brain.IsLearning = isOn);

    /// <summary>Optimizers forget their moments.</summary>
    public static LiveCommand ResetOptimizer() => OfBrains("optimizer reset", brain => brain.Hyperparameters.ResetOptimizer());

    /// <summary>New weights, those of another seed.</summary>
    public static LiveCommand Reinitialize(ulong seed) => OfBrains($"new weights, those of seed {seed}", brain => brain.Weights.Reinitialize(seed));

    private static LiveCommand OfBrains(string text, Action<Brain> change) => new(text, run =>
    {
        foreach (AgentKind kind in run.Session.Kinds)
        {
            change(kind.Brain);
        }
    });

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
