using System.Buffers;

namespace NeuroAgents.Serialization;

/// <summary>The memory of an archive: all but small pieces come from the shared pool and can go back to it. Many saves would otherwise be much garbage, most of it of the kind that only a full collection takes.</summary>
internal sealed class ArchiveMemory
{
    private const int Large = 1024;
    private readonly List<byte[]> _rented = [];

    /// <summary>At least so many bytes, whatever they hold.</summary>
    internal byte[] Take(int bytes)
    {
        if (bytes < Large)
        {
            return new byte[bytes];
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(bytes);
        _rented.Add(rented);
        return rented;
    }

    /// <summary>Gives all pieces back. They may not be used any more.</summary>
    internal void Return()
    {
        foreach (byte[] rented in _rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        _rented.Clear();
    }
}
