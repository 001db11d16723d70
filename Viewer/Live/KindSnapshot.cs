using NeuroAgents.Agents;

namespace NeuroAgents.Viewer.Live;

/// <summary>The agents of one kind and the weights of their brain, at one moment.</summary>
public sealed class KindSnapshot
{
    /// <summary>Number of the living, the newborn included.</summary>
    public int Count { get; internal set; }

    /// <summary>The living, in the order of their handles; who was born in the newest frame comes in the next one.</summary>
    public GrowingArray<AgentShape> Agents { get; } = new();

    /// <summary>Their handles.</summary>
    public GrowingArray<AgentHandle> Handles { get; } = new();

    /// <summary>The parameters that decide, in the brain's layout.</summary>
    public GrowingArray<float> Parameters { get; } = new();
}
