using NeuroAgents.Agents;
using NeuroAgents.Simulation.Live;

namespace NeuroAgents.Viewer.Live;

/// <summary>All that is drawn of a world at one moment. Written by the simulation's thread, then read by the window's; its buffers are used again.</summary>
public sealed class WorldSnapshot
{
    /// <summary>Values of the decision surface in each direction.</summary>
    public const int SurfaceSide = 96;

    /// <summary>Frames done.</summary>
    public long Frame { get; internal set; }

    /// <summary>Length of the world's side, m.</summary>
    public float Side { get; internal set; }

    /// <summary>Of which run.</summary>
    public RunFacts? Facts { get; internal set; }

    /// <summary>How it learns.</summary>
    public LearningSettings Learning { get; internal set; }

    /// <summary>The newest frame's figures; those of nothing before the first.</summary>
    public LiveFigures Figures { get; internal set; }

    /// <summary>When it was published, in ticks of the system's clock.</summary>
    public long Time { get; internal set; }

    /// <summary>Agents by kind.</summary>
    public IReadOnlyList<KindSnapshot> Kinds { get; internal set; } = [];

    /// <summary>Food that can be eaten.</summary>
    public GrowingArray<DiscShape> Food { get; } = new();

    /// <summary>Hazards.</summary>
    public GrowingArray<DiscShape> Hazards { get; } = new();

    /// <summary>The agent that was asked for.</summary>
    public SelectedAgent Selected { get; } = new();

    /// <summary>Who is driven by a person; null for nobody.</summary>
    public AgentHandle? Driven { get; internal set; }

    /// <summary>How certainly the brain takes each place of the plane for the second colour, 0 to 1, rows from the bottom; empty where there is none.</summary>
    public GrowingArray<float> Surface { get; } = new();

    /// <summary>What the agents are coloured by.</summary>
    public Measure? Measure { get; internal set; }
}
