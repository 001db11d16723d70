namespace NeuroAgents.Simulation.Scenarios;

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
