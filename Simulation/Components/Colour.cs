namespace NeuroAgents.Simulation.Components;

/// <summary>Which of the two kinds an agent is: 0 red, 1 green. It never changes.</summary>
public record struct Colour(int Index);
