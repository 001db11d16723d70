namespace NeuroAgents.Agents;

/// <summary>Random 64-bit numbers that identify objects within one process, without a counter shared by plugins.</summary>
/// <remarks>The plugin's only source of randomness without a seed. Compare these numbers for equality only, and keep them out of results, files and hashes.</remarks>
internal static class ProcessIdentity
{
    internal static ulong Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(bytes);
        return BitConverter.ToUInt64(bytes);
    }
}
