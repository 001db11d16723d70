namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>Reference returns of a control task, to compare measured returns with. Each is a mean over episodes.</summary>
/// <param name="Lowest">The return that counts as a score of 0, at or near the lowest possible one.</param>
/// <param name="Random">The return of uniformly random actions.</param>
/// <param name="Expert">The return of the scripted expert.</param>
/// <param name="Solved">The lowest return at which the task counts as solved; NaN if none is established.</param>
internal sealed record ReferenceReturns(double Lowest, double Random, double Expert, double Solved = double.NaN);
