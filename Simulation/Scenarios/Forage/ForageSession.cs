using NeuroAgents.Agents;
using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>A world of foragers with its systems.</summary>
internal sealed class ForageSession : ScenarioSession
{
    private readonly World _world;
    private readonly ForageScore _score = new();

    internal ForageSession(ScenarioSetup setup)
    {
        _world = setup.World;
        ForageOptions options = new(setup.Settings, setup.Agents);
        Torus torus = new(options.Side);
        Brain = setup.Plugin.AddBrain("foragers", BrainSettings.CreateOptions(
            setup.Settings, setup.Learns, ForageObservations.CreateSpec(), ActionSpec.Continuous("turn", "thrust"), setup.Agents));
        Labels = new ActionTable(Brain.Actions.Width);
        Roster = new AgentRoster(_world, setup.Plugin.Workers);
        ForageField field = new(options, torus);
        ForagePopulation population = new(_world, Brain, options, setup.Seed);
        ForageWorld.Fill(_world, options, setup.Seed);
        population.Fill(setup.Agents);

        Locate = Roster;
        Interact = new InteractSystem(_world, Roster, field, options, _score, setup);
        Sense = new SenseSystem(Roster, field, options, Brain, setup.Plugin.Workers);
        IScript script = setup.Driver == Driver.Omniscient ? new OmniscientForager(Roster, field) : new ForageTeacher();
        Teach = new TeachSystem(Roster, Brain, Labels, script, setup);
        Act = new ActSystem(_world, Roster, Brain, setup.Driver == Driver.Brain ? null : Labels, setup.Plugin.Workers);
        Move = new MoveSystem(_world, torus, Roster, ForageOptions.Locomotion, setup.DeltaTime, setup.Plugin.Workers);
        Live = new LiveSystem(_world, Brain, Roster, field, population, setup);
    }

    public override Brain Brain { get; }

    public override AgentRoster Roster { get; }

    public override ActionTable Labels { get; }

    public override ISystem Locate { get; }

    public override ISystem Interact { get; }

    public override ISystem Sense { get; }

    public override ISystem Teach { get; }

    public override ISystem Act { get; }

    public override ISystem Move { get; }

    public override ISystem Live { get; }

    public override double Score => _score.PerAgentAndMinute;

    public override ulong StateHash() => ForageStateHash.Of(_world, Roster);
}
