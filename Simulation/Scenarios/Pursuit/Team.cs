using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Pursuit;

/// <summary>One side of the chase.</summary>
/// <param name="Kind">The team's agents and their brain.</param>
/// <param name="Places">The places of the agents in this frame, sorted by cells. Items are rows of the roster.</param>
/// <param name="Locomotion">Movement constants of the agents.</param>
/// <param name="Bodies">Query that finds the agents in the entity store.</param>
internal sealed record Team(AgentKind Kind, UniformGrid Places, Locomotion Locomotion, QueryDescription Bodies)
{
    internal int Count => Kind.Roster.Count;

    /// <summary>Sorts the agents' current places by cells.</summary>
    internal void Sort(Workers workers) => Places.Build(Kind.Roster.Places.X, Kind.Roster.Places.Y, default, workers);
}
