using NeuroAgents.Agents;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>The system that executes the actions: it steps every agent's task, and starts the agent's next episode where one ends.</summary>
/// <param name="world">The world.</param>
/// <param name="agents">The query that selects the agents.</param>
/// <param name="task">The task.</param>
/// <param name="kind">The agents.</param>
/// <param name="script">The script's actions by row; null to use the brain's.</param>
/// <param name="grid">The cells in which the states are drawn.</param>
/// <param name="starts">The stream of the first states.</param>
/// <param name="settings">The settings of each episode.</param>
/// <param name="workers">The workers that run the system.</param>
internal sealed class StepSystem(World world, QueryDescription agents, IControlTask task, AgentKind kind, ActionTable? script, ControlGrid grid, RandomSource starts, EpisodeSettings settings, Workers workers)
    : ChunkSystem(world, agents, workers), IWorldStep
{
    private readonly int _observationWidth = kind.Brain.Observations.Width;
    private float[] _rewards = [];
    private EpisodeEnd?[] _ends = [];
    private float[] _finalObservations = [];

    /// <summary>Rewards of the newest step by row.</summary>
    internal ReadOnlySpan<float> Rewards => _rewards.AsSpan(0, kind.Roster.Count);

    /// <summary>Reason by row why the newest step ended the episode; null if the episode continues.</summary>
    internal ReadOnlySpan<EpisodeEnd?> Ends => _ends.AsSpan(0, kind.Roster.Count);

    /// <summary>Returns the last observation of the episode that was truncated in a row, before the next one started.</summary>
    internal ReadOnlySpan<float> FinalObservation(int row) => FinalRow(row);

    public void Run(long frame)
    {
        int rows = kind.Roster.Count;
        if (_rewards.Length < rows)
        {
            (_rewards, _ends) = (new float[rows], new EpisodeEnd?[rows]);
            _finalObservations = new float[rows * _observationWidth];
        }

        RunChunks();
    }

    protected override void Execute(ref Chunk chunk)
    {
        int count = chunk.Count;
        ReadOnlySpan<BrainAgent> agents = chunk.GetSpan<BrainAgent>()[..count];
        Span<Position> positions = chunk.GetSpan<Position>()[..count];
        Span<Heading> headings = chunk.GetSpan<Heading>()[..count];
        Span<float> states = ControlState.Values(chunk.GetSpan<ControlState>()[..count]);
        Span<float> values = ControlSettings.Values(chunk.GetSpan<ControlSettings>()[..count]);
        Span<ControlEpisode> episodes = chunk.GetSpan<ControlEpisode>()[..count];
        Decisions decisions = kind.Brain.Decisions;
        for (int i = 0; i < count; i++)
        {
            AgentHandle agent = agents[i].Handle;
            int row = kind.Roster.RowOf(agent);
            Span<float> state = states.Slice(i * ControlState.Capacity, task.StateWidth);
            _ends[row] = Step(agent, row, state, values.Slice(i * ControlSettings.Capacity, settings.Count), script is null ? decisions.Action(row) : script.Row(row), ref episodes[i]);
            ControlPose pose = task.Draw(state);
            (positions[i], headings[i]) = (grid.Place(agent, pose), pose.Heading);
        }
    }

    private EpisodeEnd? Step(AgentHandle agent, int row, Span<float> state, Span<float> values, ReadOnlySpan<float> action, ref ControlEpisode episode)
    {
        task.Step(state, values, action, out _rewards[row], out bool isTerminated);
        episode.Step++;
        episode.Return = Math.Clamp(episode.Return + _rewards[row], -ControlEpisode.MaxReturn, ControlEpisode.MaxReturn);
        if (!isTerminated && episode.Step < task.TimeLimit)
        {
            return null;
        }

        if (!isTerminated)
        {
            task.Observe(state, FinalRow(row));
        }

        episode = new ControlEpisode(episode.Number == ControlEpisode.MaxNumber ? 0 : episode.Number + 1, 0, 0);
        settings.Draw(agent.Id, (ulong)episode.Number, values);
        task.Start(starts, agent.Id, (ulong)episode.Number, values, state);
        return isTerminated ? EpisodeEnd.Terminated : EpisodeEnd.Truncated;
    }

    private Span<float> FinalRow(int row) => _finalObservations.AsSpan(row * _observationWidth, _observationWidth);
}
