using NeuroAgents.Agents;

namespace NeuroAgents.Simulation.Components;

/// <summary>Which agent of the brain an entity is.</summary>
public record struct BrainAgent(AgentHandle Handle);
