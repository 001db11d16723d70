namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>Returns of a control task that say what a measured return means. Each is a mean over episodes.</summary>
/// <param name="Lowest">The return that counts as a score of 0, at or near the lowest possible one.</param>
/// <param name="Random">The return of uniformly random actions.</param>
/// <param name="Expert">The return of the scripted expert.</param>
/// <param name="Solved">The return from which on the task counts as solved; NaN if none is established.</param>
internal sealed record ReferenceReturns(double Lowest, double Random, double Expert, double Solved = double.NaN);
