using NeuroAgents.Agents;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Viewer.Brains;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>What one agent senses, does and should do, at one moment.</summary>
public sealed class SelectedAgent
{
    /// <summary>Who; null for nobody.</summary>
    public AgentHandle? Handle { get; internal set; }

    /// <summary>Whether it is alive.</summary>
    public bool IsAlive { get; internal set; }

    /// <summary>Its place among the drawn agents of its kind; −1 if it is not drawn.</summary>
    public int Index { get; internal set; } = -1;

    /// <summary>What it sensed in the newest frame, in the units of the spec.</summary>
    public GrowingArray<float> Observation { get; } = new();

    /// <summary>What the brain decided.</summary>
    public GrowingArray<float> Action { get; } = new();

    /// <summary>What the teacher would have done, or what the person did who drove it; empty where nobody was asked.</summary>
    public GrowingArray<float> Label { get; } = new();

    /// <summary>The inputs that the brain makes of what it sensed; empty where nobody asked.</summary>
    public GrowingArray<float> Inputs { get; } = new();

    /// <summary>What every neuron makes of them with the weights that decide now; empty where nobody asked.</summary>
    public GrowingArray<float> Activations { get; } = new();

    /// <summary>What it did in the newest frames, from when it was selected.</summary>
    public AgentHistory History { get; } = new();

    /// <summary>What it sensed around it in the newest frame.</summary>
    public GrowingArray<SensorRay> Rays { get; } = new();

    /// <summary>How far it senses, m; 0 where it senses nothing around it.</summary>
    public float Sight { get; internal set; }

    /// <summary>Number of sectors that it senses by; 0 for none.</summary>
    public int Sectors { get; internal set; }

    /// <summary>Where it looked when it sensed: a unit vector.</summary>
    public (float X, float Y) Facing { get; internal set; }

    /// <summary>Whether a person drives it.</summary>
    public bool IsDriven { get; internal set; }

    /// <summary>Whether a person drove it in the newest frame: it did what its label says, not what the brain decided.</summary>
    public bool WasDriven { get; internal set; }

    /// <summary>What the brain's decision is to it: what it does, unless a person drives it.</summary>
    internal string DecisionName => WasDriven ? "brain" : "does";

    /// <summary>Who gave its label.</summary>
    internal string LabelName => WasDriven ? "you" : "teacher";

    internal void Clear(AgentHandle? handle)
    {
        (Sight, Sectors, Facing, IsDriven, WasDriven) = (0, 0, (1, 0), false, false);
        Rays.Clear();
        History.Clear(0);
        (Handle, IsAlive, Index) = (handle, false, -1);
        Observation.Clear();
        Action.Clear();
        Label.Clear();
        Inputs.Clear();
        Activations.Clear();
    }
}
