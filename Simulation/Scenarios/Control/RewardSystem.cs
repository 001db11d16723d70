using NeuroAgents.Agents;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>The system that passes the rewards and ends of the newest step to the brain, in the order of rows. Both belong to the decisions of the same frame.</summary>
/// <param name="step">The system that stepped the tasks.</param>
/// <param name="kind">The agents.</param>
/// <param name="script">The script's actions, which were executed in place of the brain's; null if the brain acted.</param>
/// <param name="league">The league whose first brain decides for the agents; null for none. An episode is a game, won if its last reward is above 0 and lost if it is below, as in ML-Agents.</param>
internal sealed class RewardSystem(StepSystem step, AgentKind kind, ActionTable? script, League? league) : ISystem
{
    public void Run(long frame)
    {
        Brain brain = kind.Brain;
        ReadOnlySpan<AgentHandle> agents = kind.Roster.Handles;
        brain.RewardAll(step.Rewards);
        for (int row = 0; row < script?.Count; row++)
        {
            brain.Acted(agents[row], script.Row(row));
        }

        for (int row = 0; row < agents.Length; row++)
        {
            if (step.Ends[row] == EpisodeEnd.Truncated)
            {
                brain.EndEpisode(agents[row], EpisodeEnd.Truncated, step.FinalObservation(row));
            }
            else if (step.Ends[row] is { } end)
            {
                brain.EndEpisode(agents[row], end);
            }

            if (step.Ends[row] is not null)
            {
                league?.RecordGame((1 + MathF.Sign(step.Rewards[row])) / 2.0);
            }
        }
    }
}
