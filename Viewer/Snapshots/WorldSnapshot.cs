using System.Runtime.InteropServices;
using NeuroAgents.Agents;
using NeuroAgents.Inference;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Overlay.Brains;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>All that is drawn of a world at one moment. Written by the simulation's thread, then read by the window's; its buffers are used again.</summary>
internal sealed class WorldSnapshot
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

/// <summary>The agents of one kind and their brain at one moment.</summary>
internal sealed class KindSnapshot
{
    /// <summary>Number of the living, the newborn included.</summary>
    public int Count { get; internal set; }

    /// <summary>The living, in the order of their handles; behind them those who were born in the newest frame.</summary>
    public GrowingArray<AgentShape> Agents { get; } = new();

    /// <summary>Their handles.</summary>
    public GrowingArray<AgentHandle> Handles { get; } = new();

    /// <summary>Their brain.</summary>
    public BrainSnapshot Brain { get; } = new();
}

/// <summary>An agent as it is drawn: the graphics card reads it in this layout.</summary>
/// <param name="X">Where it is, m.</param>
/// <param name="Y">Where it is, m.</param>
/// <param name="PreviousX">Where it was a step before, m.</param>
/// <param name="PreviousY">Where it was a step before, m.</param>
/// <param name="HeadingX">Where it looks: a unit vector.</param>
/// <param name="HeadingY">Where it looks.</param>
/// <param name="Value">The measure that colours it, 0 to 1 of its range; below 0 where it has none yet.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct AgentShape(float X, float Y, float PreviousX, float PreviousY, float HeadingX, float HeadingY, float Value);

/// <summary>A disc of the world: food or a hazard.</summary>
/// <param name="X">Its middle, m.</param>
/// <param name="Y">Its middle, m.</param>
/// <param name="Radius">Its radius, m.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct DiscShape(float X, float Y, float Radius);
