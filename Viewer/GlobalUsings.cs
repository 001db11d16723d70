// The entity store that the simulation was built with; what is looked up in it has the same names in both.
#if UPSTREAM_PACKAGES
global using Entity = Arch.Core.Entity;
global using QueryDescription = Arch.Core.QueryDescription;
global using World = Arch.Core.World;
global using Chunk = Arch.Core.Chunk;
#else
global using Chunk = NeuroAgents.Simulation.Ecs.Chunk;
global using Entity = NeuroAgents.Simulation.Ecs.Entity;
global using QueryDescription = NeuroAgents.Simulation.Ecs.QueryDescription;
global using World = NeuroAgents.Simulation.Ecs.World;
#endif
