using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>The births of foragers. Place, heading and energy of a newborn depend only on the seed and on the agent's serial number.</summary>
internal sealed class ForagePopulation(World world, Brain brain, ForageOptions options, ulong seed)
{
    internal const string BirthsKey = "scenario/births";
    private readonly RandomSource _random = new(seed, ScenarioStreams.Births);
    private long _births;

    internal void Save(TensorArchive archive) => SavedNumbers.AddCount(archive, BirthsKey, _births);

    internal void Load(TensorArchive archive) => _births = SavedNumbers.Count(archive, BirthsKey);

    /// <summary>Creates agents up to the requested number.</summary>
    internal void Fill(int agents)
    {
        while (brain.AgentCount < agents)
        {
            ulong serial = (ulong)_births++;
            world.Create(
                Birth.Place(_random, serial, options.Side),
                Birth.Face(_random, serial),
                new Velocity(0, 0),
                new Steering(0, 0),
                new Energy(_random.Uniform(serial, 3, ForageOptions.BirthEnergy.Minimum, ForageOptions.BirthEnergy.Maximum)),
                new Meals(0),
                new BrainAgent(brain.Spawn()));
        }
    }
}
