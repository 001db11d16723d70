namespace NeuroAgents.Simulation.Components;

/// <summary>How many items of food an agent has eaten.</summary>
public record struct Meals(int Count);
