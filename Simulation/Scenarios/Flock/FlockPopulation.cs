using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Flock;

/// <summary>Agents go by chance and others begin elsewhere, standing still: without newcomers there would soon be no disorder left to learn from.</summary>
internal sealed class FlockPopulation(World world, Brain brain, AgentRoster roster, FlockOptions options, ScenarioSetup setup) : ISystem
{
    internal const string BirthsKey = "scenario/births";
    private readonly RandomSource _births = new(setup.Seed, ScenarioStreams.Births);
    private readonly RandomSource _deaths = new(setup.Seed, ScenarioStreams.Deaths);
    private readonly float _chance = setup.DeltaTime / options.Life;
    private ulong _born;

    internal void Save(TensorArchive archive) => SavedNumbers.AddSerial(archive, BirthsKey, _born);

    internal void Load(TensorArchive archive) => _born = SavedNumbers.Serial(archive, BirthsKey);

    /// <summary>In the order of rows: the slots that deaths free are given to births in an order that must not follow the store's.</summary>
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

    /// <summary>Lets agents be born until there are as many as asked for: each draws its place and heading by its serial number.</summary>
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
