using System.Buffers.Binary;
using System.Globalization;
using Google.Protobuf;

namespace NeuroAgents.Simulation.Interchange.TensorBoard;

/// <summary>An event file in a folder: TensorBoard reads it while it is written.</summary>
/// <remarks>
/// A record is the message's length (8 bytes, little-endian), the length's checksum, the message, the message's checksum. Each record is written whole and handed
/// to the system at once, so that a reader is never behind.
/// </remarks>
internal sealed class EventFile : IDisposable
{
    internal const int LengthBytes = sizeof(ulong);
    internal const int ChecksumBytes = sizeof(uint);
    private readonly Stream _stream;
    private readonly TimeProvider _clock;

    /// <summary>Makes the folder where it is missing, and a new file in it.</summary>
    /// <exception cref="IOException">The file cannot be made. <see cref="UnauthorizedAccessException"/> where rights are missing.</exception>
    internal EventFile(string folder, TimeProvider clock)
        : this(Create(folder, clock), clock)
    {
    }

    /// <summary>Writes to a stream, which it closes.</summary>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    internal EventFile(Stream stream, TimeProvider clock)
    {
        (_stream, _clock) = (stream, clock);
        Write(new Event { FileVersion = "brain.Event:2" });
    }

    internal void Write(long step, Summary summary) => Write(new Event { Step = step, Summary = summary });

    private static FileStream Create(string folder, TimeProvider clock)
    {
        Directory.CreateDirectory(folder);
        string name = string.Create(
            CultureInfo.InvariantCulture,
            $"events.out.tfevents.{clock.GetUtcNow().ToUnixTimeSeconds():D10}.{Environment.MachineName}.{Environment.ProcessId}");
        return new FileStream(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    private void Write(Event what)
    {
        what.WallTime = _clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        int length = what.CalculateSize();
        byte[] record = new byte[LengthBytes + ChecksumBytes + length + ChecksumBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(LengthBytes), Checksum.Of(record.AsSpan(0, LengthBytes)));
        Span<byte> message = record.AsSpan(LengthBytes + ChecksumBytes, length);
        what.WriteTo(message);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(record.Length - ChecksumBytes), Checksum.Of(message));
        long end = _stream.Position;
        try
        {
            _stream.Write(record);
        }
        catch (IOException)
        {
            // Half a record would end what a reader can read, and the disk is full anyway.
            _stream.SetLength(end);
            throw;
        }
    }

    public void Dispose() => _stream.Dispose();
}
