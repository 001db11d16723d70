namespace NeuroAgents.Simulation.Components;

/// <summary>Where an entity is, m, within [0, side) of the world in both directions.</summary>
public record struct Position(float X, float Y);
