using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Scenarios.Flock;

/// <summary>The neighbours in an agent's sight, summed up one by one: give them in an order of their own, and the sums have the same bits.</summary>
/// <param name="sight">How far the agent sees, m.</param>
/// <param name="spacing">Neighbours nearer than this push, m.</param>
internal struct Neighbourhood(float sight, float spacing)
{
    private float _nearestSquare = sight * sight;
    private float _velocityX;
    private float _velocityY;
    private float _offsetX;
    private float _offsetY;
    private float _pushX;
    private float _pushY;

    /// <summary>Number of neighbours.</summary>
    internal int Count { get; private set; }

    /// <summary>Sum of their velocities, m/s.</summary>
    internal readonly (float X, float Y) VelocitySum => (_velocityX, _velocityY);

    /// <summary>Sum of the ways to them, m.</summary>
    internal readonly (float X, float Y) OffsetSum => (_offsetX, _offsetY);

    /// <summary>Sum over the close ones of the direction away from them times 1 − d / spacing.</summary>
    internal readonly (float X, float Y) Push => (_pushX, _pushY);

    /// <summary>Distance of the nearest, m; the sight if there is none.</summary>
    internal readonly float NearestDistance => MathF.Sqrt(_nearestSquare);

    /// <summary>Whether someone is in sight.</summary>
    /// <param name="dx">The way there, m.</param>
    /// <param name="dy">The way there, m.</param>
    internal readonly bool Sees(float dx, float dy) => dx * dx + dy * dy < sight * sight;

    /// <summary>Takes one in that is in sight.</summary>
    /// <param name="dx">The way there, m.</param>
    /// <param name="dy">The way there, m.</param>
    /// <param name="velocity">Its velocity, m/s.</param>
    internal void Add(float dx, float dy, Velocity velocity)
    {
        float square = dx * dx + dy * dy;
        Count++;
        _nearestSquare = Math.Min(_nearestSquare, square);
        (_velocityX, _velocityY) = (_velocityX + velocity.X, _velocityY + velocity.Y);
        (_offsetX, _offsetY) = (_offsetX + dx, _offsetY + dy);

        // In one place there is no direction to push to.
        if (square < spacing * spacing && square > 0)
        {
            float distance = MathF.Sqrt(square);
            float strength = (1 - distance / spacing) / distance;
            (_pushX, _pushY) = (_pushX - dx * strength, _pushY - dy * strength);
        }
    }
}
