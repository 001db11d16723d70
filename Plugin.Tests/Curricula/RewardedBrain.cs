using NeuroAgents.Agents;
using NeuroAgents.Learning.Experience;

namespace NeuroAgents.Tests.Curricula;

/// <summary>A brain without a learner whose agents finish episodes with given returns.</summary>
internal sealed class RewardedBrain : IDisposable
{
    private readonly List<AgentHandle> _agents;

    internal RewardedBrain(int agents = 1)
    {
        Plugin = new NeuroPlugin(new PluginOptions { Workers = 1 });
        Brain = Plugin.AddBrain("movers", new BrainOptions
        {
            Observations = new ObservationSpec().Add("x", -1, 1), Actions = ActionSpec.Continuous("x"), Hidden = [], AgentCapacity = agents,
        });
        _agents = [.. Enumerable.Range(0, agents).Select(_ => Brain.Spawn())];
    }

    internal NeuroPlugin Plugin { get; }

    internal Brain Brain { get; }

    /// <summary>Finishes an episode of the first agent.</summary>
    internal void Finish(float reward)
    {
        AgentHandle agent = _agents[0];
        Brain.BeginDecisions([agent]);
        Brain.Decisions.Observation(0)[0] = 0;
        Brain.Decide();
        Brain.Reward(agent, reward);
        Brain.EndEpisode(agent, EpisodeEnd.Terminated);
        Plugin.LateUpdate();
    }

    /// <summary>Finds the agents again after a load.</summary>
    internal void FindAgentsOf(RewardedBrain other)
    {
        for (int i = 0; i < _agents.Count; i++)
        {
            _agents[i] = Brain.FindAgent(other._agents[i].Id);
        }
    }

    public void Dispose() => Plugin.Dispose();
}
