namespace NeuroAgents.Simulation.Components;

/// <summary>A place that hurts.</summary>
/// <param name="Index">Number of the place, from 0.</param>
/// <param name="Radius">How far it reaches, m.</param>
public record struct Hazard(int Index, float Radius);
