namespace NeuroAgents.Agents;

/// <summary>Cost and results of learning in one <see cref="NeuroPlugin.LateUpdate"/>.</summary>
/// <param name="Milliseconds">Frame time that learning took, ms: recording, steps, publishing and waiting.</param>
/// <param name="Steps">Number of minibatches whose weights were published.</param>
/// <param name="Backlog">Rows of all brains that wait to be learned from: see <see cref="BrainStatistics.Backlog"/>.</param>
/// <param name="IsOverBudget">Whether learning took longer than the budget, pauses by the operating system included.</param>
public readonly record struct FrameLearning(double Milliseconds, long Steps, long Backlog, bool IsOverBudget);
