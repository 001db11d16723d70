using NeuroAgents.Agents;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>The system that applies meals, injuries and the energy cost of living. Agents without energy die and new ones are born.</summary>
internal sealed class LifecycleSystem(
    World world, Brain brain, AgentRoster roster, ForageField field, ForagePopulation population, ScenarioSetup setup, RewardSystem? rewards = null)
    : ChunkSystem(world, s_living, setup.Plugin.Workers), ISystem
{
    private static readonly QueryDescription s_living = new QueryDescription().WithAll<BrainAgent, Energy, Meals, Steering>();
    private readonly World _world = world;
    private bool[] _starved = [];

    public void Run(long frame)
    {
        if (_starved.Length < roster.Count)
        {
            _starved = new bool[roster.Count * 2];
        }

        RunChunks();
        RemoveStarved();
        rewards?.EndFrame(frame);
        population.Fill(setup.Agents);
    }

    /// <summary>Updates the energy and meals of one chunk of agents and marks the starved ones.</summary>
    protected override void Execute(ref Chunk chunk)
    {
        int count = chunk.Count;
        float deltaTime = setup.DeltaTime;
        ReadOnlySpan<BrainAgent> agents = chunk.GetSpan<BrainAgent>()[..count];
        ReadOnlySpan<Steering> steerings = chunk.GetSpan<Steering>()[..count];
        Span<Energy> energies = chunk.GetSpan<Energy>()[..count];
        Span<Meals> meals = chunk.GetSpan<Meals>()[..count];
        for (int i = 0; i < count; i++)
        {
            int row = roster.RowOf(agents[i].Handle);
            float effort = Math.Abs(steerings[i].Thrust);
            float cost = ForageOptions.Cost.AtRest + (ForageOptions.Cost.AtFullThrust - ForageOptions.Cost.AtRest) * effort;
            float energy = Math.Min(ForageOptions.MaximumEnergy, energies[i].Value + field.EnergyChange[row]) - cost * deltaTime;
            energies[i] = new Energy(energy);
            meals[i] = new Meals((meals[i].Count + field.MealsGained[row]) & int.MaxValue);
            _starved[row] = energy <= 0;
        }
    }

    /// <summary>Removes starved agents in row order. Births reuse the slots that deaths free, so the order must not depend on the store.</summary>
    private void RemoveStarved()
    {
        Span<bool> starved = _starved.AsSpan(0, roster.Count);
        for (int next = starved.IndexOf(true), row = next; next >= 0; row += next)
        {
            Remove(roster.Handles[row]);
            _world.Destroy(roster.Entities[row]);
            next = starved[++row..].IndexOf(true);
        }
    }

    private void Remove(AgentHandle agent)
    {
        if (rewards is null)
        {
            brain.Despawn(agent);
        }
        else
        {
            brain.Despawn(agent, EpisodeEnd.Terminated);
        }
    }
}
