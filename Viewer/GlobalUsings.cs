// The entity store that the simulation was built with. The names below exist in both stores.
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
