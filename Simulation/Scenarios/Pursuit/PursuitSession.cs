using NeuroAgents.Agents;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Pursuit;

/// <summary>A session of <c>pursuit</c>. Each step of the frame has one system per kind, except catching and rebirth, which have one system for both.</summary>
internal sealed class PursuitSession : ScenarioSession
{
    private const int EvaderKind = 1;
    private readonly ScenarioSetup _setup;
    private readonly PursuitOptions _options;
    private readonly PursuitPopulation _births;
    private readonly PursuitScore _score = new();
    private readonly HumanDriver _human = new();

    internal PursuitSession(ScenarioSetup setup)
    {
        _setup = setup;
        _options = new PursuitOptions(setup.Settings, setup.Agents);
        Team pursuers = CreateTeam(
            "pursuers", "evader", _options.Pursuers, _options.PursuerLocomotion,
            new QueryDescription().WithAll<Pursuer, BrainAgent, Position, Heading, Velocity, Steering>());
        Team evaders = CreateTeam(
            "evaders", "pursuer", _options.Evaders, _options.EvaderLocomotion,
            new QueryDescription().WithAll<Evader, BrainAgent, Position, Heading, Velocity, Steering>());
        Kinds = [pursuers.Kind, evaders.Kind];
        _births = new PursuitPopulation(setup.World, evaders.Kind.Brain, _options, setup.Seed, arePursuers: false);
        new PursuitPopulation(setup.World, pursuers.Kind.Brain, _options, setup.Seed, arePursuers: true).Fill(_options.Pursuers);
        _births.Fill(_options.Evaders);
        Add(_human);
        Add(new CauseOfDeath("was caught"));
        Add<ISensors>(new PursuitSensors(pursuers, evaders, _options));
        CatchSystem catches = new(pursuers, evaders, _score, setup);
        League? league = setup.SelfPlay is { } selfPlay ? setup.Plugin.AddLeague(pursuers.Kind.Brain, evaders.Kind.Brain, selfPlay) : null;

        Locate = new SystemGroup(pursuers.Kind.Roster, evaders.Kind.Roster);
        Interact = pursuers.Kind.Brain.Learner?.Columns.Contains(ExperienceColumn.Reward) == true ? new SystemGroup(catches, new ChaseSystem(pursuers, evaders, catches, league, _human, setup.DeltaTime)) : catches;
        Sense = new SystemGroup(
            new SenseSystem(pursuers, evaders, _options, setup.Plugin.Workers), new SenseSystem(evaders, pursuers, _options, setup.Plugin.Workers));
        Teach = new SystemGroup(
            new TeachSystem(pursuers.Kind, new PursuerTeacher(_options), setup, human: _human),
            new TeachSystem(evaders.Kind, new EvaderTeacher(), setup, EvaderKind, _human));
        Act = new SystemGroup(CreateAct(pursuers, 0), CreateAct(evaders, EvaderKind));
        Move = new SystemGroup(CreateMove(pursuers), CreateMove(evaders));
        Lifecycle = new RebirthSystem(setup.World, evaders, catches, _births, _options.Evaders);
    }

    public override float Side => _options.Side;

    /// <summary>The share of the evaluated kind. If all kinds have the same driver, the pursuers' share; the evaders' share is then 1 minus it.</summary>
    public override double Score => _setup.EvaluatedKind == EvaderKind ? _score.Evaders : _score.Pursuers;

    public override ulong StateHash() => BodyHash.Of(_setup.World, Kinds);

    public override void Save(TensorArchive archive)
    {
        _births.Save(archive);
        _score.Save(archive);
    }

    public override void Load(TensorArchive archive)
    {
        _births.Load(archive);
        _score.Load(archive);
    }

    private Team CreateTeam(string name, string other, int agents, Locomotion locomotion, QueryDescription bodies)
    {
        Brain brain = _setup.Plugin.AddBrain(name, BrainSettings.CreateOptions(
            _setup, PursuitObservations.CreateSpec(other), ActionSpec.Continuous("turn", "thrust"), agents));
        AgentKind kind = new(brain, new AgentRoster(_setup.World, _setup.Plugin.Workers, bodies), new ActionTable(brain.Actions.Width));
        return new Team(kind, new UniformGrid(new Torus(_options.Side), _options.CellSize, reach: 1), locomotion, bodies);
    }

    private ActSystem CreateAct(Team team, int kind) => new(
        _setup.World, team.Kind.Roster, team.Kind.Brain, _setup.DriverOf(kind) == Driver.Brain ? null : team.Kind.Labels, _setup.Plugin.Workers, team.Bodies,
        _human);

    private MoveSystem CreateMove(Team team)
        => new(_setup.World, new Torus(_options.Side), team.Kind.Roster, team.Locomotion, _setup.DeltaTime, _setup.Plugin.Workers, team.Bodies);
}
