using NeuroAgents.Numerics;

namespace NeuroAgents.Optimizers;

/// <summary>An optimizer's state at one moment, without the learning rate, for a guard's rollback.</summary>
internal sealed class OptimizerSnapshot(AlignedBuffer[] states, double[] scalars)
{
    internal AlignedBuffer[] States { get; } = states;

    internal double[] Scalars { get; } = scalars;

    internal long Steps { get; set; }
}
