namespace NeuroAgents.Simulation.Components;

/// <summary>How fast an agent moves, m/s.</summary>
public record struct Velocity(float X, float Y);
