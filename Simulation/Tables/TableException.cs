namespace NeuroAgents.Simulation.Tables;

/// <summary>The exception for a table that cannot be learned from. The message is one line for the user, with file, row and column if they are known.</summary>
public sealed class TableException(string message, Exception? inner = null) : Exception(message, inner);
