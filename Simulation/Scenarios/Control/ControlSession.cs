using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Determinism;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>A session of a control task: one agent per cell, without births and deaths. A frame is one step of every agent's task.</summary>
internal sealed class ControlSession : ScenarioSession
{
    private static readonly QueryDescription s_players = new QueryDescription().WithAll<BrainAgent, ControlEpisode>();
    private readonly World _world;
    private readonly ControlGrid _grid;

    internal ControlSession(IControlTask task, string brainName, ScenarioSetup setup)
    {
        (_world, Task, _grid) = (setup.World, task, new ControlGrid(setup.Agents));
        Brain brain = setup.Plugin.AddBrain(
            brainName, BrainSettings.CreateOptions(setup, task.CreateObservations(), task.CreateActions(), setup.Agents));
        Workers workers = setup.Plugin.Workers;
        AgentRoster roster = new(_world, workers);
        Kinds = [new AgentKind(brain, roster, new ActionTable(brain.Actions.Width))];
        RandomSource starts = new(setup.Seed, ScenarioStreams.EpisodeStarts);
        Populate(starts, setup.Agents);

        ActionTable? script = setup.Driver == Driver.Brain ? null : Labels;
        Steps = new StepSystem(_world, task, Kinds[0], script, _grid, starts, workers);
        Add<IWorldStep>(Steps);
        Locate = roster;
        Sense = new ObserveSystem(_world, task, roster, brain, workers);
        Teach = new TeachSystem(Kinds[0], task, setup);
        Move = new SystemGroup(Steps, new RewardSystem(Steps, Kinds[0], script));
    }

    /// <summary>The task of all agents.</summary>
    internal IControlTask Task { get; }

    /// <summary>The system that steps the task, with the outcomes of the newest step.</summary>
    internal StepSystem Steps { get; }

    public override float Side => _grid.Side;

    /// <summary>The mean return of the newest finished episodes minus the lowest return, at least 0. Before an episode has finished, the returns of the running episodes count.</summary>
    public override double Score => Math.Max(0, (Brain.Statistics.Episodes is { Count: > 0 } episodes ? episodes.NewestReturn : MeanRunningReturn()) - Task.Returns.Lowest);

    public override ulong StateHash()
    {
        Roster.Run(0);
        StateHash hash = new();
        for (int row = 0; row < Roster.Count; row++)
        {
            Entity entity = Roster.Entities[row];
            ControlState state = _world.Get<ControlState>(entity);
            ControlEpisode episode = _world.Get<ControlEpisode>(entity);
            hash.Add(Roster.Handles[row].Id);
            hash.Add(Roster.X[row]);
            hash.Add(Roster.Y[row]);
            hash.Add(Roster.Headings[row].X);
            hash.Add(Roster.Headings[row].Y);
            hash.Add(state.First);
            hash.Add(state.Second);
            hash.Add(state.Third);
            hash.Add(state.Fourth);
            hash.Add((ulong)episode.Number);
            hash.Add((ulong)episode.Step);
            hash.Add(BitConverter.DoubleToUInt64Bits(episode.Return));
        }

        return hash.Value;
    }

    public override void Save(TensorArchive archive)
    {
    }

    public override void Load(TensorArchive archive)
    {
    }

    private void Populate(RandomSource starts, int agents)
    {
        Span<ControlState> start = stackalloc ControlState[1];
        for (int i = 0; i < agents; i++)
        {
            AgentHandle agent = Brain.Spawn();
            Span<float> state = ControlState.Values(start)[..Task.StateWidth];
            Task.Start(starts, agent.Id, 0, state);
            ControlPose pose = Task.Draw(state);
            _world.Create(_grid.Place(agent, pose), pose.Heading, default(Velocity), start[0], default(ControlEpisode), new BrainAgent(agent));
        }
    }

    private double MeanRunningReturn()
    {
        double sum = 0;
        int agents = 0;
        foreach (ref Chunk chunk in _world.Query(in s_players))
        {
            foreach (ControlEpisode episode in chunk.GetSpan<ControlEpisode>()[..chunk.Count])
            {
                sum += episode.Return;
                agents++;
            }
        }

        return sum / Math.Max(1, agents);
    }
}
