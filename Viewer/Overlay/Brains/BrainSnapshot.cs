using NeuroAgents.Inference;

namespace NeuroAgents.Overlay.Brains;

/// <summary>The weights of a brain and the states of its neurons at one moment. The buffers are reused.</summary>
internal sealed class BrainSnapshot
{
    /// <summary>Number of values per side of a neuron's map.</summary>
    public const int MapSide = 24;

    /// <summary>The current parameters for decisions, in the brain's layout.</summary>
    public GrowingArray<float> Parameters { get; } = new();

    /// <summary>Changes of <see cref="Parameters"/> by the newest frame that learned; empty before the first.</summary>
    public GrowingArray<float> Updates { get; } = new();

    /// <summary>Number of minibatches whose steps the updates contain.</summary>
    public int UpdateMinibatches { get; internal set; }

    /// <summary>Gradients of the newest minibatch, as passed to the optimizer; empty before the first, and if they can't be read.</summary>
    public GrowingArray<float> Gradients { get; } = new();

    /// <summary>State of every neuron (active, dead or saturated); empty if it was not requested.</summary>
    public GrowingArray<UnitState> UnitStates { get; } = new();

    /// <summary>Number of agents whose observations determined the states.</summary>
    public int EvaluatedAgents { get; internal set; }

    /// <summary>Output of every neuron over a square of places, rows from the bottom; empty if a place alone gives no observation, or if maps were not requested.</summary>
    public GrowingArray<float> NeuronMaps { get; } = new();
}
