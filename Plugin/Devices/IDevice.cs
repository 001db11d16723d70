namespace NeuroAgents.Devices;

/// <summary>Hardware that runs networks: the processor, <see cref="CpuDevice"/>, or another that an assembly of its own adds.</summary>
/// <remarks>Thread safe.</remarks>
public interface IDevice
{
    /// <summary>A name for reports, such as <c>CPU, Avx512</c>.</summary>
    string Name { get; }

    /// <summary>Whether results have the bits of <see cref="CpuDevice"/> with the same kernel: fused multiply-adds in the same order, exact division and roots.</summary>
    bool IsExact { get; }

    /// <summary>Why the device can't do a task, as a sentence for a person; null if it can.</summary>
    string? WhyNot(NetworkTask task);

    /// <summary>Puts a network on the device. Allocates. The parameters are zero until <see cref="IDeviceNetwork.Upload"/>.</summary>
    /// <exception cref="NotSupportedException"><see cref="WhyNot"/> has a reason.</exception>
    IDeviceNetwork Create(NetworkTask task);
}
