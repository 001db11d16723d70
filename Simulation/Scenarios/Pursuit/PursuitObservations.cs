using NeuroAgents.Agents;

namespace NeuroAgents.Simulation.Scenarios.Pursuit;

/// <summary>The observation of a pursuer or an evader: mainly the agents of the other kind, as vectors (ahead, left) relative to its own heading.</summary>
internal static class PursuitObservations
{
    /// <summary>Direction to the nearest agent of the other kind, a unit vector; zeros if none is in sight.</summary>
    internal const int Nearest = 0;

    /// <summary>Nearness of the nearest agent of the other kind: 1 at the agent's own place, 0 at the edge of sight or if there is none.</summary>
    internal const int Nearness = 2;

    /// <summary>Velocity of the nearest agent of the other kind, divided by that kind's top speed.</summary>
    internal const int Velocity = 3;

    /// <summary>Sum of the directions away from the agents of the other kind in sight, each times (1 − d / sight range)² with the distance d.</summary>
    internal const int Away = 5;

    /// <summary>Sum of the directions away from the agents of its own kind within 2 m, each times 1 − d / 2 m with the distance d.</summary>
    internal const int Push = 7;

    /// <summary>Own velocity, divided by top speed.</summary>
    internal const int Speed = 9;
    internal const int Width = 11;

    /// <summary>Creates the observation spec of one kind.</summary>
    /// <param name="other">Name of an agent of the other kind.</param>
    internal static ObservationSpec CreateSpec(string other) => new ObservationSpec()
        .Add($"{other}.ahead", -1, 1).Add($"{other}.left", -1, 1).Add($"{other}.nearness", 0, 1)
        .Add($"{other}.velocity.ahead", -1, 1).Add($"{other}.velocity.left", -1, 1)
        .Add("away.ahead", -1, 1).Add("away.left", -1, 1)
        .Add("push.ahead", -1, 1).Add("push.left", -1, 1)
        .Add("speed.ahead", -1, 1).Add("speed.left", -1, 1);
}
