using NeuroAgents.Agents;

namespace NeuroAgents.Overlay.Brains;

/// <summary>What one agent senses, does and should do, at one moment.</summary>
internal class AgentSnapshot
{
    /// <summary>Who; null for nobody.</summary>
    public AgentHandle? Handle { get; internal set; }

    /// <summary>Whether it is alive.</summary>
    public bool IsAlive { get; internal set; }

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

    /// <summary>Whether a person drives it.</summary>
    public bool IsDriven { get; internal set; }

    /// <summary>Whether a person drove it in the newest frame: it did what its label says, not what the brain decided.</summary>
    public bool WasDriven { get; internal set; }

    /// <summary>What the brain's decision is to it: what it does, unless a person drives it.</summary>
    internal string DecisionName => WasDriven ? "brain" : "does";

    /// <summary>Who gave its label.</summary>
    internal string LabelName => WasDriven ? "you" : "teacher";

    internal virtual void Clear(AgentHandle? handle)
    {
        (Handle, IsAlive, IsDriven, WasDriven) = (handle, false, false, false);
        History.Clear(0);
        Observation.Clear();
        Action.Clear();
        Label.Clear();
        Inputs.Clear();
        Activations.Clear();
    }
}
