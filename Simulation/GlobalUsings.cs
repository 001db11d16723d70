// The one switch between the two entity stores. What the systems use of either is listed in Ecs/README.md.
#if UPSTREAM_PACKAGES
global using Arch.Buffer;
global using Arch.Core;
global using Arch.Core.Utils;
#else
global using NeuroAgents.Simulation.Ecs;
#endif
