using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Scenarios.Flock;

/// <summary>Sums over the neighbours in an agent's sight, added one by one. The sums are reproducible bit by bit if the neighbours always come in the same order.</summary>
/// <param name="sightRange">Distance up to which the agent sees, m.</param>
/// <param name="spacing">Distance below which a neighbour counts as close, m.</param>
internal struct Neighbourhood(float sightRange, float spacing)
{
    private float _nearestSquare = sightRange * sightRange;
    private float _velocityX;
    private float _velocityY;
    private float _offsetX;
    private float _offsetY;
    private float _pushX;
    private float _pushY;

    /// <summary>Number of neighbours added.</summary>
    internal int Count { get; private set; }

    /// <summary>Sum of the neighbours' velocities, m/s.</summary>
    internal readonly (float X, float Y) VelocitySum => (_velocityX, _velocityY);

    /// <summary>Sum of the vectors from the agent to its neighbours, m.</summary>
    internal readonly (float X, float Y) OffsetSum => (_offsetX, _offsetY);

    /// <summary>Sum of the directions away from close neighbours, each times 1 − d / spacing with the distance d.</summary>
    internal readonly (float X, float Y) Push => (_pushX, _pushY);

    /// <summary>Distance of the nearest neighbour, m; the sight range if there is none.</summary>
    internal readonly float NearestDistance => MathF.Sqrt(_nearestSquare);

    /// <summary>Returns whether an agent at this distance is in sight.</summary>
    /// <param name="dx">X component from the agent to the other, m.</param>
    /// <param name="dy">Y component from the agent to the other, m.</param>
    internal readonly bool IsInSight(float dx, float dy) => dx * dx + dy * dy < sightRange * sightRange;

    /// <summary>Adds a neighbour, which must be in sight.</summary>
    /// <param name="dx">X component from the agent to the other, m.</param>
    /// <param name="dy">Y component from the agent to the other, m.</param>
    /// <param name="velocity">The neighbour's velocity, m/s.</param>
    internal void Add(float dx, float dy, Velocity velocity)
    {
        float square = dx * dx + dy * dy;
        Count++;
        _nearestSquare = Math.Min(_nearestSquare, square);
        (_velocityX, _velocityY) = (_velocityX + velocity.X, _velocityY + velocity.Y);
        (_offsetX, _offsetY) = (_offsetX + dx, _offsetY + dy);

        // Two agents in the same place have no direction between them.
        if (square < spacing * spacing && square > 0)
        {
            float distance = MathF.Sqrt(square);
            float strength = (1 - distance / spacing) / distance;
            (_pushX, _pushY) = (_pushX - dx * strength, _pushY - dy * strength);
        }
    }
}
