using NeuroAgents.Agents;
using NeuroAgents.Learning;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Determinism;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Tests.Simulation.Scenarios;

/// <summary>Number of frames that an agent spent in the middle of the world. Only this scenario has the component.</summary>
internal record struct Visits(int Frames);

/// <summary>A scenario outside the library, in one file: agents gather in the middle. Elsewhere it needs only an entry in a catalogue.</summary>
/// <param name="savesVisits">Whether saved runs include the scenario's own component; false tests a scenario that omits it.</param>
/// <param name="learner">The learner of the scenario's brain; null for imitation.</param>
/// <param name="hasTeacher">Whether the scenario's script counts as a teacher.</param>
internal sealed class TinyScenario(bool savesVisits = true, LearnerOptions? learner = null, bool hasTeacher = true) : Scenario
{
    private const string FramesKey = "scenario/frames";
    private static readonly Setting s_side = Setting.Number("side", "length of the world's side, m", 20, 5, 100);

    /// <summary>The scenarios of the library and this one.</summary>
    internal static ScenarioCatalogue Catalogue { get; } = new([.. ScenarioCatalogue.Standard.All, new TinyScenario()]);

    public override bool HasTeacher => hasTeacher;

    public override string Name => "tiny";

    public override string Summary => "agents gather in the middle; imitates a script that steers there";

    public override string ScoreMeaning => "share of the time in the middle, 0 to 1";

    protected override IReadOnlyList<Setting> OwnSettings => [s_side, TeachSystem.ShuffleLabels];

    internal override IReadOnlyList<ComponentColumn> OwnComponents => savesVisits ? [new ComponentColumn<Visits, int>("visits", visits => visits.Frames >= 0)] : [];

    internal override void Check(TensorArchive archive) => SavedNumbers.Count(archive, FramesKey);

    public override ScenarioSession Create(ScenarioSetup setup) => new Session(setup, learner);

    private sealed class Session : ScenarioSession
    {
        private readonly World _world;
        private readonly Middle _middle;

        internal Session(ScenarioSetup setup, LearnerOptions? learner)
        {
            _world = setup.World;
            Side = (float)setup.Settings.Number(s_side);
            ObservationSpec observations = new ObservationSpec().Add("middle.ahead", -1, 1).Add("middle.left", -1, 1);
            BrainOptions options = BrainSettings.CreateOptions(setup.Settings, setup.Learns, observations, ActionSpec.Continuous("turn", "thrust"), setup.Agents);
            Brain brain = setup.Plugin.AddBrain("gatherers", setup.Learns && learner is not null ? options with { Learner = learner } : options);
            AgentRoster roster = new(_world, setup.Plugin.Workers);
            Kinds = [new AgentKind(brain, roster, new ActionTable(brain.Actions.Width))];
            RandomSource births = new(setup.Seed, ScenarioStreams.Births);
            for (ulong serial = 0; serial < (ulong)setup.Agents; serial++)
            {
                _world.Create(Birth.Place(births, serial, Side), Birth.Face(births, serial), default(Velocity), default(Steering), default(Visits), new BrainAgent(brain.Spawn()));
            }

            _middle = new Middle(_world, roster, brain, Side);
            Locate = roster;
            Sense = _middle;
            Teach = new TeachSystem(Kinds[0], _middle, setup);
            Act = new ActSystem(_world, roster, brain, setup.Driver == Driver.Brain ? null : Labels);
            Move = new MoveSystem(_world, new Torus(Side), roster, new Locomotion(Acceleration: 8, Drag: 2, TurnRate: 4), setup.DeltaTime);
        }

        public override float Side { get; }

        public override double Score => _middle.Frames == 0 ? 0 : (double)_middle.TotalVisits() / (_middle.Frames * Roster.Count);

        public override ulong StateHash()
        {
            Roster.Run(0);
            StateHash hash = new();
            for (int row = 0; row < Roster.Count; row++)
            {
                BodyHash.Add(ref hash, _world, Roster, row);
                hash.Add((ulong)_world.Get<Visits>(Roster.Entities[row]).Frames);
            }

            return hash.Value;
        }

        public override void Save(TensorArchive archive) => SavedNumbers.AddCount(archive, FramesKey, _middle.Frames);

        public override void Load(TensorArchive archive) => _middle.Frames = SavedNumbers.Count(archive, FramesKey);
    }

    /// <summary>The scenario's system and teacher: writes the direction of the middle as the observation, counts visits and steers to the middle.</summary>
    private sealed class Middle(World world, AgentRoster roster, Brain brain, float side) : ISystem, IExpert
    {
        internal long Frames { get; set; }

        public void Run(long frame)
        {
            brain.BeginDecisions(roster.Handles);
            for (int row = 0; row < roster.Count; row++)
            {
                float dx = side / 2 - roster.X[row], dy = side / 2 - roster.Y[row];
                float distance = MathF.Sqrt(dx * dx + dy * dy);
                (float ahead, float left) = new Body(roster.X[row], roster.Y[row], roster.Headings[row]).Rotate(dx / (distance + 1), dy / (distance + 1));
                (brain.Decisions.Observation(row)[0], brain.Decisions.Observation(row)[1]) = (ahead, left);
                world.Get<Visits>(roster.Entities[row]).Frames += distance < side / 4 ? 1 : 0;
            }

            Frames++;
        }

        public void Act(int row, ReadOnlySpan<float> observation, Span<float> action) => Pilot.Steer(observation[0], observation[1], action);

        internal long TotalVisits()
        {
            long visits = 0;
            foreach (Entity entity in roster.Entities)
            {
                visits += world.Get<Visits>(entity).Frames;
            }

            return visits;
        }
    }
}
