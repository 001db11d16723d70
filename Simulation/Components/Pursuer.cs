namespace NeuroAgents.Simulation.Components;

/// <summary>Marks who hunts evaders.</summary>
public record struct Pursuer;
