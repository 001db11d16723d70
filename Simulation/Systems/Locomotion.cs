namespace NeuroAgents.Simulation.Systems;

/// <summary>How bodies move.</summary>
/// <param name="Acceleration">At full thrust, m/s².</param>
/// <param name="Drag">Share of the velocity lost per second, 1/s. The top speed is acceleration / drag.</param>
/// <param name="TurnRate">At full turn, rad/s.</param>
public sealed record Locomotion(float Acceleration, float Drag, float TurnRate)
{
    /// <summary>Where acceleration and drag balance, m/s.</summary>
    public float TopSpeed => Acceleration / Drag;
}
