using System.Buffers.Binary;
using System.Globalization;
using Google.Protobuf;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Interchange.TensorBoard;

/// <summary>An event file in a folder. TensorBoard can read it while it is written.</summary>
/// <remarks>
/// A record is the message's length (8 bytes, little-endian), the length's checksum, the message and the message's checksum. Each record is written in one piece
/// and passed to the operating system at once, so readers are never behind.
/// </remarks>
internal sealed class EventFile : IDisposable
{
    internal const int LengthBytes = sizeof(ulong);
    internal const int ChecksumBytes = sizeof(uint);
    private readonly Stream _stream;
    private readonly TimeProvider _clock;

    /// <summary>Creates a file in the folder, and the folder if it is missing. A folder belongs to one run, because TensorBoard joins all its files to one curve.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="clock">Clock for the times of events.</param>
    /// <param name="firstFrame">Frame at which a run is resumed. The folder may then have the earlier events of the run, of which TensorBoard ignores those after this frame. Null for a run from the start.</param>
    /// <exception cref="IOException">The file cannot be created. <see cref="UnauthorizedAccessException"/> where rights are missing.</exception>
    /// <exception cref="InvalidOperationException">The folder has another run's events.</exception>
    internal EventFile(string folder, TimeProvider clock, long? firstFrame = null)
        : this(Create(Path.GetFullPath(folder), clock, isAlone: firstFrame is null), clock)
    {
        if (firstFrame is { } frame)
        {
            Write(new Event { Step = frame, SessionLog = new SessionLog { Status = SessionLog.Types.SessionStatus.Start } });
        }
    }

    /// <summary>Writes events to a stream, which <see cref="Dispose"/> closes.</summary>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    internal EventFile(Stream stream, TimeProvider clock)
    {
        (_stream, _clock) = (stream, clock);
        Write(new Event { FileVersion = "brain.Event:2" });
    }

    internal void Write(long step, Summary summary) => Write(new Event { Step = step, Summary = summary });

    /// <summary>Creates the file and only then looks for other runs' files, so that of two runs that start together at least one finds the other.</summary>
    private static FileStream Create(string folder, TimeProvider clock, bool isAlone)
    {
        Directory.CreateDirectory(folder);
        string name = string.Create(
            CultureInfo.InvariantCulture,
            $"events.out.tfevents.{clock.GetUtcNow().ToUnixTimeSeconds():D10}.{Environment.MachineName}.{Environment.ProcessId}");
        string path = Path.Combine(folder, name);
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (IOException) when (isAlone && File.Exists(path))
        {
            // Another run of this process started in the same second.
            throw Occupied(folder, name);
        }

        string? other = isAlone ? Directory.EnumerateFiles(folder).Select(Path.GetFileName).FirstOrDefault(each => each != name && each!.Contains("tfevents", StringComparison.Ordinal)) : null;
        if (other is null)
        {
            return file;
        }

        file.Dispose();
        File.Delete(path);
        throw Occupied(folder, other);
    }

    private static InvalidOperationException Occupied(string folder, string other)
        => new($"expected a folder without another run's events, because TensorBoard draws both as one curve, received \"{folder}\" with {Excerpt.OneLine(other, 255)}.");

    private void Write(Event entry)
    {
        entry.WallTime = _clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        int length = entry.CalculateSize();
        byte[] record = new byte[LengthBytes + ChecksumBytes + length + ChecksumBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(LengthBytes), Checksum.Of(record.AsSpan(0, LengthBytes)));
        Span<byte> message = record.AsSpan(LengthBytes + ChecksumBytes, length);
        entry.WriteTo(message);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(record.Length - ChecksumBytes), Checksum.Of(message));
        long end = _stream.Position;
        try
        {
            _stream.Write(record);
        }
        catch (IOException)
        {
            // Readers cannot continue after half a record, so it is removed.
            _stream.SetLength(end);
            throw;
        }
    }

    public void Dispose() => _stream.Dispose();
}
