namespace NeuroAgents.Agents;

/// <summary>What learning took and did in one <see cref="NeuroPlugin.LateUpdate"/>.</summary>
/// <param name="Milliseconds">Time of the frame that it took, ms: recording, learning, publishing; waiting included.</param>
/// <param name="Steps">Minibatches whose weights were published.</param>
/// <param name="Backlog">Rows of experience that wait, over all brains: see <see cref="BrainStatistics.Backlog"/>.</param>
/// <param name="IsOverBudget">Whether it took longer than the budget.</param>
public readonly record struct FrameLearning(double Milliseconds, long Steps, long Backlog, bool IsOverBudget);
