using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Determinism;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>All components of all agents in the order of their handles, as one number.</summary>
internal static class ForageStateHash
{
    internal static ulong Of(World world, AgentRoster roster)
    {
        roster.Run(0);
        StateHash hash = new();
        for (int row = 0; row < roster.Count; row++)
        {
            BodyHash.Add(ref hash, world, roster, row);
            Entity entity = roster.Entities[row];
            hash.Add(world.Get<Energy>(entity).Value);
            hash.Add((ulong)world.Get<Meals>(entity).Count);
        }

        return hash.Value;
    }
}
