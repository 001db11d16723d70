namespace NeuroAgents.Simulation.Components;

/// <summary>What an agent does now: turn from −1 (right) to 1 (left), thrust from −1 (back) to 1 (ahead).</summary>
public record struct Steering(float Turn, float Thrust);
