namespace NeuroAgents.Simulation.Components;

/// <summary>Which colour the brain takes an agent for: 0 red, 1 green.</summary>
public record struct Guess(int Index);
