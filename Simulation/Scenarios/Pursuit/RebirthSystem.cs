using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Pursuit;

/// <summary>Who was caught is gone, and another evader is born elsewhere in its stead.</summary>
internal sealed class RebirthSystem(World world, Team evaders, CatchSystem catches, PursuitPopulation population, int agents) : ISystem
{
    /// <summary>In the order of rows: the slots that deaths free are given to births in an order that must not follow the store's.</summary>
    public void Run(long frame)
    {
        ReadOnlySpan<bool> caught = catches.Caught;
        for (int row = 0; row < caught.Length; row++)
        {
            if (caught[row])
            {
                evaders.Kind.Brain.Despawn(evaders.Kind.Roster.Handles[row]);
                world.Destroy(evaders.Kind.Roster.Entities[row]);
            }
        }

        population.Fill(agents);
    }
}
