using System.Runtime.InteropServices;

namespace NeuroAgents.Tests.Support;

/// <summary>The 64-bit FNV-1a hash over the bytes of values: equal hashes, equal bits.</summary>
internal static class Fnv
{
    /// <summary>Hash of no values.</summary>
    internal const ulong Start = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    internal static ulong Hash(ReadOnlySpan<float> values) => Add(Start, values);

    /// <summary>Returns the hash of the hashed values followed by these.</summary>
    internal static ulong Add(ulong hash, ReadOnlySpan<float> values)
    {
        foreach (byte part in MemoryMarshal.AsBytes(values))
        {
            hash = (hash ^ part) * Prime;
        }

        return hash;
    }
}
