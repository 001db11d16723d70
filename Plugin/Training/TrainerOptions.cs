using NeuroAgents.Devices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Losses;
using NeuroAgents.Optimizers;

namespace NeuroAgents.Training;

/// <summary>What a <see cref="Trainer"/> minimises and by which rule: <c>compile</c> of Keras 3.</summary>
public sealed record TrainerOptions
{
    /// <summary>L; default the mean squared error.</summary>
    public Loss Loss { get; set; } = new MeanSquaredError();

    /// <summary>The optimizer; default Adam.</summary>
    public OptimizerOptions Optimizer { get; set; } = new AdamOptions();

    /// <summary>Seed of the first parameters, of the order of the rows and of dropout; default 0.</summary>
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
