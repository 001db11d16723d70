using NeuroAgents.Agents;

namespace NeuroAgents.Overlay.Brains;

/// <summary>The observation, action and label of one agent at one moment.</summary>
internal class AgentSnapshot
{
    /// <summary>Handle of the agent; null for none.</summary>
    public AgentHandle? Handle { get; internal set; }

    /// <summary>Whether the agent is alive.</summary>
    public bool IsAlive { get; internal set; }

    /// <summary>Observation of the newest frame, in the units of the spec.</summary>
    public GrowingArray<float> Observation { get; } = new();

    /// <summary>Action that the brain decided.</summary>
    public GrowingArray<float> Action { get; } = new();

    /// <summary>Action of the teacher, or of the person driving the agent; empty if there is no label.</summary>
    public GrowingArray<float> Label { get; } = new();

    /// <summary>The brain's inputs for the observation; empty if they were not requested.</summary>
    public GrowingArray<float> Inputs { get; } = new();

    /// <summary>Activations of all neurons for <see cref="Inputs"/> with the current weights; empty if they were not requested.</summary>
    public GrowingArray<float> Activations { get; } = new();

    /// <summary>Places and actions of the newest frames since the agent was selected.</summary>
    public AgentHistory History { get; } = new();

    /// <summary>Whether a person drives the agent.</summary>
    public bool IsDriven { get; internal set; }

    /// <summary>Whether a person drove the agent in the newest frame. If so, it performed its label instead of the brain's decision.</summary>
    public bool WasDriven { get; internal set; }

    /// <summary>Caption of the brain's decision: "does", or "brain" if a person drove the agent.</summary>
    internal string DecisionName => WasDriven ? "brain" : "does";

    /// <summary>Caption of the label's source.</summary>
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
