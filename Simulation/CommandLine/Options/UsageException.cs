namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>What the user asked for cannot be done; the message is one line for standard error.</summary>
public sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
