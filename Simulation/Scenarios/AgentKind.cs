using NeuroAgents.Agents;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>Agents that share a brain: foragers, or the pursuers among pursuers and evaders.</summary>
/// <param name="Brain">The brain that they share.</param>
/// <param name="Roster">All of them in the frame, in the order of their handles.</param>
/// <param name="Labels">What their teacher would do, by row: of the newest frame in which it was asked.</param>
public sealed record AgentKind(Brain Brain, AgentRoster Roster, ActionTable Labels);
