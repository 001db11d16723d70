using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Flock;

/// <summary>The deaths and births of the flock. Agents die at random, and new ones start elsewhere at rest. Without newcomers the flock would soon be in order, with nothing left to learn from.</summary>
internal sealed class FlockPopulation(World world, Brain brain, AgentRoster roster, FlockOptions options, ScenarioSetup setup) : ISystem
{
    internal const string BirthsKey = "scenario/births";
    private readonly RandomSource _births = new(setup.Seed, ScenarioStreams.Births);
    private readonly RandomSource _deaths = new(setup.Seed, ScenarioStreams.Deaths);
    private readonly float _chance = setup.DeltaTime / options.Life;
    private ulong _born;

    internal void Save(TensorArchive archive) => SavedNumbers.AddSerial(archive, BirthsKey, _born);

    internal void Load(TensorArchive archive) => _born = SavedNumbers.Serial(archive, BirthsKey);

    /// <summary>Removes agents at random, in row order, and fills the flock up again. Births reuse the slots that deaths free, so the order must not depend on the store.</summary>
    public void Run(long frame)
    {
        ReadOnlySpan<AgentHandle> handles = roster.Handles;
        for (int row = 0; row < handles.Length; row++)
        {
            if (_deaths.Uniform(handles[row].Id, (ulong)frame) < _chance)
            {
                brain.Despawn(handles[row]);
                world.Destroy(roster.Entities[row]);
            }
        }

        Fill();
    }

    /// <summary>Creates agents up to the requested number. Place and heading of a newborn depend only on the seed and on the agent's serial number.</summary>
    internal void Fill()
    {
        while (brain.AgentCount < setup.Agents)
        {
            ulong serial = _born++;
            world.Create(
                Birth.Place(_births, serial, options.Side), Birth.Face(_births, serial), new Velocity(0, 0), new Steering(0, 0), new BrainAgent(brain.Spawn()));
        }
    }
}
