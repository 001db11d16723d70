namespace NeuroAgents.Simulation.Tables;

/// <summary>A table could not be learned although nothing is wrong with it; the message is one line.</summary>
internal sealed class TableFitException(string message) : Exception(message);
