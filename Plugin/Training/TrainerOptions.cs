using NeuroAgents.Devices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Losses;
using NeuroAgents.Optimizers;

namespace NeuroAgents.Training;

/// <summary>Options of <see cref="Trainer"/>: loss, optimizer, seed and device. The counterpart of <c>compile</c> of Keras 3.</summary>
public sealed record TrainerOptions
{
    /// <summary>Loss of a row, whose mean is minimised. Default: the mean squared error.</summary>
    public Loss Loss { get; set; } = new MeanSquaredError();

    /// <summary>Options of the optimizer that takes the steps. Default: Adam.</summary>
    public OptimizerOptions Optimizer { get; set; } = new AdamOptions();

    /// <summary>Seed of the initial parameters, the order of the rows and dropout. Default: 0.</summary>
    public ulong Seed { get; set; }

    /// <summary>Device that steps and evaluations run on. Default: null, the processor. The trainer doesn't dispose it.</summary>
    public IDevice? Device { get; set; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is missing or out of its range.</exception>
    public void Validate()
    {
        Require.NotNull(Loss);
        Require.NotNull(Optimizer);
        Optimizer.Validate();
    }
}
