using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Curricula;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Determinism;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Engine;

/// <summary>A running scenario with its world, plugin and frame. The command line, the tests and the viewer all use this type.</summary>
/// <remarks>Runs share no state, so each may have its own thread. Use a run from one thread at a time.</remarks>
/// <example>
/// <code>
/// using SimulationRun run = new(new RunOptions { Scenario = "forage", Agents = 256 }, Driver.Brain, isLabelled: true);
/// for (int i = 0; i &lt; 600; i++)
/// {
///     run.Frame.Run();
/// }
///
/// Console.WriteLine(run.StateHash());
/// </code>
/// </example>
public sealed class SimulationRun : IDisposable
{
    /// <summary>Length of a fixed step, s.</summary>
    public const float DeltaTime = 1f / 60;

    /// <summary>Creates the world and fills it.</summary>
    /// <param name="options">Options of the run. They are copied.</param>
    /// <param name="driver">The source of the agents' actions.</param>
    /// <param name="isLabelled">Whether the brains learn by <see cref="RunOptions.Learner"/>. The teacher then labels each frame, unless the brains learn from rewards or demonstrations. False to play without learning and labels.</param>
    /// <param name="evaluatedKind">Number of the kind of agents that <paramref name="driver"/> steers, while teachers steer the other kinds; null if it steers all kinds.</param>
    /// <exception cref="SettingException">The scenario or a setting is unknown or out of range.</exception>
    public SimulationRun(RunOptions options, Driver driver, bool isLabelled, int? evaluatedKind = null)
    {
        Options = options = options.Copy();
        Scenario scenario = options.FindScenario();
        bool learns = isLabelled && options.Learner != RunOptions.None;
        Curriculum = learns ? ScenarioCurriculum.Create(options, scenario) : null;
        SettingValues settings = ScenarioCurriculum.FirstValues(scenario, options.Set, Curriculum);
        World = World.Create(chunkSizeInBytes: 16_384);
        Plugin = new NeuroPlugin(new PluginOptions
        {
            Seed = options.Seed,
            LearnSteps = options.LearnSteps,
            LearnBudget = options.LearnBudgetMs is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
            LearnMode = options.LearnMode,
            PublishDelay = options.PublishDelay,
            Workers = options.Workers,
        });
        try
        {
            Session = scenario.Create(new ScenarioSetup(World, Plugin, settings, options.Agents, options.Seed, DeltaTime, driver, isLabelled && options is { LearnsFromRewards: false, Demonstrations: null }, learns, evaluatedKind) { Profile = options.FindBrainOptions(), SelfPlay = learns ? options.FindSelfPlay() : null, Curriculum = Curriculum });
        }
        catch (ArgumentException error) when (options.LearnsFromRewards)
        {
            Plugin.Dispose();
            World.Destroy(World);
            throw new SettingException($"--learner: expected one that fits {options.Scenario}, received {options.Learner}: {RunOptions.MessageOf(error)}");
        }

        if (Curriculum is not null)
        {
            ScenarioCurriculum.Connect(Curriculum, scenario, Session);
        }

        Frame = new Frame(Plugin, Session, DeltaTime, Curriculum);
    }

    /// <summary>The options of the run.</summary>
    public RunOptions Options { get; }

    /// <summary>The entities.</summary>
    public World World { get; }

    /// <summary>The plugin that holds the learning brains.</summary>
    public NeuroPlugin Plugin { get; }

    /// <summary>The scenario at work.</summary>
    public ScenarioSession Session { get; }

    /// <summary>The curriculum of <see cref="RunOptions.Curriculum"/>; null if there is none or the brains don't learn, as in evaluations.</summary>
    public Curriculum? Curriculum { get; }

    /// <summary>The fixed step; run it once per frame.</summary>
    public Frame Frame { get; }

    /// <summary>Gives a person the controls of an agent or releases them. See <see cref="HumanDriver"/>.</summary>
    /// <param name="handle">A living agent; null to release the controls.</param>
    /// <exception cref="ArgumentException">The agent is not alive, or the scenario's agents have no bodies to steer.</exception>
    public void Drive(AgentHandle? handle)
    {
        HumanDriver human = Session.Feature<HumanDriver>() ?? throw new ArgumentException($"scenario: expected one in which a person can drive an agent, received {Options.Scenario}.", nameof(handle));
        if (handle is { } driven && (driven.Brain >= Session.Kinds.Count || !Session.Kinds[driven.Brain].Brain.IsAlive(driven)))
        {
            throw new ArgumentException($"handle: expected a living agent, received {driven}.", nameof(handle));
        }

        human.Drive(handle);
    }

    /// <summary>Hands demonstrations to the brain. See <see cref="RunOptions.Demonstrations"/>.</summary>
    /// <exception cref="ArchiveFormatException">The demonstrations have other observations or actions than the brain, or lack rewards that it needs.</exception>
    /// <exception cref="SettingException">The scenario has several kinds of agents.</exception>
    public void Teach(Demonstrations demonstrations) => RequireOnlyBrain("--demonstrations").Teach(demonstrations);

    /// <summary>Returns the brain of a scenario with one kind of agents.</summary>
    /// <exception cref="SettingException">The scenario has several kinds.</exception>
    internal Brain RequireOnlyBrain(string option) => Session.Kinds.Count == 1
        ? Session.Brain
        : throw new SettingException($"{option}: expected a scenario with one kind of agents, received {Options.Scenario} with {Session.Kinds.Count}.");

    /// <summary>Loads a saved brain into the brain of the same name, or into the only brain of the run.</summary>
    /// <returns>A report on the observations and actions in which the two brains differ.</returns>
    /// <exception cref="ArchiveFormatException">The kind's brain has other hidden layers, another activation or another kind of actions.</exception>
    /// <exception cref="SettingException">No kind has the brain's name, or the kind shares no observation with the brain.</exception>
    public BrainLoadReport Load(SavedBrain saved)
    {
        Brain brain = Session.Kinds[KindOf(saved)].Brain;
        return brain.Observations.Columns.Any(column => saved.Observations.Columns.Any(known => known.Name == column.Name))
            ? brain.Load(saved)
            : throw new SettingException($"{saved.Origin}: expected a brain that shares an observation with {brain.Name}, received {Excerpt.Of(saved.Name)}.");
    }

    /// <summary>Returns the number of the kind of agents whose brain has the name of a saved brain, or 0 if there is only one kind.</summary>
    /// <exception cref="SettingException">There are several kinds, and none has the brain's name.</exception>
    internal int KindOf(SavedBrain saved)
    {
        string[] names = [.. Session.Kinds.Select(kind => kind.Brain.Name)];
        int kind = names.Length == 1 ? 0 : Array.IndexOf(names, saved.Name);
        return kind >= 0 ? kind : throw new SettingException($"{saved.Origin}: expected a brain named {string.Join(" or ", names)}, received {Excerpt.Of(saved.Name)}.");
    }

    /// <summary>Returns a fingerprint of the state of all agents, as 16 hexadecimal digits.</summary>
    public string StateHash() => Session.StateHash().ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Returns a fingerprint of all parameters of all brains in their order, without padding, as 16 hexadecimal digits.</summary>
    /// <remarks>If learning runs in the background, call <see cref="NeuroPlugin.FinishLearning"/> first.</remarks>
    public string BrainHash()
    {
        StateHash hash = new();
        foreach (AgentKind kind in Session.Kinds)
        {
            Add(ref hash, kind.Brain.Parameters);
        }

        return hash.ToString();
    }

    private static void Add(ref StateHash hash, ParameterBuffer parameters)
    {
        foreach (ParameterSegment segment in parameters.Layout.Segments)
        {
            MatrixView tensor = parameters.Tensor(segment);
            for (int row = 0; row < tensor.Rows; row++)
            {
                foreach (float value in tensor.Row(row))
                {
                    hash.Add(value);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Plugin.Dispose();
        World.Destroy(World);
    }
}
