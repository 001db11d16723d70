namespace NeuroAgents.Simulation.Ecs; internal sealed class World { }
