namespace NeuroAgents.Simulation.Scenarios;

/// <summary>A feature of a session that names the cause of its agents' deaths.</summary>
/// <param name="Text">The end of a sentence about an agent, such as <c>was caught</c>.</param>
public sealed record CauseOfDeath(string Text);
