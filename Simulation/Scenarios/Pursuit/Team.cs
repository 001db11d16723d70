using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Pursuit;

/// <summary>One side of the chase.</summary>
/// <param name="Kind">Its agents and their brain.</param>
/// <param name="Places">Where they are in this frame, sorted by cells: items are rows of the roster.</param>
/// <param name="Locomotion">How they move.</param>
/// <param name="Bodies">Its agents in the store.</param>
internal sealed record Team(AgentKind Kind, UniformGrid Places, Locomotion Locomotion, QueryDescription Bodies)
{
    internal int Count => Kind.Roster.Count;

    /// <summary>Sorts the places of the frame.</summary>
    internal void Sort(Workers workers) => Places.Build(Kind.Roster.Places.X, Kind.Roster.Places.Y, default, workers);
}
