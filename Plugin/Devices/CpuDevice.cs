using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Devices;

/// <summary>The processor: every network, with the bits that other devices are compared with.</summary>
/// <remarks>Calls do their work before they return.</remarks>
/// <param name="workers">Threads that share training steps; null for the caller alone. The device doesn't dispose them.</param>
public sealed class CpuDevice(Workers? workers = null) : IDevice
{
    /// <inheritdoc/>
    public string Name => $"CPU, {MatrixMultiply.Kernel}";

    /// <inheritdoc/>
    public bool IsExact => true;

    /// <inheritdoc/>
    public string? WhyNot(NetworkTask task)
    {
        Require.NotNull(task);
        return null;
    }

    /// <inheritdoc/>
    public IDeviceNetwork Create(NetworkTask task)
    {
        Require.NotNull(task);
        return new CpuNetwork(task, workers);
    }
}
