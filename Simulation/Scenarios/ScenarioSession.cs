using NeuroAgents.Agents;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>A scenario at work: its kinds of agents, one system for each place in the frame, nothing where it gives none, and a score.</summary>
/// <remarks>
/// Parts that only some scenarios have are features: <see cref="IPlacement"/>, <see cref="IHeldOutValidation"/>, <see cref="ISensors"/>, <see cref="IPlaceObservation"/>,
/// <see cref="HumanDriver"/>, <see cref="CauseOfDeath"/>. Callers ask for a feature, never for a scenario's name.
/// </remarks>
public abstract class ScenarioSession
{
    private static readonly SystemGroup s_nothing = new();
    private readonly Dictionary<Type, object> _features = [];

    /// <summary>The kinds of agents, each with a brain of its own, in the order in which the brains were added.</summary>
    public IReadOnlyList<AgentKind> Kinds { get; protected init; } = [];

    /// <summary>The first kind's brain: in most scenarios the only one.</summary>
    public Brain Brain => Kinds[0].Brain;

    /// <summary>The first kind's agents.</summary>
    public AgentRoster Roster => Kinds[0].Roster;

    /// <summary>The first kind's labels.</summary>
    public ActionTable Labels => Kinds[0].Labels;

    /// <summary>Length of the square world's side, m.</summary>
    public abstract float Side { get; }

    /// <summary>Finds out who is where.</summary>
    public ISystem Locate { get; protected init; } = s_nothing;

    /// <summary>Settles what happens between things that touch.</summary>
    public ISystem Interact { get; protected init; } = s_nothing;

    /// <summary>Writes every agent's observation.</summary>
    public ISystem Sense { get; protected init; } = s_nothing;

    /// <summary>Asks the teacher and tells the brain.</summary>
    public ISystem Teach { get; protected init; } = s_nothing;

    /// <summary>Carries out the actions.</summary>
    public ISystem Act { get; protected init; } = s_nothing;

    /// <summary>Moves bodies.</summary>
    public ISystem Move { get; protected init; } = s_nothing;

    /// <summary>Ends lives and begins new ones.</summary>
    public ISystem Lifecycle { get; protected init; } = s_nothing;

    /// <summary>The score in the scenario's unit, since the start or as last measured; never below 0. Of the evaluated kind, where one is.</summary>
    public abstract double Score { get; }

    /// <summary>A part that only some scenarios have; null where this one lacks it. Does not allocate.</summary>
    /// <typeparam name="T">The type that the scenario added the part as, such as <see cref="IPlacement"/>.</typeparam>
    public T? Feature<T>()
        where T : class
        => (T?)_features.GetValueOrDefault(typeof(T));

    /// <summary>A hash of all components of all agents, kind by kind, in the order of their handles.</summary>
    public abstract ulong StateHash();

    /// <summary>
    /// Adds to a saved run what the scenario carries from frame to frame beside components and brains: counters of births, scores. Names start with <c>scenario/</c>.
    /// A field that is written anew in each frame before it is read is not among them.
    /// </summary>
    public abstract void Save(TensorArchive archive);

    /// <summary>Takes over what <see cref="Save"/> added. Called after the world was filled as at the start, and its components written over.</summary>
    /// <exception cref="ArchiveFormatException">An entry is missing or out of its range.</exception>
    public abstract void Load(TensorArchive archive);

    /// <summary>Adds a part that callers find by its type.</summary>
    protected void Add<T>(T feature)
        where T : class
        => _features.Add(typeof(T), feature);
}
