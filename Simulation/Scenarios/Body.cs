using System.Runtime.CompilerServices;
using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>Where an agent stands and looks.</summary>
internal readonly record struct Body(float X, float Y, Heading Heading)
{
    /// <summary>A vector of the world in the agent's own directions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal (float Ahead, float Left) Rotate(float dx, float dy)
        => (dx * Heading.X + dy * Heading.Y, dy * Heading.X - dx * Heading.Y);
}
