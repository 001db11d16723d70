using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Scenarios.Pursuit;

/// <summary>The agents of the other kind that an agent sees, added one by one. The sums are reproducible bit by bit if the agents always come in the same order.</summary>
/// <param name="sightRange">Distance up to which the agent sees, m.</param>
internal struct Sighting(float sightRange)
{
    private float _nearestSquare = sightRange * sightRange;
    private float _awayX;
    private float _awayY;

    /// <summary>Whether any agent of the other kind is in sight.</summary>
    internal bool IsAny { get; private set; }

    /// <summary>Vector to the nearest agent, m.</summary>
    internal (float X, float Y) NearestOffset { get; private set; }

    /// <summary>Velocity of the nearest agent, m/s.</summary>
    internal Velocity Velocity { get; private set; }

    /// <summary>Distance of the nearest agent, m; the sight range if there is none.</summary>
    internal readonly float Distance => MathF.Sqrt(_nearestSquare);

    /// <summary>Sum of the directions away from the agents in sight, each times (1 − d / sight range)² with the distance d.</summary>
    internal readonly (float X, float Y) Away => (_awayX, _awayY);

    /// <summary>Adds an agent if it is in sight.</summary>
    /// <param name="dx">X component from the agent to the other, m.</param>
    /// <param name="dy">Y component from the agent to the other, m.</param>
    /// <param name="velocity">The other agent's velocity, m/s.</param>
    internal void Add(float dx, float dy, Velocity velocity)
    {
        float square = dx * dx + dy * dy;
        if (square >= sightRange * sightRange)
        {
            return;
        }

        if (square < _nearestSquare)
        {
            (_nearestSquare, NearestOffset, Velocity, IsAny) = (square, (dx, dy), velocity, true);
        }

        // Two agents in the same place have no direction between them.
        float distance = MathF.Sqrt(square), nearness = 1 - distance / sightRange;
        float strength = distance == 0 ? 0 : nearness * nearness / distance;
        (_awayX, _awayY) = (_awayX - dx * strength, _awayY - dy * strength);
    }
}
