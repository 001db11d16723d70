using NeuroAgents.Agents;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Scenarios.Control;

namespace NeuroAgents.Tests.Simulation.Scenarios.Control;

/// <summary>A control task for the agents of a brain, without a world. What the brain is told of observations, rewards and ends can be falsified; the returns are those of the true rewards.</summary>
internal sealed class FalsifiedTask : IDisposable
{
    private readonly IControlTask _task;
    private readonly RandomSource _starts;
    private readonly NeuroPlugin _plugin;
    private readonly AgentHandle[] _agents;
    private readonly float[][] _states;
    private readonly float[] _rewards;
    private readonly bool[] _terminated;
    private readonly int[] _lengths;
    private readonly double[] _returns;
    private readonly ulong[] _episodes;
    private readonly List<(int Agent, double Return)> _finished = [];
    private long _frame;

    internal FalsifiedTask(IControlTask task, BrainOptions options, int agents, ulong seed)
    {
        (_task, _starts) = (task, new RandomSource(seed, 5));
        _plugin = new NeuroPlugin(new PluginOptions { Seed = seed, LearnSteps = 1000, Workers = 1 });
        Brain = _plugin.AddBrain("players", options with { Observations = task.CreateObservations(), Actions = task.CreateActions(), AgentCapacity = agents });
        _agents = [.. Enumerable.Range(0, agents).Select(_ => Brain.Spawn())];
        _states = [.. _agents.Select(_ => new float[task.StateWidth])];
        (_rewards, _terminated, _lengths, _returns, _episodes) = (new float[agents], new bool[agents], new int[agents], new double[agents], new ulong[agents]);
        for (int i = 0; i < agents; i++)
        {
            Start(i);
        }
    }

    internal delegate void ObservationChange(int agent, long frame, Span<float> observation);

    internal Brain Brain { get; }

    /// <summary>Change of every observation before the brain sees it; null for none.</summary>
    internal ObservationChange? Falsify { get; init; }

    /// <summary>The agent that receives an agent's reward.</summary>
    internal required Func<int, int> RewardedAgent { get; init; }

    internal float RewardFactor { get; init; } = 1;

    /// <summary>The reported kind of an episode's end; the argument tells whether the episode terminated.</summary>
    internal required Func<bool, EpisodeEnd> ReportedEnd { get; init; }

    /// <summary>Returns of all finished episodes by their true rewards.</summary>
    internal IEnumerable<double> Returns => _finished.Select(episode => episode.Return);

    internal FalsifiedTask Play(int steps)
    {
        for (int frame = 0; frame < steps / _agents.Length; frame++)
        {
            RunFrame();
        }

        return this;
    }

    /// <summary>Returns the mean of at least 100 greedy episodes, the same number for each agent. The episodes in which training stopped do not count.</summary>
    internal double GreedyReturn()
    {
        (Brain.IsLearning, Brain.Acting) = (false, ActingMode.Greedy);
        int first = _finished.Count, episodes = (99 + _agents.Length) / _agents.Length;
        Play((episodes + 1) * _task.TimeLimit * _agents.Length);
        return _finished.Skip(first).GroupBy(episode => episode.Agent).SelectMany(agent => agent.Skip(1).Take(episodes)).Average(episode => episode.Return);
    }

    public void Dispose() => _plugin.Dispose();

    private void RunFrame()
    {
        Decisions decisions = Brain.BeginDecisions(_agents);
        for (int i = 0; i < _agents.Length; i++)
        {
            Observe(i, decisions.Observation(i));
        }

        Brain.Decide();
        for (int i = 0; i < _agents.Length; i++)
        {
            _task.Step(_states[i], decisions.Action(i), out _rewards[i], out _terminated[i]);
            _returns[i] += _rewards[i];
            _lengths[i]++;
            Brain.Reward(_agents[RewardedAgent(i)], RewardFactor * _rewards[i]);
        }

        for (int i = 0; i < _agents.Length; i++)
        {
            if (_terminated[i] || _lengths[i] == _task.TimeLimit)
            {
                End(i);
            }
        }

        _plugin.LateUpdate();
        _frame++;
    }

    private void Observe(int i, Span<float> observation)
    {
        _task.Observe(_states[i], observation);
        Falsify?.Invoke(i, _frame, observation);
    }

    private void End(int i)
    {
        EpisodeEnd end = ReportedEnd(_terminated[i]);
        if (end == EpisodeEnd.Truncated)
        {
            float[] final = new float[Brain.Observations.Width];
            Observe(i, final);
            Brain.EndEpisode(_agents[i], end, final);
        }
        else
        {
            Brain.EndEpisode(_agents[i], end);
        }

        _finished.Add((i, _returns[i]));
        Start(i);
    }

    private void Start(int i)
    {
        (_lengths[i], _returns[i]) = (0, 0);
        _task.Start(_starts, (ulong)i, _episodes[i]++, _states[i]);
    }
}
