using NeuroAgents.Agents;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>The selected agent at one moment: what its brain knows of it, and what it senses around it in the world.</summary>
internal sealed class SelectedAgent : AgentSnapshot
{
    /// <summary>Its place among the drawn agents of its kind; −1 if it is not drawn.</summary>
    public int Index { get; internal set; } = -1;

    /// <summary>What it sensed around it in the newest frame.</summary>
    public GrowingArray<SensorRay> Rays { get; } = new();

    /// <summary>How far it senses, m; 0 where it senses nothing around it.</summary>
    public float Sight { get; internal set; }

    /// <summary>Number of sectors that it senses by; 0 for none.</summary>
    public int Sectors { get; internal set; }

    /// <summary>Where it looked when it sensed: a unit vector.</summary>
    public (float X, float Y) Facing { get; internal set; }

    internal override void Clear(AgentHandle? handle)
    {
        base.Clear(handle);
        (Index, Sight, Sectors, Facing) = (-1, 0, 0, (1, 0));
        Rays.Clear();
    }
}
