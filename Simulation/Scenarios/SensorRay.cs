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

/// <summary>A feature of a session: its agents sense things around them.</summary>
public interface ISensors
{
    /// <summary>Distance up to which agents sense, m.</summary>
    float Range { get; }

    /// <summary>Number of equal sectors of an agent's surroundings, the first from straight ahead to the left; 0 where there are none.</summary>
    int Sectors { get; }

    /// <summary>Adds everything that an agent sensed around it in the newest frame, from where the roster has it: all that its observation was made of.</summary>
    /// <param name="kind">Number of the agent's kind.</param>
    /// <param name="row">The agent's row of the frame.</param>
    /// <param name="rays">The list to add to.</param>
    void Trace(int kind, int row, List<SensorRay> rays);
}
