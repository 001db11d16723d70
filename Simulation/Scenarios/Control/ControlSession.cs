using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Determinism;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>A session of a control task: one agent per cell, without births and deaths. A frame is one step of every agent's task. With two teams, agents of both take turns in the cells.</summary>
internal sealed class ControlSession : ScenarioSession
{
    private static readonly QueryDescription[] s_teams =
    [
        new QueryDescription().WithAll<BrainAgent, Position, Heading, Velocity, ControlState, ControlSettings, ControlEpisode>().WithNone<Rival>(),
        new QueryDescription().WithAll<Rival, BrainAgent, Position, Heading, Velocity, ControlState, ControlSettings, ControlEpisode>(),
    ];

    private readonly World _world;
    private readonly ControlGrid _grid;

    internal ControlSession(IControlTask task, string brainName, ScenarioSetup setup)
    {
        (_world, Task, _grid) = (setup.World, task, new ControlGrid(setup.Agents, task.Teams));
        EpisodeSettings settings = new(task, setup);
        Kinds = [.. Enumerable.Range(0, task.Teams).Select(team => CreateTeam(team, brainName, setup, settings))];
        League? league = setup.SelfPlay is not { } selfPlay ? null
            : task.Teams == 2 ? setup.Plugin.AddLeague(Kinds[0].Brain, Kinds[1].Brain, selfPlay)
            : throw new ArgumentException("teams: expected 2 for self-play, received 1.", nameof(setup));

        StepSystem[] steps = [.. Kinds.Select((kind, team) => new StepSystem(_world, s_teams[team], task, kind, Script(team, setup), _grid, Starts(team, setup), settings, setup.Plugin.Workers))];
        Steps = steps[0];
        Add<IWorldStep>(Steps);
        Locate = new SystemGroup([.. Kinds.Select(kind => kind.Roster)]);
        Sense = new SystemGroup([.. Kinds.Select((kind, team) => new ObserveSystem(_world, s_teams[team], task, kind.Roster, kind.Brain, setup.Plugin.Workers))]);
        Teach = new SystemGroup([.. Kinds.Select((kind, team) => new TeachSystem(kind, task, setup, team))]);
        Move = new SystemGroup([.. steps.SelectMany((step, team) => (ISystem[])[step, new RewardSystem(step, Kinds[team], Script(team, setup), team == 0 ? league : null)])]);
    }

    /// <summary>The task of all agents.</summary>
    internal IControlTask Task { get; }

    /// <summary>The system that steps the task of the first team, with the outcomes of the newest step.</summary>
    internal StepSystem Steps { get; }

    public override float Side => _grid.Side;

    /// <summary>The mean return of the newest finished episodes minus the lowest return, at least 0. Before an episode has finished, the returns of the running episodes count. With two teams, it is that of the first.</summary>
    public override double Score => Math.Max(0, (Brain.Statistics.Episodes is { Count: > 0 } episodes ? episodes.NewestReturn : MeanRunningReturn()) - Task.Returns.Lowest);

    public override ulong StateHash()
    {
        StateHash hash = new();
        foreach (AgentRoster roster in Kinds.Select(kind => kind.Roster))
        {
            roster.Run(0);
            for (int row = 0; row < roster.Count; row++)
            {
                Add(ref hash, roster, row);
            }
        }

        return hash.Value;
    }

    public override void Save(TensorArchive archive)
    {
    }

    public override void Load(TensorArchive archive)
    {
    }

    /// <summary>Creates a team with its agents. The second team has no learner of its own where brains learn from rewards.</summary>
    private AgentKind CreateTeam(int team, string brainName, ScenarioSetup setup, EpisodeSettings settings)
    {
        int agents = (setup.Agents + Task.Teams - 1 - team) / Task.Teams;
        BrainOptions options = BrainSettings.CreateOptions(setup, Task.CreateObservations(), Task.CreateActions(), agents);
        options.IsFrozen |= team > 0 && setup.Profile is not null;
        Brain brain = setup.Plugin.AddBrain(team == 0 ? brainName : "rivals", options);
        Populate(brain, team, Starts(team, setup), settings, agents);
        return new AgentKind(brain, new AgentRoster(_world, setup.Plugin.Workers, s_teams[team]), new ActionTable(brain.Actions.Width));
    }

    /// <summary>Returns the script's actions of a team; null to use the brain's.</summary>
    private ActionTable? Script(int team, ScenarioSetup setup) => setup.DriverOf(team) == Driver.Brain ? null : Kinds[team].Labels;

    /// <summary>Returns the stream of a team's first states.</summary>
    private static RandomSource Starts(int team, ScenarioSetup setup)
    {
        RandomSource starts = new(setup.Seed, ScenarioStreams.EpisodeStarts);
        return team == 0 ? starts : starts.Stream((ulong)team);
    }

    private void Populate(Brain brain, int team, RandomSource starts, EpisodeSettings settings, int agents)
    {
        Span<ControlState> start = stackalloc ControlState[1];
        Span<ControlSettings> drawn = stackalloc ControlSettings[1];
        Span<float> values = ControlSettings.Values(drawn)[..settings.Count];
        for (int i = 0; i < agents; i++)
        {
            AgentHandle agent = brain.Spawn();
            Span<float> state = ControlState.Values(start)[..Task.StateWidth];
            settings.Draw(agent.Id, 0, values);
            Task.Start(starts, agent.Id, 0, values, state);
            ControlPose pose = Task.Draw(state);
            if (team == 0)
            {
                _world.Create(_grid.Place(agent, pose), pose.Heading, default(Velocity), start[0], drawn[0], default(ControlEpisode), new BrainAgent(agent));
            }
            else
            {
                _world.Create(_grid.Place(agent, pose), pose.Heading, default(Velocity), start[0], drawn[0], default(ControlEpisode), new BrainAgent(agent), new Rival());
            }
        }
    }

    private void Add(ref StateHash hash, AgentRoster roster, int row)
    {
        Entity entity = roster.Entities[row];
        ControlState state = _world.Get<ControlState>(entity);
        ControlEpisode episode = _world.Get<ControlEpisode>(entity);
        hash.Add(roster.Handles[row].Id);
        hash.Add(roster.X[row]);
        hash.Add(roster.Y[row]);
        hash.Add(roster.Headings[row].X);
        hash.Add(roster.Headings[row].Y);
        hash.Add(state.First);
        hash.Add(state.Second);
        hash.Add(state.Third);
        hash.Add(state.Fourth);
        hash.Add((ulong)episode.Number);
        hash.Add((ulong)episode.Step);
        hash.Add(BitConverter.DoubleToUInt64Bits(episode.Return));
    }

    private double MeanRunningReturn()
    {
        double sum = 0;
        int agents = 0;
        foreach (ref Chunk chunk in _world.Query(in s_teams[0]))
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
