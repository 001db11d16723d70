using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Devices;

/// <summary>The processor as a device. It runs every network in host memory; its bits are the reference for other devices.</summary>
/// <remarks>Calls do their work before they return.</remarks>
/// <param name="workers">Threads that share forward passes and steps; null for the caller alone. The device doesn't dispose them.</param>
public sealed class CpuDevice(Workers? workers = null) : IDevice
{
    /// <inheritdoc/>
    public string Name => $"CPU, {MatrixMultiply.Kernel}";

    /// <inheritdoc/>
    public bool IsExact => true;

    /// <inheritdoc/>
    public string? UnsupportedReason(PredictorTask task)
    {
        Require.NotNull(task);
        return null;
    }

    /// <inheritdoc/>
    public string? UnsupportedReason(TrainerTask task)
    {
        Require.NotNull(task);
        return null;
    }

    /// <inheritdoc/>
    public IDevicePredictor Create(PredictorTask task)
    {
        Require.NotNull(task);
        return new CpuPredictor(task, workers);
    }

    /// <inheritdoc/>
    public IDeviceTrainer Create(TrainerTask task)
    {
        Require.NotNull(task);
        return new CpuTrainer(task, workers);
    }
}
