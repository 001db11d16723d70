using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Determinism;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Engine;

/// <summary>A scenario that runs: its world, its plugin and its frame. The command line, the tests and the viewer all use this.</summary>
/// <remarks>Nothing is shared between two of them. One thread at a time.</remarks>
public sealed class SimulationRun : IDisposable
{
    /// <summary>Length of a fixed step, s.</summary>
    public const float DeltaTime = 1f / 60;

    /// <summary>Fills the world.</summary>
    /// <param name="options">Options of the run; copied.</param>
    /// <param name="driver">Who steers.</param>
    /// <param name="isLabelled">Whether the teacher is asked in each frame; the brain learns from it where the options say so.</param>
    /// <param name="evaluatedKind">Number of the one kind that is steered so, while teachers steer the others; null: all.</param>
    /// <exception cref="SettingException">The scenario or a setting is unknown or out of range.</exception>
    public SimulationRun(RunOptions options, Driver driver, bool isLabelled, int? evaluatedKind = null)
    {
        Options = options = options.Copy();
        Scenario scenario = options.FindScenario();
        SettingValues settings = new(scenario.Settings, options.Set);
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
        bool learns = isLabelled && options.Learner == RunOptions.Imitation;
        Session = scenario.Create(new ScenarioSetup(World, Plugin, settings, options.Agents, options.Seed, DeltaTime, driver, isLabelled, learns, evaluatedKind));
        Frame = new Frame(Plugin, Session, DeltaTime);
    }

    /// <summary>What it was made with.</summary>
    public RunOptions Options { get; }

    /// <summary>The entities.</summary>
    public World World { get; }

    /// <summary>The learning brains.</summary>
    public NeuroPlugin Plugin { get; }

    /// <summary>The scenario at work.</summary>
    public ScenarioSession Session { get; }

    /// <summary>One fixed step after the other.</summary>
    public Frame Frame { get; }

    /// <summary>Gives a person the controls of an agent, or takes them away: see <see cref="HumanDriver"/>.</summary>
    /// <param name="handle">A living agent; null for nobody.</param>
    /// <exception cref="ArgumentException">It does not live, or the scenario's agents have no bodies to steer.</exception>
    public void Drive(AgentHandle? handle)
    {
        HumanDriver human = Session.Feature<HumanDriver>() ?? throw new ArgumentException($"expected a scenario whose agents are steered, given {Options.Scenario}.", nameof(handle));
        if (handle is { } driven && (driven.Brain >= Session.Kinds.Count || !Session.Kinds[driven.Brain].Brain.IsAlive(driven)))
        {
            throw new ArgumentException($"expected a living agent, given {driven}.", nameof(handle));
        }

        human.Drive(handle);
    }

    /// <summary>Takes over a saved brain: of several kinds of agents, that of its name goes on with it.</summary>
    /// <returns>What was matched.</returns>
    /// <exception cref="ArchiveFormatException">The kind's brain has other hidden layers, another activation or another kind of actions.</exception>
    /// <exception cref="SettingException">No kind has its name, or senses anything that it knows.</exception>
    public BrainLoadReport Load(SavedBrain saved)
    {
        Brain brain = Session.Kinds[KindOf(saved)].Brain;
        return brain.Observations.Columns.Any(column => saved.Observations.Columns.Any(known => known.Name == column.Name))
            ? brain.Load(saved)
            : throw new SettingException($"{saved.Origin}: expected a brain that senses something of what {brain.Name} sense, found one of {Excerpt.Of(saved.Name)}.");
    }

    /// <summary>Number of the kind of agents that a brain is for: by its name, where there are several.</summary>
    /// <exception cref="SettingException">None has its name.</exception>
    internal int KindOf(SavedBrain saved)
    {
        string[] names = [.. Session.Kinds.Select(kind => kind.Brain.Name)];
        int kind = names.Length == 1 ? 0 : Array.IndexOf(names, saved.Name);
        return kind >= 0 ? kind : throw new SettingException($"{saved.Origin}: expected a brain of {string.Join(" or ", names)}, found one of {Excerpt.Of(saved.Name)}.");
    }

    /// <summary>A fingerprint of all agents.</summary>
    public string StateHash() => Session.StateHash().ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A fingerprint of all parameters of all brains in their order, padding left out. Where learning runs beside the game, call <c>Plugin.FinishLearning</c> first.</summary>
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
