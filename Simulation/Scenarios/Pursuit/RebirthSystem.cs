using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Pursuit;

/// <summary>The system that removes caught evaders and creates new ones elsewhere.</summary>
internal sealed class RebirthSystem(World world, Team evaders, CatchSystem catches, PursuitPopulation population, int agents) : ISystem
{
    /// <summary>Removes caught evaders in row order, then fills up. Births reuse the slots that deaths free, so the order must not depend on the store.</summary>
    public void Run(long frame)
    {
        ReadOnlySpan<int> catchers = catches.Catchers;
        for (int row = 0; row < catchers.Length; row++)
        {
            if (catchers[row] >= 0)
            {
                evaders.Kind.Brain.Despawn(evaders.Kind.Roster.Handles[row]);
                world.Destroy(evaders.Kind.Roster.Entities[row]);
            }
        }

        population.Fill(agents);
    }
}
