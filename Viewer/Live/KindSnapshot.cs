using NeuroAgents.Agents;
using NeuroAgents.Inference;

namespace NeuroAgents.Viewer.Live;

/// <summary>The agents of one kind and the weights of their brain, at one moment.</summary>
public sealed class KindSnapshot
{
    /// <summary>Values of a neuron's map in each direction.</summary>
    public const int MapSide = 24;

    /// <summary>Number of the living, the newborn included.</summary>
    public int Count { get; internal set; }

    /// <summary>The living, in the order of their handles; behind them those who were born in the newest frame.</summary>
    public GrowingArray<AgentShape> Agents { get; } = new();

    /// <summary>Their handles.</summary>
    public GrowingArray<AgentHandle> Handles { get; } = new();

    /// <summary>The parameters that decide, in the brain's layout.</summary>
    public GrowingArray<float> Parameters { get; } = new();

    /// <summary>What the newest frame that learned changed of the parameters that decide; empty before the first.</summary>
    public GrowingArray<float> Updates { get; } = new();

    /// <summary>Minibatches whose steps the updates are.</summary>
    public int UpdateMinibatches { get; internal set; }

    /// <summary>Gradients of the newest minibatch, as the optimizer was given them; empty before the first and where they can't be read.</summary>
    public GrowingArray<float> Gradients { get; } = new();

    /// <summary>Of every neuron whether it takes part; empty where nobody asked.</summary>
    public GrowingArray<UnitState> UnitStates { get; } = new();

    /// <summary>Number of agents whose observations the states are from.</summary>
    public int JudgedAgents { get; internal set; }

    /// <summary>Of every neuron what it puts out over the plane of <c>separate</c>, rows from the bottom; empty elsewhere and where nobody asked.</summary>
    public GrowingArray<float> NeuronMaps { get; } = new();
}
