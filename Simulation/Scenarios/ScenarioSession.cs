using NeuroAgents.Agents;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>A scenario at work: one system for each place in the frame, nothing where it gives none, and what they count.</summary>
public abstract class ScenarioSession
{
    private static readonly SystemGroup s_nothing = new();

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
    public ISystem Live { get; protected init; } = s_nothing;

    /// <summary>The score in the scenario's unit, since the start or as last measured; never below 0. Of the examined kind, where one is.</summary>
    public abstract double Score { get; }

    /// <summary>How food and hazards are placed and taken away; null where the scenario has none.</summary>
    public virtual IPlacement? Placement => null;

    /// <summary>What is said of an agent whose life has ended.</summary>
    public virtual string Death => "died";

    /// <summary>How a person drives an agent; null where agents have no bodies to steer.</summary>
    public Player? Player { get; protected init; }

    /// <summary>How far agents sense, m; 0 where they sense nothing around them.</summary>
    public virtual float Sight => 0;

    /// <summary>Number of equal sectors into which agents divide what they see, the first from straight ahead to the left; 0 where they don't.</summary>
    public virtual int Sectors => 0;

    /// <summary>How the brain does on examples that it is never taught; null where the scenario has none.</summary>
    public virtual HeldOutRecord? HeldOut => null;

    /// <summary>Looks at what was learned, once the weights are new. No part of what a frame costs a game.</summary>
    /// <param name="frame">Number of the frame, from 0.</param>
    public virtual void Examine(long frame)
    {
    }

    /// <summary>Adds what an agent sensed around it in the newest frame, from where the roster has it: all that its observation was made of.</summary>
    /// <param name="kind">Number of its kind.</param>
    /// <param name="row">Its row of the frame.</param>
    /// <param name="rays">What is added to.</param>
    public virtual void Trace(int kind, int row, List<SensorRay> rays)
    {
    }

    /// <summary>A hash of all components of all agents, kind by kind, in the order of their handles.</summary>
    public abstract ulong StateHash();

    /// <summary>
    /// Adds to a saved run what the scenario carries from frame to frame beside components and brains: counters of births, scores. Names start with <c>scenario/</c>.
    /// A field that is written anew in each frame before it is read is not among them.
    /// </summary>
    public abstract void Save(TensorArchive archive);

    /// <summary>Gives the world as many entities as the saved one has, where a person changed their number: comes before its components are written over.</summary>
    public virtual void Prepare(TensorArchive archive)
    {
    }

    /// <summary>Takes over what <see cref="Save"/> added. Called after the world was filled as at the start, and its components written over.</summary>
    /// <exception cref="ArchiveFormatException">An entry is missing or out of its range.</exception>
    public abstract void Load(TensorArchive archive);
}
