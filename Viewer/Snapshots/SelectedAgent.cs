using NeuroAgents.Agents;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>The selected agent at one moment: its brain's data and what the agent senses around it.</summary>
internal sealed class SelectedAgent : AgentSnapshot
{
    /// <summary>Index among the drawn agents of its kind; −1 if it is not drawn.</summary>
    public int Index { get; internal set; } = -1;

    /// <summary>The things that the agent sensed around it in the newest frame.</summary>
    public GrowingArray<SensorRay> Rays { get; } = new();

    /// <summary>Sensing range, m; 0 if the agent senses nothing around it.</summary>
    public float SensingRange { get; internal set; }

    /// <summary>Number of sensing sectors; 0 for none.</summary>
    public int Sectors { get; internal set; }

    /// <summary>Heading at the time of sensing, a unit vector.</summary>
    public (float X, float Y) Facing { get; internal set; }

    internal override void Clear(AgentHandle? handle)
    {
        base.Clear(handle);
        (Index, SensingRange, Sectors, Facing) = (-1, 0, 0, (1, 0));
        Rays.Clear();
    }
}
