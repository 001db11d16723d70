using NeuroAgents.Agents;
using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Scenarios.Separate;

/// <summary>The plane of <c>separate</c> and the observation at a place on it. Agents, taught points, held-out points and the map of the network all use it.</summary>
internal static class Plane
{
    /// <summary>Length of the plane's side, m.</summary>
    internal const float Side = 20;

    /// <summary>Writes the observation of a place: x, y.</summary>
    internal static void Observe(Position position, Span<float> observation)
    {
        observation[0] = position.X;
        observation[1] = position.Y;
    }

    internal static ObservationSpec CreateSpec() => new ObservationSpec().Add("x", 0, Side).Add("y", 0, Side);

    /// <summary>Converts coordinates from −1 to 1 to a place, m.</summary>
    internal static Position FromUnit((float X, float Y) place) => new((place.X + 1) * (Side / 2), (place.Y + 1) * (Side / 2));

    /// <summary>Converts a coordinate of a place, m, to the range −1 to 1.</summary>
    internal static float ToUnit(float metres) => metres * (2 / Side) - 1;
}
