namespace NeuroAgents.Agents;

/// <summary>Random numbers of 64 bits that tell objects of one process apart without a counter that plugins would share.</summary>
/// <remarks>The plugin's one source that no seed rules: compare these numbers for equality alone, and keep them out of results, files and hashes.</remarks>
internal static class ProcessIdentity
{
    internal static ulong Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(bytes);
        return BitConverter.ToUInt64(bytes);
    }
}
