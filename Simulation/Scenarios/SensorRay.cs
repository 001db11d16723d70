namespace NeuroAgents.Simulation.Scenarios;

/// <summary>What a sensor found.</summary>
public enum SensedThing
{
    /// <summary>The nearest food of a sector.</summary>
    Food,

    /// <summary>The nearest edge of a hazard in a sector.</summary>
    Hazard,

    /// <summary>Another agent of the same kind.</summary>
    Neighbour,

    /// <summary>An agent of the other kind.</summary>
    Opponent,
}

/// <summary>The line from an agent to something that it sensed.</summary>
/// <param name="Thing">What it found.</param>
/// <param name="X">The way there, m.</param>
/// <param name="Y">The way there, m.</param>
/// <param name="Nearness">1 here, 0 at the end of the sensor's reach.</param>
public readonly record struct SensorRay(SensedThing Thing, float X, float Y, float Nearness)
{
    /// <summary>Its length, m.</summary>
    public float Distance => MathF.Sqrt(X * X + Y * Y);
}
