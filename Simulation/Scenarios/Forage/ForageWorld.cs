using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>Puts food and hazards into the world. Where something lies is a function of the seed, its number and how often it has grown.</summary>
internal static class ForageWorld
{
    internal static void Fill(World world, ForageOptions options, ulong seed)
    {
        RandomSource food = new(seed, ScenarioStreams.Food);
        for (int i = 0; i < options.Food; i++)
        {
            world.Create(Place(food, i, 0, options), new Food(i, 0, 0));
        }

        RandomSource hazards = new(seed, ScenarioStreams.Hazards);
        for (int i = 0; i < options.Hazards; i++)
        {
            float radius = hazards.Uniform((ulong)i, 1, ForageOptions.HazardRadius.Minimum, ForageOptions.HazardRadius.Maximum);
            world.Create(Place(hazards, i, 0, options), new Hazard(i, radius));
        }
    }

    internal static Position Place(RandomSource random, long index, long generation, ForageOptions options)
    {
        (float x, float y) = random.UniformPair((ulong)index, (ulong)generation * 2);
        return new Position(x * options.Side, y * options.Side);
    }
}
