using NeuroAgents.Agents;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Determinism;
using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>A session of <c>forage</c>: the foragers, food and hazards, and the systems that run them.</summary>
internal sealed class ForageSession : ScenarioSession
{
    private readonly World _world;
    private readonly ForagePopulation _population;
    private readonly ForageScore _score = new();
    private readonly InteractSystem _interact;

    internal ForageSession(ScenarioSetup setup)
    {
        _world = setup.World;
        ForageOptions options = new(setup.Settings, setup.Agents);
        Torus torus = new(options.Side);
        Brain brain = setup.Plugin.AddBrain("foragers", BrainSettings.CreateOptions(
            setup, ForageObservations.CreateSpec(), options.Actions.CreateSpec(), setup.Agents));
        ActionTable labels = new(brain.Actions.Width);
        AgentRoster roster = new(_world, setup.Plugin.Workers);
        Kinds = [new AgentKind(brain, roster, labels)];
        ForageField field = new(options, torus);
        _population = new ForagePopulation(_world, brain, options, setup.Seed);
        ForageWorld.Fill(_world, options, setup.Seed);
        _population.Fill(setup.Agents);

        HumanDriver human = new();
        Side = options.Side;
        Locate = roster;
        _interact = new InteractSystem(_world, roster, field, options, _score, setup);

        // A teacher's labels leave rewards without use.
        RewardSystem? rewards = setup.IsLabelled ? null : new RewardSystem(brain, roster, field, options, human);
        Interact = rewards is null ? _interact : new SystemGroup(_interact, rewards);
        Sense = new SenseSystem(roster, field, options, brain, setup.Plugin.Workers);
        IExpert expert = setup.Driver == Driver.Omniscient ? new OmniscientForager(roster, field) : new ForageTeacher();
        Teach = new TeachSystem(Kinds[0], expert, setup, human: human, steering: options.Actions);
        Act = new ActSystem(_world, roster, brain, setup.Driver == Driver.Brain ? null : labels, setup.Plugin.Workers, human: human, actions: options.Actions);
        Move = new MoveSystem(_world, torus, roster, ForageOptions.Locomotion, setup.DeltaTime, setup.Plugin.Workers);
        Lifecycle = new LifecycleSystem(_world, brain, roster, field, _population, setup, rewards);
        Add(human);
        ForagePlacement placement = new(_world, options, _interact, setup.Seed);
        Add<IPlacement>(placement);
        Add<IChangingSettings>(new ForageChanges(placement, setup.Agents));
        Add<ISensors>(new ForageSensors(roster, field, options));
    }

    public override float Side { get; }

    public override double Score => _score.PerAgentAndMinute;

    public override ulong StateHash()
    {
        Roster.Run(0);
        StateHash hash = new();
        for (int row = 0; row < Roster.Count; row++)
        {
            BodyHash.Add(ref hash, _world, Roster, row);
            Entity entity = Roster.Entities[row];
            hash.Add(_world.Get<Energy>(entity).Value);
            hash.Add((ulong)_world.Get<Meals>(entity).Count);
        }

        return hash.Value;
    }

    public override void Save(TensorArchive archive)
    {
        _population.Save(archive);
        _score.Save(archive);
    }

    public override void Load(TensorArchive archive)
    {
        _interact.Gather();
        _population.Load(archive);
        _score.Load(archive);
    }
}
