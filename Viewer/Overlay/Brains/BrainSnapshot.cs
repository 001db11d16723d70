using NeuroAgents.Inference;

namespace NeuroAgents.Overlay.Brains;

/// <summary>The weights of a brain and the states of its neurons at one moment. The buffers are used again.</summary>
internal sealed class BrainSnapshot
{
    /// <summary>Values of a neuron's map in each direction.</summary>
    public const int MapSide = 24;

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

    /// <summary>Of every neuron what it puts out over a square of places, rows from the bottom; empty where a place alone gives no observation and where nobody asked.</summary>
    public GrowingArray<float> NeuronMaps { get; } = new();
}
