using NeuroAgents.Numerics;

namespace NeuroAgents.Layers;

/// <summary>The random numbers of one layer in one training step: a function of the seed, the layer, the step and the row of the minibatch, so not of who computes which rows.</summary>
/// <param name="Source">The layer's own stream.</param>
/// <param name="Step">Number of the training step.</param>
/// <param name="FirstRow">Where in the minibatch the rows at hand begin.</param>
public readonly record struct StepRandom(RandomSource Source, ulong Step, int FirstRow)
{
    /// <summary>64 random bits for a row of those at hand. Does not allocate.</summary>
    internal (uint First, uint Second) Row(int row)
    {
        (uint first, uint second, _, _) = Source.Block((ulong)(FirstRow + row), Step);
        return (first, second);
    }
}
