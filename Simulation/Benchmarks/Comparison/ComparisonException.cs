namespace NeuroAgents.Simulation.Benchmarks.Comparison;

/// <summary>There is nothing to compare on; the message is one line.</summary>
internal sealed class ComparisonException(string message) : Exception(message);
