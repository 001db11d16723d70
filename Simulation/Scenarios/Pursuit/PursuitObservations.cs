using NeuroAgents.Agents;

namespace NeuroAgents.Simulation.Scenarios.Pursuit;

/// <summary>What pursuers sense of evaders and evaders of pursuers, as vectors (ahead, left) in their own directions.</summary>
internal static class PursuitObservations
{
    /// <summary>Direction of the nearest of the other kind, a unit vector; zeros if none is in sight.</summary>
    internal const int Nearest = 0;

    /// <summary>Its nearness: 1 here, 0 at the edge of sight or none.</summary>
    internal const int Nearness = 2;

    /// <summary>Its velocity over its top speed.</summary>
    internal const int Velocity = 3;

    /// <summary>Sum over those of the other kind in sight of the direction away from them times (1 − d / sight)².</summary>
    internal const int Away = 5;

    /// <summary>Sum over those of its own kind within 2 m of the direction away from them times 1 − d / 2 m.</summary>
    internal const int Push = 7;

    /// <summary>Own velocity over top speed.</summary>
    internal const int Speed = 9;
    internal const int Width = 11;

    /// <summary>The observations of one kind.</summary>
    /// <param name="other">What one of the other kind is called.</param>
    internal static ObservationSpec CreateSpec(string other) => new ObservationSpec()
        .Add($"{other}.ahead", -1, 1).Add($"{other}.left", -1, 1).Add($"{other}.nearness", 0, 1)
        .Add($"{other}.velocity.ahead", -1, 1).Add($"{other}.velocity.left", -1, 1)
        .Add("away.ahead", -1, 1).Add("away.left", -1, 1)
        .Add("push.ahead", -1, 1).Add("push.left", -1, 1)
        .Add("speed.ahead", -1, 1).Add("speed.left", -1, 1);
}
