using System.Runtime.CompilerServices;
using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>Position and heading of an agent.</summary>
internal readonly record struct Body(float X, float Y, Heading Heading)
{
    /// <summary>Converts a vector from world axes to the agent's own axes, ahead and left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal (float Ahead, float Left) Rotate(float dx, float dy)
        => (dx * Heading.X + dy * Heading.Y, dy * Heading.X - dx * Heading.Y);
}
