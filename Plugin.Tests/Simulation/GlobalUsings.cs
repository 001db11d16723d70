// Aliases for the entity store that the simulation was built with. Importing its whole namespace would clash with names in other tests.
#if UPSTREAM_PACKAGES
global using Chunk = Arch.Core.Chunk;
global using Entity = Arch.Core.Entity;
global using QueryDescription = Arch.Core.QueryDescription;
global using World = Arch.Core.World;
#else
global using Chunk = NeuroAgents.Simulation.Ecs.Chunk;
global using Entity = NeuroAgents.Simulation.Ecs.Entity;
global using QueryDescription = NeuroAgents.Simulation.Ecs.QueryDescription;
global using World = NeuroAgents.Simulation.Ecs.World;
#endif
