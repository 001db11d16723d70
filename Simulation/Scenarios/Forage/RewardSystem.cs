using NeuroAgents.Agents;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>The rewards of foragers: r = (6·meals − 10·Δt·hazards) / 6, the energy that food and hazards change, in units of an item of food.</summary>
/// <remarks>
/// Food and hazards act at the places that the last step left, before agents sense. The rewards therefore belong to the decisions of the last frame, and an agent that has not decided yet gets none.
/// An episode ends with the agent's death. An agent that finds enough food does not die, so all episodes also end after each minute; that end is no death, and learning continues across it.
/// </remarks>
/// <param name="brain">The foragers' brain.</param>
/// <param name="roster">The foragers.</param>
/// <param name="field">The changes of energy by row.</param>
/// <param name="options">The brain's kind of actions.</param>
/// <param name="human">The controls of a person who may drive one of the agents.</param>
internal sealed class RewardSystem(Brain brain, AgentRoster roster, ForageField field, ForageOptions options, HumanDriver human) : ISystem
{
    /// <summary>Frames after which all episodes end, one minute.</summary>
    internal const int EpisodeFrames = 3600;

    /// <summary>Rewards the decisions of the last frame. Runs after eating and wounds, before agents sense.</summary>
    public void Run(long frame)
    {
        ReadOnlySpan<float> changes = field.EnergyChange.AsSpan(0, roster.Count);
        for (int next = changes.IndexOfAnyExcept(0f), row = next; next >= 0; row += next)
        {
            AgentHandle agent = roster.Handles[row];
            if (brain.HasDecided(agent))
            {
                brain.Reward(agent, changes[row] / ForageOptions.MealEnergy);
            }

            next = changes[++row..].IndexOfAnyExcept(0f);
        }
    }

    /// <summary>Tells the brain of a person's action, and ends all episodes after each minute. Runs between deaths and births.</summary>
    internal void EndFrame(long frame)
    {
        if (human.TryFind(roster, out int driven) && brain.IsAlive(roster.Handles[driven]))
        {
            Span<float> action = stackalloc float[2];
            human.Action.CopyTo(action);
            options.Actions.Encode(action);
            brain.Acted(roster.Handles[driven], action);
        }

        if ((frame + 1) % EpisodeFrames == 0)
        {
            EndEpisodes();
        }
    }

    private void EndEpisodes()
    {
        foreach (AgentHandle agent in roster.Handles)
        {
            if (brain.IsAlive(agent))
            {
                brain.EndEpisode(agent, EpisodeEnd.Truncated);
            }
        }
    }
}
