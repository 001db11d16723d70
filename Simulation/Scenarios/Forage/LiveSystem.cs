using NeuroAgents.Agents;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>Meals and wounds take effect, living costs energy, who has none left dies, and another is born in its stead.</summary>
internal sealed class LiveSystem(
    World world, Brain brain, AgentRoster roster, ForageField field, ForagePopulation population, ScenarioSetup setup) : ISystem
{
    private static readonly QueryDescription Living = new QueryDescription().WithAll<BrainAgent, Energy, Meals, Steering>();
    private bool[] _starved = [];

    public void Run(long frame)
    {
        if (_starved.Length < roster.Count)
        {
            _starved = new bool[roster.Count * 2];
        }

        Metabolise();
        BuryStarved();
        population.Fill(setup.Agents);
    }

    private void Metabolise()
    {
        float deltaTime = setup.DeltaTime;
        foreach (ref Chunk chunk in world.Query(in Living))
        {
            int count = chunk.Count;
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
                meals[i] = new Meals(meals[i].Count + field.MealsGained[row]);
                _starved[row] = energy <= 0;
            }
        }
    }

    /// <summary>In the order of rows: the slots that deaths free are given to births in an order that must not follow the store's.</summary>
    private void BuryStarved()
    {
        for (int row = 0; row < roster.Count; row++)
        {
            if (_starved[row])
            {
                brain.Despawn(roster.Handles[row]);
                world.Destroy(roster.Entities[row]);
            }
        }
    }
}
