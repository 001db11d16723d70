namespace NeuroAgents.Simulation.Components;

/// <summary>Where an agent looks: a unit vector. A vector needs no angle functions, whose bits differ between systems.</summary>
public record struct Heading(float X, float Y);
