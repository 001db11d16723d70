namespace NeuroAgents.Simulation.Components;

/// <summary>What an agent lives on, in seconds of rest; at 0 it starves.</summary>
public record struct Energy(float Value);
