using System.Buffers;

namespace NeuroAgents.Serialization;

/// <summary>The memory of an archive. All but small pieces are rented from the shared array pool and can be returned, so frequent saves don't allocate on the large object heap.</summary>
internal sealed class ArchiveMemory
{
    private const int Large = 1024;
    private readonly List<byte[]> _rented = [];

    /// <summary>Returns an array of at least this many bytes, with arbitrary content.</summary>
    internal byte[] Rent(int bytes)
    {
        if (bytes < Large)
        {
            return new byte[bytes];
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(bytes);
        _rented.Add(rented);
        return rented;
    }

    /// <summary>Returns all arrays to the pool. They must not be used afterwards.</summary>
    internal void Return()
    {
        foreach (byte[] rented in _rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        _rented.Clear();
    }
}
