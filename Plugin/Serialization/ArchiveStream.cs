using System.Buffers.Binary;

namespace NeuroAgents.Serialization;

/// <summary>A reader and writer of an archive's three sections: length, header and data. It allocates memory for a section only after the sections before it are valid.</summary>
internal static class ArchiveStream
{
    private const int FirstBlock = 64 * 1024;

    /// <summary>Refuses files of another kind, which lack a plausible header length or the brace after it, so that they aren't reported as damaged archives.</summary>
    public static void RequireKind(Stream stream, string origin)
    {
        if (!stream.CanSeek)
        {
            return;
        }

        Span<byte> start = stackalloc byte[ArchiveLimits.PrefixBytes + 1];
        int count = 0;
        for (int read; (read = stream.Read(start[count..])) > 0;)
        {
            count += read;
        }

        stream.Position = 0;
        if (count < start.Length || start[^1] != (byte)'{' || BinaryPrimitives.ReadUInt64LittleEndian(start) > ArchiveLimits.HeaderBytes)
        {
            string received = count == 0 ? "an empty file" : Excerpt.Of(string.Concat(start[..count].ToArray().Select(each => (char)each)));
            throw new ArchiveFormatException(origin, "file", "a saved brain, run or network, which starts with 8 bytes and '{'", received);
        }
    }

    public static void Read(Stream stream, TensorArchive archive, string origin)
    {
        // If the stream has no length, memory grows with the bytes that arrive, because the header may promise too much.
        long? remaining = stream.CanSeek ? stream.Length - stream.Position : null;
        byte[] prefix = ReadBlock(stream, ArchiveLimits.PrefixBytes, true, origin, "header length");
        int headerLength = HeaderLength(prefix, (remaining ?? long.MaxValue) - prefix.Length, origin);
        byte[] header = ReadBlock(stream, headerLength, remaining is not null, origin, "header");
        long? dataLength = remaining - prefix.Length - headerLength;
        int expected = archive.ReadHeader(header, dataLength ?? ArchiveLimits.DataBytes, origin);
        CheckDataLength(expected, dataLength ?? expected, origin);
        archive.SetData(remaining is null ? ReadBlock(stream, expected, false, origin, "data") : ReadInto(archive.Rent(expected), stream, expected, origin));
        if (stream.ReadByte() >= 0)
        {
            throw new ArchiveFormatException(origin, "data", $"{expected} bytes", "more");
        }
    }

    public static void Read(ReadOnlySpan<byte> bytes, TensorArchive archive, string origin)
    {
        if (bytes.Length < ArchiveLimits.PrefixBytes)
        {
            throw Short(origin, "header length", ArchiveLimits.PrefixBytes, bytes.Length);
        }

        int headerLength = HeaderLength(bytes, bytes.Length - ArchiveLimits.PrefixBytes, origin);
        var data = bytes[(ArchiveLimits.PrefixBytes + headerLength)..];
        int expected = archive.ReadHeader(bytes.Slice(ArchiveLimits.PrefixBytes, headerLength), data.Length, origin);
        CheckDataLength(expected, data.Length, origin);
        byte[] copy = archive.Rent(data.Length);
        data.CopyTo(copy);
        archive.SetData(copy);
    }

    /// <summary>Returns the total length of all tensors in bytes.</summary>
    /// <exception cref="InvalidOperationException">The total is too large for a file.</exception>
    public static int DataLength(ArchivedTensor[] tensors)
    {
        long length = tensors.Sum(tensor => (long)tensor.Length);
        return length <= ArchiveLimits.DataBytes
            ? (int)length
            : throw new InvalidOperationException($"tensors: expected at most {ArchiveLimits.DataBytes} bytes in one archive, received {length}.");
    }

    public static void Write(Stream stream, ArchivedTensor[] tensors, ReadOnlySpan<byte> header)
    {
        _ = DataLength(tensors);
        Span<byte> prefix = stackalloc byte[ArchiveLimits.PrefixBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
        stream.Write(prefix);
        stream.Write(header);
        foreach (var tensor in tensors)
        {
            stream.Write(tensor.Bytes);
        }
    }

    private static int HeaderLength(ReadOnlySpan<byte> prefix, long remaining, string origin)
    {
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > ArchiveLimits.HeaderBytes)
        {
            throw new ArchiveFormatException(origin, "header length", $"at most {ArchiveLimits.HeaderBytes}", $"{length}");
        }

        return (long)length <= remaining ? (int)length : throw Short(origin, "header", (int)length, (int)remaining);
    }

    private static void CheckDataLength(int expected, long received, string origin)
    {
        if (expected != received)
        {
            throw new ArchiveFormatException(origin, "data", $"{expected} bytes, the end of the last tensor", $"{received}");
        }
    }

    private static byte[] ReadBlock(Stream stream, int count, bool lengthKnown, string origin, string part)
    {
        byte[] block = new byte[lengthKnown ? count : Math.Min(count, FirstBlock)];
        int filled = 0;
        while (filled < count)
        {
            if (filled == block.Length)
            {
                Array.Resize(ref block, (int)Math.Min(count, block.Length * 2L));
            }

            int read = stream.Read(block, filled, block.Length - filled);
            filled += read > 0 ? read : throw Short(origin, part, count, filled);
        }

        return block;
    }

    private static byte[] ReadInto(byte[] block, Stream stream, int count, string origin)
    {
        for (int filled = 0; filled < count;)
        {
            int read = stream.Read(block, filled, count - filled);
            filled += read > 0 ? read : throw Short(origin, "data", count, filled);
        }

        return block;
    }

    private static ArchiveFormatException Short(string origin, string part, int expected, int received) =>
        new(origin, part, $"{expected} bytes", $"the end of the file after {received}");
}
