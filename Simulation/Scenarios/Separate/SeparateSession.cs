using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Determinism;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Separate;

/// <summary>A session of <c>separate</c>: the red and green agents and the systems that run them.</summary>
internal sealed class SeparateSession : ScenarioSession, IPlaceObservation
{
    private readonly World _world;
    private readonly HeldOutValidation _validation;

    internal SeparateSession(ScenarioSetup setup)
    {
        _world = setup.World;
        SeparateOptions options = new(setup.Settings);
        Brain brain = setup.Plugin.AddBrain("tellers", BrainSettings.CreateOptions(
            setup, Plane.CreateSpec(), ActionSpec.Discrete(new ActionBranch("colour", "red", "green")), setup.Agents));
        ActionTable labels = new(brain.Actions.Width);
        AgentRoster roster = new(_world, setup.Plugin.Workers);
        Kinds = [new AgentKind(brain, roster, labels)];
        Populate(options.Problem, setup);

        Locate = roster;
        Sense = new LookSystem(roster, brain, setup.Plugin.Workers);
        Teach = new TeachColourSystem(Kinds[0], options, setup);
        Act = new GuessSystem(_world, roster, brain, setup.Driver == Driver.Brain ? null : labels, setup.Plugin.Workers);
        Move = new WalkSystem(_world, options.Problem, setup);
        _validation = new HeldOutValidation(brain, options, setup);
        Add<IHeldOutValidation>(_validation);
        Add<IPlaceObservation>(this);
    }

    public override float Side => Plane.Side;

    public override double Score => _validation.Record.Accuracy;

    public override ulong StateHash()
    {
        Roster.Run(0);
        StateHash hash = new();
        for (int row = 0; row < Roster.Count; row++)
        {
            Entity entity = Roster.Entities[row];
            hash.Add(Roster.Handles[row].Id);
            hash.Add(Roster.X[row]);
            hash.Add(Roster.Y[row]);
            hash.Add(Roster.Headings[row].X);
            hash.Add(Roster.Headings[row].Y);
            hash.Add(Roster.Velocities[row].X);
            hash.Add(Roster.Velocities[row].Y);
            hash.Add((ulong)_world.Get<Colour>(entity).Index);
            hash.Add((ulong)_world.Get<Guess>(entity).Index);
        }

        return hash.Value;
    }

    void IPlaceObservation.Observe(float x, float y, Span<float> observation) => Plane.Observe(new Position(x, y), observation);

    public override void Save(TensorArchive archive) => _validation.Save(archive);

    public override void Load(TensorArchive archive) => _validation.Load(archive);

    /// <summary>Creates equal numbers of red and green agents; if the total is odd, one more red agent.</summary>
    private void Populate(Problem problem, ScenarioSetup setup)
    {
        RandomSource places = new(setup.Seed, SeparateStreams.Births), headings = places.Stream(1);
        for (ulong serial = 0; serial < (ulong)setup.Agents; serial++)
        {
            int colour = (int)(serial % 2);
            _world.Create(
                Plane.FromUnit(problem.Draw(places, serial, colour)),
                Birth.Face(headings, serial),
                new Velocity(0, 0),
                new Colour(colour),
                new Guess(Problem.Red),
                new BrainAgent(Brain.Spawn()));
        }
    }
}
