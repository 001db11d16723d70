using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Determinism;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>The hash of the components that all agents with bodies have.</summary>
internal static class BodyHash
{
    /// <summary>Hashes all agents of the given kinds, kind by kind, in the order of their handles.</summary>
    internal static ulong Of(World world, IReadOnlyList<AgentKind> kinds)
    {
        StateHash hash = new();
        foreach (AgentKind kind in kinds)
        {
            kind.Roster.Run(0);
            for (int row = 0; row < kind.Roster.Count; row++)
            {
                Add(ref hash, world, kind.Roster, row);
            }
        }

        return hash.Value;
    }

    /// <summary>Adds the handle, position, heading, velocity and steering of one row.</summary>
    internal static void Add(ref StateHash hash, World world, AgentRoster roster, int row)
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
    }
}
