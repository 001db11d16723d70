using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Scenarios.Pursuit;

/// <summary>What an agent sees of the other kind, summed up one by one: give them in an order of their own, and the sums have the same bits.</summary>
/// <param name="sight">How far the agent sees, m.</param>
internal struct Sighting(float sight)
{
    private float _nearestSquare = sight * sight;
    private float _awayX;
    private float _awayY;

    /// <summary>Whether any is in sight.</summary>
    internal bool IsAny { get; private set; }

    /// <summary>The way to the nearest, m.</summary>
    internal (float X, float Y) Way { get; private set; }

    /// <summary>The nearest one's velocity, m/s.</summary>
    internal Velocity Velocity { get; private set; }

    /// <summary>Distance of the nearest, m; the sight if there is none.</summary>
    internal readonly float Distance => MathF.Sqrt(_nearestSquare);

    /// <summary>Sum of the directions away from each times (1 − d / sight)².</summary>
    internal readonly (float X, float Y) Away => (_awayX, _awayY);

    /// <summary>Takes one in, if it is in sight.</summary>
    /// <param name="dx">The way to it, m.</param>
    /// <param name="dy">The way to it, m.</param>
    /// <param name="velocity">Its velocity, m/s.</param>
    internal void Add(float dx, float dy, Velocity velocity)
    {
        float square = dx * dx + dy * dy;
        if (square >= sight * sight)
        {
            return;
        }

        if (square < _nearestSquare)
        {
            (_nearestSquare, Way, Velocity, IsAny) = (square, (dx, dy), velocity, true);
        }

        // In one place there is no direction.
        float distance = MathF.Sqrt(square), nearness = 1 - distance / sight;
        float strength = distance == 0 ? 0 : nearness * nearness / distance;
        (_awayX, _awayY) = (_awayX - dx * strength, _awayY - dy * strength);
    }
}
