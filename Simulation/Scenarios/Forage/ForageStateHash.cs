using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Running;
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
            Entity entity = roster.Entities[row];
            Position position = world.Get<Position>(entity);
            Heading heading = world.Get<Heading>(entity);
            Velocity velocity = world.Get<Velocity>(entity);
            Steering steering = world.Get<Steering>(entity);
            hash.Add(roster.Handles[row].Id);
            hash.Add(position.X);
            hash.Add(position.Y);
            hash.Add(heading.X);
            hash.Add(heading.Y);
            hash.Add(velocity.X);
            hash.Add(velocity.Y);
            hash.Add(steering.Turn);
            hash.Add(steering.Thrust);
            hash.Add(world.Get<Energy>(entity).Value);
            hash.Add((ulong)world.Get<Meals>(entity).Count);
        }

        return hash.Value;
    }
}
