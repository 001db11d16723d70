using NeuroAgents.Agents;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>A control task as a scenario: each agent steers its own cart, pendulum or the like in a cell of the plane, and its episodes restart in place.</summary>
internal sealed class ControlScenario : Scenario
{
    private readonly string _brain;
    private readonly Func<SettingValues, IControlTask> _createTask;
    private readonly IReadOnlyList<Setting> _settings;

    /// <summary>The task with default settings. Its time limit, reference returns and possible states do not depend on settings.</summary>
    private readonly IControlTask _standard;

    private ControlScenario(string name, string summary, string brain, Func<SettingValues, IControlTask> createTask, params IReadOnlyList<Setting> settings)
    {
        (Name, Summary, _brain, _createTask, _settings) = (name, summary, brain, createTask, [.. settings, TeachSystem.ShuffleLabels]);
        _standard = createTask(new SettingValues(Settings, new Dictionary<string, string>()));
        string above = _standard.Returns.Lowest == 0 ? "" : FormattableString.Invariant($" + {-_standard.Returns.Lowest}");
        ScoreMeaning = $"mean return of the newest {EpisodeLog.Window} episodes{above}, at least 0";
    }

    /// <summary>All control tasks, in the order in which they are listed.</summary>
    internal static IReadOnlyList<Scenario> All { get; } =
    [
        new ControlScenario("cartpole", "carts keep poles upright by pushes to the left and right; as in Gymnasium", "carts", _ => new CartPole(), CartPole.StartRange, CartPole.PoleLength),
        new ControlScenario("acrobot", "two hanging links swing up by a torque at the joint between them; as in Gymnasium", "acrobots", _ => new Acrobot()),
        new ControlScenario("mountain-car", "weak cars swing out of a valley by pushes; as in Gymnasium", "cars", _ => new MountainCar(), Valley.FirstPlace),
        new ControlScenario("mountain-car-continuous", "cars swing out of a valley with little force; as in Gymnasium", "cars", _ => new MountainCarContinuous(), Valley.FirstPlace),
        new ControlScenario("pendulum", "pendulums swing up and stay upright by a weak torque; as in Gymnasium", "pendulums", _ => new Pendulum()),
        new ControlScenario("basic", "agents choose between a small reward near by and a large one further off; as in ML-Agents", "walkers", _ => new Basic()),
        new ControlScenario(
            "simple", "agents observe which end of a line is their goal and go there; as in the tests of ML-Agents", "seekers", settings => new Simple(settings),
            Simple.Dimensions, Simple.StepSize, Simple.Actions, Simple.TeamCount),
    ];

    public override string Name { get; }

    public override string Summary { get; }

    public override string ScoreMeaning { get; }

    public override bool HasRewards => true;

    public override double? LowestReturn => _standard.Returns.Lowest;

    public override double SolvedReturn => _standard.Returns.Solved;

    /// <summary>Number of steps of the longest episode, so that every agent can finish one.</summary>
    internal override int MinScoreFrames => _standard.TimeLimit;

    protected override IReadOnlyList<Setting> OwnSettings => _settings;

    internal override IReadOnlyList<ComponentColumn> OwnComponents =>
    [
        new ComponentColumn<ControlState, float>("control_state", IsPossible),
        new ComponentColumn<ControlSettings, float>("control_settings", IsPossible),
        new ComponentColumn<ControlEpisode, int>("control_episode", IsPossible),
    ];

    /// <summary>Does nothing, because a saved run has only components and the brain.</summary>
    internal override void Check(TensorArchive archive)
    {
    }

    public override ScenarioSession Create(ScenarioSetup setup) => new ControlSession(_createTask(setup.Settings), _brain, setup);

    private bool IsPossible(ControlState state) => _standard.IsPossible(ControlState.Values(new Span<ControlState>(ref state))[.._standard.StateWidth]);

    private bool IsPossible(ControlSettings settings)
    {
        ReadOnlySpan<float> values = ControlSettings.Values(new Span<ControlSettings>(ref settings));
        for (int i = 0; i < values.Length; i++)
        {
            Setting? setting = i < _standard.EpisodeSettings.Count ? _standard.EpisodeSettings[i] : null;
            if (!(values[i] >= (float)(setting?.Minimum ?? 0) && values[i] <= (float)(setting?.Maximum ?? 0)))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsPossible(ControlEpisode episode)
        => episode.Number is >= 0 and <= ControlEpisode.MaxNumber && episode.Step >= 0 && episode.Step < _standard.TimeLimit && Math.Abs(episode.Return) <= ControlEpisode.MaxReturn;
}
