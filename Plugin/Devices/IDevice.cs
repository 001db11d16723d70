namespace NeuroAgents.Devices;

/// <summary>Hardware that runs networks: the processor, <see cref="CpuDevice"/>, or another from a separate assembly.</summary>
/// <remarks>
/// <para>Callers hold networks as <see cref="IDevicePredictor"/> and <see cref="IDeviceTrainer"/> and don't know the device:</para>
/// <code>
/// decisions, evaluation ─► IDevicePredictor ┐
///                                            ├─ made by IDevice, from parameters in host memory
/// updaters, trainers ────► IDeviceTrainer   ┘
/// </code>
/// <para>Host memory is the processor's: parameter buffers, snapshots, optimizer state. <see cref="CpuDevice"/> works on it in place. A device with memory of its own copies
/// from it and back on <see cref="IDeviceTrainer.Upload"/>, <see cref="IDeviceTrainer.Download"/> and <see cref="IDevicePredictor.Use"/>.</para>
/// <para>Thread safe. A disposable device frees its memory when it is disposed, including that of networks that were not disposed.</para>
/// </remarks>
public interface IDevice
{
    /// <summary>Name for reports, such as <c>CPU, Vector512</c>.</summary>
    string Name { get; }

    /// <summary>Whether results have the bits of <see cref="CpuDevice"/> with the same kernel: fused multiply-adds in the same order, exact division and roots.</summary>
    bool IsExact { get; }

    /// <summary>Returns the reason why the device can't run these forward passes, as a sentence for a person; null if it can.</summary>
    string? UnsupportedReason(PredictorTask task);

    /// <summary>Returns the reason why the device can't train this network, as a sentence for a person; null if it can.</summary>
    string? UnsupportedReason(TrainerTask task);

    /// <summary>Puts a network on the device for forward passes. Allocates.</summary>
    /// <exception cref="NotSupportedException"><see cref="UnsupportedReason(PredictorTask)"/> returns a reason.</exception>
    IDevicePredictor Create(PredictorTask task);

    /// <summary>Puts a network on the device for training, with parameters and optimizer state as they are in host memory. Allocates.</summary>
    /// <exception cref="NotSupportedException"><see cref="UnsupportedReason(TrainerTask)"/> returns a reason.</exception>
    IDeviceTrainer Create(TrainerTask task);
}
