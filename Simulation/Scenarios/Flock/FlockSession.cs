using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Flock;

/// <summary>A session of <c>flock</c>: the agents that fly together and the systems that run them.</summary>
internal sealed class FlockSession : ScenarioSession
{
    private readonly World _world;
    private readonly FlockPopulation _population;
    private readonly FlockScore _score = new();

    internal FlockSession(ScenarioSetup setup)
    {
        _world = setup.World;
        Workers workers = setup.Plugin.Workers;
        FlockOptions options = new(setup.Settings, setup.Agents);
        Brain brain = setup.Plugin.AddBrain("flock", BrainSettings.CreateOptions(
            setup, FlockObservations.CreateSpec(), ActionSpec.Continuous("turn", "thrust"), setup.Agents));
        ActionTable labels = new(brain.Actions.Width);
        AgentRoster roster = new(_world, workers);
        Kinds = [new AgentKind(brain, roster, labels)];
        FlockField field = new(options, roster, setup);
        _population = new FlockPopulation(_world, brain, roster, options, setup);
        _population.Fill();

        Side = options.Side;
        HumanDriver human = new();
        Add(human);
        Add<ISensors>(new FlockSensors(roster, field, options));
        Locate = roster;
        Interact = field;
        Sense = new SenseSystem(roster, field, options, brain, workers);
        Teach = new TeachSystem(Kinds[0], new FlockTeacher(options), setup, human: human);
        Act = new ActSystem(_world, roster, brain, setup.Driver == Driver.Brain ? null : labels, workers, human: human);
        Move = new MoveSystem(_world, new Torus(options.Side), roster, FlockOptions.Locomotion, setup.DeltaTime, workers);
        Lifecycle = new SystemGroup(new ScoreSystem(roster, field, _score), _population);
    }

    public override float Side { get; }

    public override double Score => _score.Mean;

    public override ulong StateHash() => BodyHash.Of(_world, Kinds);

    public override void Save(TensorArchive archive)
    {
        _population.Save(archive);
        _score.Save(archive);
    }

    public override void Load(TensorArchive archive)
    {
        _population.Load(archive);
        _score.Load(archive);
    }
}
