using NeuroAgents.Agents;

namespace NeuroAgents.Tests.Examples;

/// <summary>Births, deaths, and the comparison of a brain's choices with the teacher's.</summary>
internal static class LivesExample
{
    internal static void Replace(Brain brain, AgentHandle[] agents, int[] health)
    {
        for (int i = 0; i < agents.Length; i++)
        {
            if (health[i] <= 0)
            {
                brain.Despawn(agents[i]);     // its labels so far are still learned from
                agents[i] = brain.Spawn();    // decides from the next BeginDecisions on
            }
        }
    }

    /// <summary>Teaches each agent its teacher's choice. Returns the number of agents that already chose it.</summary>
    internal static int Teach(Brain brain, AgentHandle[] agents, Decisions decisions, int[] taught)
    {
        int agreed = 0;
        for (int i = 0; i < decisions.Count; i++)
        {
            agreed += decisions.Choice(i, branch: 0) == taught[i] ? 1 : 0;    // the network's choice and the teacher's
            brain.Teach(agents[i], [], [taught[i]]);    // no continuous values, one choice per branch
        }

        return agreed;
    }
}
