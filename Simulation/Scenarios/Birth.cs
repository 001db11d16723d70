using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>The birth place and heading of an agent, as a function of the seed and the agent's serial number.</summary>
internal static class Birth
{
    private const float FullTurn = 6.2831853f;

    /// <summary>Draws a uniformly distributed place in a square world.</summary>
    internal static Position Place(RandomSource random, ulong serial, float side)
    {
        (float x, float y) = random.UniformPair(serial, 0);
        return new Position(x * side, y * side);
    }

    /// <summary>Draws a uniformly distributed direction.</summary>
    internal static Heading Face(RandomSource random, ulong serial)
    {
        float angle = random.Uniform(serial, 1, 0, FullTurn);
        return new Heading(VectorMath.Cos(angle), VectorMath.Sin(angle));
    }
}
