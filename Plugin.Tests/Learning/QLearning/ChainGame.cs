using NeuroAgents.Agents;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Experience;

namespace NeuroAgents.Tests.Learning.QLearning;

/// <summary>A chain of five states for many agents. Leaving the chain earns 0.1, and going on from the last state earns 1. A third choice, the trap, is allowed only in the first state, where it earns 0; elsewhere it is masked and would earn 3.</summary>
/// <remarks>Only a learner that looks ahead walks to the end; only one that takes the maximum over allowed choices isn't misled by the trap.</remarks>
internal sealed class ChainGame : IDisposable
{
    internal const int States = 5;
    private readonly int[] _states;
    private readonly int[] _lengths;

    internal ChainGame(LearnerOptions learner, int agents = 8, ulong seed = 1, PluginOptions? options = null, int[]? hidden = null)
    {
        options ??= new PluginOptions { LearnSteps = 1000, Workers = 1 };
        options.Seed = seed;
        Plugin = new NeuroPlugin(options);
        ObservationSpec observations = new();
        for (int state = 0; state < States; state++)
        {
            observations.Add($"state {state}", -1, 1);
        }

        Brain = Plugin.AddBrain("walkers", new BrainOptions
        {
            Observations = observations,
            Actions = ActionSpec.Discrete(new ActionBranch("move", "leave", "go on", "trap")),
            Hidden = hidden ?? [32],
            Learner = learner,
            AgentCapacity = agents,
        });
        Agents = [.. Enumerable.Range(0, agents).Select(_ => Brain.Spawn())];
        (_states, _lengths) = (new int[agents], new int[agents]);
    }

    internal NeuroPlugin Plugin { get; }

    internal Brain Brain { get; }

    internal AgentHandle[] Agents { get; }

    /// <summary>Steps after which an episode is truncated, 0 for never. The agent goes on where it is.</summary>
    internal int Limit { get; init; }

    internal void Run(int frames)
    {
        for (int frame = 0; frame < frames; frame++)
        {
            Decisions decisions = Brain.BeginDecisions(Agents);
            for (int i = 0; i < Agents.Length; i++)
            {
                Observe(_states[i], decisions.Observation(i));
                decisions.Mask(i).Allow(0, 2, _states[i] == 0);
            }

            Brain.Decide();
            for (int i = 0; i < Agents.Length; i++)
            {
                Step(i, Brain.Choice(Agents[i], 0));
            }

            Plugin.LateUpdate();
        }
    }

    internal double GreedyReturn()
    {
        Brain.IsLearning = false;
        Brain.Acting = ActingMode.Greedy;
        long before = Brain.Statistics.Episodes.Count;
        while (Brain.Statistics.Episodes.Count < before + EpisodeLog.Window)
        {
            Run(1);
        }

        return Brain.Statistics.Episodes.NewestReturn;
    }

    public void Dispose() => Plugin.Dispose();

    private void Step(int i, int choice)
    {
        bool isEnd = choice != 1 || _states[i] == States - 1;
        Brain.Reward(Agents[i], choice switch { 0 => 0.1f, 1 => isEnd ? 1 : 0, _ => _states[i] == 0 ? 0 : 3 });
        _lengths[i]++;
        if (isEnd)
        {
            Brain.EndEpisode(Agents[i], EpisodeEnd.Terminated);
        }
        else if (_lengths[i] == Limit)
        {
            float[] final = new float[States];
            Observe(_states[i] + 1, final);
            Brain.EndEpisode(Agents[i], EpisodeEnd.Truncated, final);
            _lengths[i] = 0;
        }

        (_states[i], _lengths[i]) = isEnd ? (0, 0) : (_states[i] + 1, _lengths[i]);
    }

    private static void Observe(int state, Span<float> observation)
    {
        observation.Clear();
        observation[state] = 1;
    }
}
