using NeuroAgents.Agents;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>The system that executes the actions: it steps every agent's task, and where the episode ends it starts the agent's next one.</summary>
/// <param name="world">The world.</param>
/// <param name="task">The task.</param>
/// <param name="kind">The agents.</param>
/// <param name="script">The script's actions by row; null to use the brain's.</param>
/// <param name="grid">The cells in which the states are drawn.</param>
/// <param name="starts">The stream of the first states.</param>
/// <param name="workers">The workers that run the system.</param>
internal sealed class StepSystem(World world, IControlTask task, AgentKind kind, ActionTable? script, ControlGrid grid, RandomSource starts, Workers workers)
    : ChunkSystem(world, Players, workers), ISystem
{
    private static readonly QueryDescription Players = new QueryDescription().WithAll<BrainAgent, Position, Heading, ControlState, ControlEpisode>();
    private readonly int _observationWidth = kind.Brain.Observations.Width;
    private StepOutcome[] _outcomes = [];
    private float[] _finalObservations = [];

    /// <summary>The outcomes of the newest step by row.</summary>
    internal ReadOnlySpan<StepOutcome> Outcomes => _outcomes.AsSpan(0, kind.Roster.Count);

    /// <summary>Returns the last observation of the episode that was truncated in a row, before the next one started.</summary>
    internal ReadOnlySpan<float> FinalObservation(int row) => FinalRow(row);

    public void Run(long frame)
    {
        int rows = kind.Roster.Count;
        if (_outcomes.Length < rows)
        {
            _outcomes = new StepOutcome[rows];
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
        Span<ControlEpisode> episodes = chunk.GetSpan<ControlEpisode>()[..count];
        Decisions decisions = kind.Brain.Decisions;
        for (int i = 0; i < count; i++)
        {
            AgentHandle agent = agents[i].Handle;
            int row = kind.Roster.RowOf(agent);
            Span<float> state = states.Slice(i * ControlState.Capacity, task.StateWidth);
            _outcomes[row] = Step(agent, row, state, script is null ? decisions.Action(row) : script.Row(row), ref episodes[i]);
            ControlPose pose = task.Draw(state);
            (positions[i], headings[i]) = (grid.Place(agent, pose), pose.Heading);
        }
    }

    private StepOutcome Step(AgentHandle agent, int row, Span<float> state, ReadOnlySpan<float> action, ref ControlEpisode episode)
    {
        task.Step(state, action, out float reward, out bool isTerminated);
        episode.Step++;
        episode.Return = Math.Clamp(episode.Return + reward, -EpisodeRecord.MaxReturn, EpisodeRecord.MaxReturn);
        if (!isTerminated && episode.Step < task.TimeLimit)
        {
            return new StepOutcome(reward, null, episode);
        }

        ControlEpisode finished = episode;
        if (!isTerminated)
        {
            task.Observe(state, FinalRow(row));
        }

        episode = new ControlEpisode(finished.Number == ControlEpisode.MaxNumber ? 0 : finished.Number + 1, 0, 0);
        task.Start(starts, agent.Id, (ulong)episode.Number, state);
        return new StepOutcome(reward, isTerminated ? EpisodeEnd.Terminated : EpisodeEnd.Truncated, finished);
    }

    private Span<float> FinalRow(int row) => _finalObservations.AsSpan(row * _observationWidth, _observationWidth);
}

/// <summary>The outcome of an agent's step.</summary>
/// <param name="Reward">Reward of the step.</param>
/// <param name="End">Reason why the episode ended with the step; null if it goes on.</param>
/// <param name="Episode">The episode after the step, before the next one starts.</param>
internal readonly record struct StepOutcome(float Reward, EpisodeEnd? End, ControlEpisode Episode);
