namespace NeuroAgents.Simulation.Components;

/// <summary>Marks who is hunted by pursuers.</summary>
public record struct Evader;
