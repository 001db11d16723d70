using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>A feature: the system that steps the world by the newest actions, without decisions, rewards or learning. Benchmarks measure it alone.</summary>
internal interface IWorldStep : ISystem;
