using System.Buffers.Binary;
using NeuroAgents.Simulation.Interchange.TensorBoard;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Interchange.TensorBoard;

/// <summary>A reader of event files, written from the format's description alone: lengths, checksums bit by bit, messages.</summary>
internal static class EventReader
{
    internal static List<Event> Read(string folder)
    {
        using FileStream stream = new(Assert.Single(Directory.GetFiles(folder)), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using MemoryStream memory = new();
        stream.CopyTo(memory);
        ReadOnlySpan<byte> rest = memory.ToArray();
        List<Event> events = [];
        while (!rest.IsEmpty)
        {
            int length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(rest));
            Assert.Equal(Masked(rest[..8]), BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]));
            ReadOnlySpan<byte> message = rest.Slice(12, length);
            Assert.Equal(Masked(message), BinaryPrimitives.ReadUInt32LittleEndian(rest[(12 + length)..]));
            events.Add(Event.Parser.ParseFrom(message));
            rest = rest[(16 + length)..];
        }

        return events;
    }

    /// <summary>Returns the masked checksum ((c >> 15) | (c &lt;&lt; 17)) + 0xa282ead8, where c is the CRC-32C.</summary>
    internal static uint Masked(ReadOnlySpan<byte> data)
    {
        uint crc = Crc32C(data);
        return unchecked(((crc >> 15) | (crc << 17)) + 0xA282EAD8);
    }

    /// <summary>Returns the CRC-32C, computed bit by bit with the reversed polynomial 0x82F63B78.</summary>
    internal static uint Crc32C(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
            }
        }

        return ~crc;
    }
}
