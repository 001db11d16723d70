using NeuroAgents.Numerics;

namespace NeuroAgents.Layers;

/// <summary>Random numbers of one layer in one training step: a function of the seed, the layer, the step and the row of the minibatch.</summary>
/// <remarks>They don't depend on which worker computes which rows.</remarks>
/// <param name="Source">Stream of the layer.</param>
/// <param name="Step">Number of the training step.</param>
/// <param name="FirstRow">Index within the minibatch of the first of the current rows.</param>
public readonly record struct StepRandom(RandomSource Source, ulong Step, int FirstRow)
{
    /// <summary>Returns 64 random bits for one of the current rows, 0 being the first of them. Does not allocate.</summary>
    internal (uint First, uint Second) Row(int row)
    {
        (uint first, uint second, _, _) = Source.Block((ulong)(FirstRow + row), Step);
        return (first, second);
    }
}
