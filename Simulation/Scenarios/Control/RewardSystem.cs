using NeuroAgents.Learning.Experience;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>The system that passes the rewards and ends of the newest step to the brain and records finished episodes, in the order of rows.</summary>
/// <param name="step">The system that stepped the tasks.</param>
/// <param name="kind">The agents.</param>
/// <param name="record">Receives the finished episodes.</param>
/// <param name="isScripted">Whether the script acted. The brain is not rewarded for actions that are not its own.</param>
internal sealed class RewardSystem(StepSystem step, AgentKind kind, EpisodeRecord record, bool isScripted) : ISystem
{
    public void Run(long frame)
    {
        for (int row = 0; row < kind.Roster.Count; row++)
        {
            StepOutcome outcome = step.Outcomes[row];
            if (!isScripted)
            {
                Reward(row, outcome);
            }

            if (outcome.End is not null)
            {
                record.Add(outcome.Episode.Return, outcome.Episode.Step);
            }
        }
    }

    private static void Reward(int row, in StepOutcome outcome)
    {
    }
}
