namespace NeuroAgents.Serialization;

public sealed partial class TensorArchive
{
    /// <summary>
    /// Writes the archive to a temporary file next to <paramref name="path"/>, flushes it to the disk, renames it over the old file and flushes the folder.
    /// The file is replaced atomically, even if the machine crashes.
    /// </summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <exception cref="IOException">The file cannot be written or replaced. <see cref="UnauthorizedAccessException"/> if permissions are missing.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="Write"/>.</exception>
    public void Save(string path) => Save(path, generations: 1);

    /// <summary>Writes the archive at the stream's position. Equal archives give equal bytes, even if they were filled in different orders.</summary>
    /// <param name="stream">A writable stream. It is not closed.</param>
    /// <remarks>
    /// Metadata is sorted by key, tensors by element type (<see cref="TensorType"/>), then by name. Names are compared ordinally. The data starts at a multiple of 8 bytes.
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

    /// <summary>Reads a file and checks its structure. The file may come from an untrusted source.</summary>
    /// <param name="path">The file. Error messages name it.</param>
    /// <remarks>
    /// Each part of the file is checked before memory is allocated for the parts it describes. The header length must not exceed the file or 100,000,000 bytes.
    /// The header must have a valid first byte, encoding and JSON, without repeated keys, and valid types, shapes and offsets of every tensor.
    /// The data must have no gaps, no overlaps and no further bytes.
    /// Takes memory of at most about 4 × the file's size + 1 MiB. The values are not checked: that is the task of the code that reads the tensors.
    /// </remarks>
    /// <exception cref="ArchiveFormatException">The file is not an archive or is incomplete.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read. <see cref="UnauthorizedAccessException"/> if permissions are missing.</exception>
    public static TensorArchive Load(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
        ArchiveStream.RequireKind(stream, path);
        return Read(stream, path);
    }

    /// <summary>Reads an archive from the stream's position to its end, with the checks of <see cref="Load"/>.</summary>
    /// <param name="stream">A readable stream, which need not be seekable. It is not closed.</param>
    /// <param name="origin">Name of the archive in error messages.</param>
    /// <exception cref="ArchiveFormatException">The bytes are not an archive or are incomplete.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static TensorArchive Read(Stream stream, string origin = "stream")
    {
        var archive = new TensorArchive { Origin = origin };
        ArchiveStream.Read(stream, archive, origin);
        return archive;
    }

    /// <summary>Reads an archive from memory, with the checks of <see cref="Load"/>. Copies the data.</summary>
    /// <param name="bytes">The bytes of exactly one archive.</param>
    /// <param name="origin">Name of the archive in error messages.</param>
    /// <exception cref="ArchiveFormatException">The bytes are not an archive or are incomplete.</exception>
    public static TensorArchive Read(ReadOnlySpan<byte> bytes, string origin = "bytes")
    {
        var archive = new TensorArchive { Origin = origin };
        ArchiveStream.Read(bytes, archive, origin);
        return archive;
    }

    /// <summary>Adds a copy of another archive, as a tensor of bytes.</summary>
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

    /// <summary>Returns an array of at least this many bytes for the data.</summary>
    internal byte[] Rent(int bytes) => _memory.Rent(bytes);

    internal void SetData(byte[] data)
    {
        _isAsRead = true;
        foreach (var tensor in _tensors.Values)
        {
            tensor.Data = data;
        }
    }
}
