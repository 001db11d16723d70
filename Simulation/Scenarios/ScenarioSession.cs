using NeuroAgents.Agents;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>A running scenario: its kinds of agents, one system for each step of the frame, and a score. A step for which the scenario has no system does nothing.</summary>
/// <remarks>
/// Parts that only some scenarios have are called features: <see cref="IPlacement"/>, <see cref="IHeldOutValidation"/>, <see cref="ISensors"/>, <see cref="IPlaceObservation"/>,
/// <see cref="HumanDriver"/>, <see cref="CauseOfDeath"/>, <see cref="IChangingSettings"/>. Callers ask for a feature, never for a scenario's name.
/// </remarks>
public abstract class ScenarioSession
{
    private static readonly SystemGroup s_nothing = new();
    private readonly Dictionary<Type, object> _features = [];

    /// <summary>The kinds of agents, each with its own brain, in the order in which the brains were added.</summary>
    public IReadOnlyList<AgentKind> Kinds { get; protected init; } = [];

    /// <summary>The first kind's brain, which is the only one in most scenarios.</summary>
    public Brain Brain => Kinds[0].Brain;

    /// <summary>The first kind's agents.</summary>
    public AgentRoster Roster => Kinds[0].Roster;

    /// <summary>The first kind's labels.</summary>
    public ActionTable Labels => Kinds[0].Labels;

    /// <summary>Length of the square world's side, m.</summary>
    public abstract float Side { get; }

    /// <summary>System that gives every living agent a row of the frame, in the order of handles.</summary>
    public ISystem Locate { get; protected init; } = s_nothing;

    /// <summary>System that sorts agents and things into the cells of the world, and resolves their contacts.</summary>
    public ISystem Interact { get; protected init; } = s_nothing;

    /// <summary>System that writes every agent's observation.</summary>
    public ISystem Sense { get; protected init; } = s_nothing;

    /// <summary>System that asks the teacher for labels and passes them to the brain.</summary>
    public ISystem Teach { get; protected init; } = s_nothing;

    /// <summary>System that executes the actions.</summary>
    public ISystem Act { get; protected init; } = s_nothing;

    /// <summary>System that moves bodies.</summary>
    public ISystem Move { get; protected init; } = s_nothing;

    /// <summary>System for deaths and births.</summary>
    public ISystem Lifecycle { get; protected init; } = s_nothing;

    /// <summary>The score in the scenario's unit, since the start or from the newest measurement; never below 0. If one kind is evaluated, the score is that kind's.</summary>
    public abstract double Score { get; }

    /// <summary>Returns a part that only some scenarios have; null if this scenario lacks it. Does not allocate.</summary>
    /// <typeparam name="T">The type under which the scenario added the part, such as <see cref="IPlacement"/>.</typeparam>
    public T? Feature<T>()
        where T : class
        => (T?)_features.GetValueOrDefault(typeof(T));

    /// <summary>Returns a hash of all components of all agents, kind by kind, in the order of their handles.</summary>
    public abstract ulong StateHash();

    /// <summary>
    /// Adds the scenario's own state to a saved run: everything that lasts from frame to frame except components and brains, such as birth counters and scores.
    /// Names start with <c>scenario/</c>. Fields that each frame writes before reading them are not saved.
    /// </summary>
    public abstract void Save(TensorArchive archive);

    /// <summary>Restores the state that <see cref="Save"/> added. Called after the world was filled as at the start and the saved components were loaded.</summary>
    /// <exception cref="ArchiveFormatException">An entry is missing or out of its range.</exception>
    public abstract void Load(TensorArchive archive);

    /// <summary>Adds a feature, which callers find by its type.</summary>
    protected void Add<T>(T feature)
        where T : class
        => _features.Add(typeof(T), feature);
}
