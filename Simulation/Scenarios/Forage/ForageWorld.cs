using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>The initial food and hazards of the world. The place of a thing is a function of the seed, its number and how often it has grown.</summary>
internal static class ForageWorld
{
    internal static void Fill(World world, ForageOptions options, ulong seed)
    {
        // Reserve space for both kinds even if there are none. The store iterates over kinds of entities in the order of their first appearance, and a saved run relies on that order.
        world.EnsureCapacity<Position, Food>(Math.Max(1, options.Food));
        world.EnsureCapacity<Position, Hazard>(Math.Max(1, options.Hazards));
        RandomSource food = new(seed, ScenarioStreams.Food);
        for (int i = 0; i < options.Food; i++)
        {
            world.Create(Place(food, i, 0, options), new Food(i, 0, 0));
        }

        RandomSource hazards = new(seed, ScenarioStreams.Hazards);
        for (int i = 0; i < options.Hazards; i++)
        {
            world.Create(Place(hazards, i, 0, options), new Hazard(i, Radius(hazards, i)));
        }
    }

    /// <summary>Draws the radius of a hazard, m.</summary>
    internal static float Radius(RandomSource random, int index)
        => random.Uniform((ulong)index, 1, ForageOptions.HazardRadius.Minimum, ForageOptions.HazardRadius.Maximum);

    internal static Position Place(RandomSource random, long index, long generation, ForageOptions options)
    {
        (float x, float y) = random.UniformPair((ulong)index, (ulong)generation * 2);
        return new Position(x * options.Side, y * options.Side);
    }
}
