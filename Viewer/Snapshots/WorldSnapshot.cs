using System.Runtime.InteropServices;
using NeuroAgents.Agents;
using NeuroAgents.Inference;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Overlay.Brains;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>The data drawn for one moment of a world. The simulation's thread writes it, then the window's thread reads it; its buffers are reused.</summary>
internal sealed class WorldSnapshot
{
    /// <summary>Number of decision-surface values per direction.</summary>
    public const int SurfaceSide = 96;

    /// <summary>Number of completed frames.</summary>
    public long Frame { get; internal set; }

    /// <summary>Length of the world's side, m.</summary>
    public float Side { get; internal set; }

    /// <summary>The fixed facts of the run that the snapshot shows.</summary>
    public RunFacts? Facts { get; internal set; }

    /// <summary>The current learning settings.</summary>
    public LearningSettings Learning { get; internal set; }

    /// <summary>The newest frame's figures; all zero before the first frame.</summary>
    public LiveFigures Figures { get; internal set; }

    /// <summary>Time of publication, in ticks of the system's clock.</summary>
    public long Time { get; internal set; }

    /// <summary>The agents, by kind.</summary>
    public IReadOnlyList<KindSnapshot> Kinds { get; internal set; } = [];

    /// <summary>The food that can be eaten.</summary>
    public GrowingArray<DiscShape> Food { get; } = new();

    /// <summary>The hazards.</summary>
    public GrowingArray<DiscShape> Hazards { get; } = new();

    /// <summary>The selected agent.</summary>
    public SelectedAgent Selected { get; } = new();

    /// <summary>The agent driven by a human; null if none is.</summary>
    public AgentHandle? Driven { get; internal set; }

    /// <summary>The brain's probability of the second class at each point of the plane, 0 to 1, rows from the bottom; empty where the scenario has no such plane.</summary>
    public GrowingArray<float> Surface { get; } = new();

    /// <summary>The measure that colours the agents.</summary>
    public Measure? Measure { get; internal set; }
}

/// <summary>The agents of one kind and their brain at one moment.</summary>
internal sealed class KindSnapshot
{
    /// <summary>Number of living agents, including newborns.</summary>
    public int Count { get; internal set; }

    /// <summary>The living agents in the order of their handles, followed by those born in the newest frame.</summary>
    public GrowingArray<AgentShape> Agents { get; } = new();

    /// <summary>The agents' handles.</summary>
    public GrowingArray<AgentHandle> Handles { get; } = new();

    /// <summary>The agents' brain.</summary>
    public BrainSnapshot Brain { get; } = new();
}

/// <summary>The record of one drawn agent. The graphics card reads this layout.</summary>
/// <param name="X">Horizontal position, m.</param>
/// <param name="Y">Vertical position, m.</param>
/// <param name="PreviousX">Horizontal position one step earlier, m.</param>
/// <param name="PreviousY">Vertical position one step earlier, m.</param>
/// <param name="HeadingX">Horizontal part of the heading, a unit vector.</param>
/// <param name="HeadingY">Vertical part of the heading.</param>
/// <param name="Value">The measure that colours the agent, as a fraction 0 to 1 of its range; negative where the agent has no value yet.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct AgentShape(float X, float Y, float PreviousX, float PreviousY, float HeadingX, float HeadingY, float Value);

/// <summary>A disc in the world: food or a hazard.</summary>
/// <param name="X">Horizontal position of the centre, m.</param>
/// <param name="Y">Vertical position of the centre, m.</param>
/// <param name="Radius">Radius, m.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct DiscShape(float X, float Y, float Radius);
