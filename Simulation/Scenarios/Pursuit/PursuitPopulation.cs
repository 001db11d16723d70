using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Scenarios.Pursuit;

/// <summary>The births of one kind of agents. Place and heading of a newborn depend only on the seed and on the agent's serial number.</summary>
internal sealed class PursuitPopulation(World world, Brain brain, PursuitOptions options, ulong seed, bool arePursuers)
{
    internal const string BirthsKey = "scenario/births";
    private readonly RandomSource _random = new(seed, arePursuers ? ScenarioStreams.Births : ScenarioStreams.EvaderBirths);
    private ulong _births;

    internal void Save(TensorArchive archive) => SavedNumbers.AddSerial(archive, BirthsKey, _births);

    internal void Load(TensorArchive archive) => _births = SavedNumbers.Serial(archive, BirthsKey);

    /// <summary>Creates agents up to the requested number.</summary>
    internal void Fill(int agents)
    {
        while (brain.AgentCount < agents)
        {
            ulong serial = _births++;
            Position place = Birth.Place(_random, serial, options.Side);
            Heading heading = Birth.Face(_random, serial);
            BrainAgent agent = new(brain.Spawn());
            if (arePursuers)
            {
                world.Create(place, heading, new Velocity(0, 0), new Steering(0, 0), agent, new Pursuer());
            }
            else
            {
                world.Create(place, heading, new Velocity(0, 0), new Steering(0, 0), agent, new Evader());
            }
        }
    }
}
