namespace NeuroAgents.Simulation.Tables;

/// <summary>A table can't be learned from; the message is one line for the user, with file, row and column where there are some.</summary>
public sealed class TableException(string message, Exception? inner = null) : Exception(message, inner);
