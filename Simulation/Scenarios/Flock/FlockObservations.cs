using NeuroAgents.Agents;

namespace NeuroAgents.Simulation.Scenarios.Flock;

/// <summary>The observation of a flock member: averages over the neighbours in sight, as vectors (ahead, left) relative to its own heading.</summary>
internal static class FlockObservations
{
    /// <summary>Mean velocity of the neighbours, divided by top speed; zeros if there are none.</summary>
    internal const int Velocity = 0;

    /// <summary>Mean place of the neighbours relative to the agent, divided by the sight range; zeros if there are none.</summary>
    internal const int Centre = 2;

    /// <summary>Sum of the directions away from the neighbours at a distance d below the spacing, each times 1 − d / spacing.</summary>
    internal const int Push = 4;

    /// <summary>Own velocity, divided by top speed.</summary>
    internal const int Speed = 6;

    /// <summary>Nearness of the nearest neighbour: 1 at the agent's own place, 0 at the edge of sight or if there is none.</summary>
    internal const int Nearest = 8;

    /// <summary>Number of neighbours.</summary>
    internal const int Neighbours = 9;
    internal const int Width = 10;

    internal static ObservationSpec CreateSpec() => new ObservationSpec()
        .Add("velocity.ahead", -1, 1).Add("velocity.left", -1, 1)
        .Add("centre.ahead", -1, 1).Add("centre.left", -1, 1)
        .Add("push.ahead", -1, 1).Add("push.left", -1, 1)
        .Add("speed.ahead", -1, 1).Add("speed.left", -1, 1)
        .Add("nearest", 0, 1)
        .Add("neighbours", 0, 32);
}
