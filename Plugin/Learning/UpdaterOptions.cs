using NeuroAgents.Learning.Guarding;
using NeuroAgents.Optimizers;

namespace NeuroAgents.Learning;

/// <summary>Options of a <see cref="NetworkUpdater"/>.</summary>
/// <param name="Optimizer">Optimizer over the network's own range. Its weight decay and clipping never touch another network.</param>
/// <param name="BatchSize">Rows per minibatch, 1 to <see cref="MaxBatchSize"/>. Larger batches give smoother gradients and slower steps.</param>
public sealed record UpdaterOptions(OptimizerOptions Optimizer, int BatchSize)
{
    /// <summary>Largest value that <see cref="NetworkUpdater.BatchSize"/> may be set to. Default: 65,536.</summary>
    public int MaxBatchSize { get; init; } = 65_536;

    /// <summary>Whether the guard refuses losses far above their running level. Set it to false for a loss that can be negative, such as a policy's, and where rare rewards cause rare high losses. Default: true.</summary>
    public bool GuardsLossLevel { get; init; } = true;

    /// <summary>Guard against bad steps; null applies every step whose gradient the optimizer accepts. Default: the guard's defaults.</summary>
    public GuardOptions? Guard { get; init; } = new();
}
