namespace NeuroAgents.Devices;

/// <summary>Hardware that runs networks: the processor, <see cref="CpuDevice"/>, or another that an assembly of its own adds.</summary>
/// <remarks>
/// <para>Callers hold networks as <see cref="IDevicePredictor"/> and <see cref="IDeviceTrainer"/> and don't know the device:</para>
/// <code>
/// decisions, evaluation ─► IDevicePredictor ┐
///                                            ├─ made by IDevice, from parameters in host memory
/// updaters, trainers ────► IDeviceTrainer   ┘
/// </code>
/// <para>Host memory is the processor's: parameter buffers, snapshots, optimizer state. <see cref="CpuDevice"/> works on it in place. A device with memory of its own copies
/// from it and back when it is told to.</para>
/// <para>Thread safe. A device that owns memory frees it when it is disposed itself, also that of networks which were not.</para>
/// </remarks>
public interface IDevice
{
    /// <summary>Name for reports, such as <c>CPU, Avx512</c>.</summary>
    string Name { get; }

    /// <summary>Whether results have the bits of <see cref="CpuDevice"/> with the same kernel: fused multiply-adds in the same order, exact division and roots.</summary>
    bool IsExact { get; }

    /// <summary>Reason why the device can't run these forward passes, as a sentence for a person; null if it can.</summary>
    string? WhyNot(PredictorTask task);

    /// <summary>Reason why the device can't train this network, as a sentence for a person; null if it can.</summary>
    string? WhyNot(TrainerTask task);

    /// <summary>Puts a network on the device for forward passes. Allocates.</summary>
    /// <exception cref="NotSupportedException"><see cref="WhyNot(PredictorTask)"/> has a reason.</exception>
    IDevicePredictor Create(PredictorTask task);

    /// <summary>Puts a network on the device for training, with parameters and optimizer state as they are in host memory. Allocates.</summary>
    /// <exception cref="NotSupportedException"><see cref="WhyNot(TrainerTask)"/> has a reason.</exception>
    IDeviceTrainer Create(TrainerTask task);
}
