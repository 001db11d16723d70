namespace NeuroAgents.Simulation.Scenarios;

/// <summary>The kind of thing that a sensor found.</summary>
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
/// <param name="Thing">The kind of thing that was sensed.</param>
/// <param name="X">X component from the agent to the thing, m.</param>
/// <param name="Y">Y component from the agent to the thing, m.</param>
/// <param name="Nearness">1 at the agent's own place, 0 at the end of the sensor's range.</param>
public readonly record struct SensorRay(SensedThing Thing, float X, float Y, float Nearness)
{
    /// <summary>Length of the line, m.</summary>
    public float Distance => MathF.Sqrt(X * X + Y * Y);
}

/// <summary>A feature of a session whose agents sense things around them.</summary>
public interface ISensors
{
    /// <summary>Distance up to which agents sense, m.</summary>
    float Range { get; }

    /// <summary>Number of equal sectors around an agent; 0 if the agents sense without sectors. The first sector runs from straight ahead to the left.</summary>
    int Sectors { get; }

    /// <summary>Adds a ray for each thing that an agent sensed in the newest frame, that is, for each thing that the agent's observation was computed from. Rays start at the agent's place in the roster.</summary>
    /// <param name="kind">Number of the agent's kind.</param>
    /// <param name="row">The agent's row of the frame.</param>
    /// <param name="rays">The list to add to.</param>
    void Trace(int kind, int row, List<SensorRay> rays);
}
