namespace NeuroAgents.Serialization;

public sealed partial class TensorArchive
{
    /// <summary>
    /// Writes the archive to a temporary file beside <paramref name="path"/>, flushes it to the disk, renames it over the old one and flushes the folder:
    /// whatever fails, be it the machine, leaves the old file as it was or the new one whole.
    /// </summary>
    /// <param name="path">The file to make or to replace; its folder must exist.</param>
    /// <exception cref="IOException">The file cannot be written or replaced. <see cref="UnauthorizedAccessException"/> where rights are missing.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="Write"/>.</exception>
    public void Save(string path) => Save(path, generations: 1);

    /// <summary>Writes the archive at the stream's position; equal archives give equal bytes, whatever the order in which they were filled.</summary>
    /// <param name="stream">Writable; not closed.</param>
    /// <remarks>
    /// Metadata by key, tensors by element type (<see cref="TensorType"/>), then by name, both ordinal. The data starts at a multiple of 8 bytes.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// Data, header or metadata are larger than a file may hold, or a metadata value is null or has lone surrogates.
    /// </exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Write(Stream stream)
    {
        ArchivedTensor[] tensors = Ordered();
        ArchiveStream.Write(stream, tensors, ArchiveHeaderWriter.Write(tensors, Metadata).Span);
    }

    /// <summary>Reads a file that anyone may have written: nothing in it is believed before it is checked.</summary>
    /// <param name="path">The file; its name stands in every message about it.</param>
    /// <remarks>
    /// Checked before memory is taken for what they describe: header length against the file and 100,000,000 bytes;
    /// the header's first byte, encoding and JSON, without a key twice; types, shapes and offsets of every tensor;
    /// that the data has no gap, no overlap and no byte beyond.
    /// Takes at most about 4 × the file + 1 MiB. Whether the numbers are finite or make sense is for the part that reads them.
    /// </remarks>
    /// <exception cref="ArchiveFormatException">The file is no archive, or not a whole one.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read. <see cref="UnauthorizedAccessException"/> where rights are missing.</exception>
    public static TensorArchive Load(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
        ArchiveStream.RequireKind(stream, path);
        return Read(stream, path);
    }

    /// <summary>Reads an archive from the stream's position to its end, with the checks of <see cref="Load"/>.</summary>
    /// <param name="stream">Readable; need not seek; not closed.</param>
    /// <param name="origin">What messages call it.</param>
    /// <exception cref="ArchiveFormatException">The bytes are no archive, or not a whole one.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static TensorArchive Read(Stream stream, string origin = "stream")
    {
        var archive = new TensorArchive { Origin = origin };
        ArchiveStream.Read(stream, archive, origin);
        return archive;
    }

    /// <summary>Reads an archive from memory, with the checks of <see cref="Load"/>. Copies the data.</summary>
    /// <param name="bytes">The whole archive and nothing else.</param>
    /// <param name="origin">What messages call it.</param>
    /// <exception cref="ArchiveFormatException">The bytes are no archive, or not a whole one.</exception>
    public static TensorArchive Read(ReadOnlySpan<byte> bytes, string origin = "bytes")
    {
        var archive = new TensorArchive { Origin = origin };
        ArchiveStream.Read(bytes, archive, origin);
        return archive;
    }

    /// <summary>Copies a whole other archive in, as a tensor of bytes.</summary>
    internal void AddArchive(string name, TensorArchive inner)
    {
        ArchivedTensor[] tensors = inner.Ordered();
        ReadOnlyMemory<byte> header = ArchiveHeaderWriter.Write(tensors, inner.Metadata);
        long length = ArchiveLimits.PrefixBytes + header.Length + ArchiveStream.DataLength(tensors);
        int size = SizeOf<byte>(name, [checked((int)length)]);
        Insert<byte>(name, [size], size);
        using MemoryStream stream = new(_tensors[name].Data, 0, size, writable: true);
        ArchiveStream.Write(stream, tensors, header.Span);
    }

    private ArchivedTensor[] Ordered() => [.. _tensors.Values.OrderBy(tensor => tensor.Type).ThenBy(tensor => tensor.Name, StringComparer.Ordinal)];

    internal int ReadHeader(ReadOnlySpan<byte> header, long dataLimit, string origin) =>
        ArchiveHeaderReader.Read(header, origin, dataLimit, _tensors, Metadata);

    /// <summary>Memory for the data: at least so many bytes.</summary>
    internal byte[] Take(int bytes) => _memory.Take(bytes);

    internal void SetData(byte[] data)
    {
        _isAsRead = true;
        foreach (var tensor in _tensors.Values)
        {
            tensor.Data = data;
        }
    }
}
