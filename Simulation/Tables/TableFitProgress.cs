using NeuroAgents.Training;

namespace NeuroAgents.Simulation.Tables;

/// <summary>The progress of a fit.</summary>
/// <param name="Done">Finished trainings of the search, or epochs of the chosen network.</param>
/// <param name="All">All of them, at most.</param>
/// <param name="Logs">Figures of the last epoch; null during the search.</param>
internal readonly record struct TableFitProgress(int Done, int All, EpochLogs? Logs);
