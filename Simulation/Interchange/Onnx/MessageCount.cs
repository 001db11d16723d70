using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>A count of the messages in a file before any is created, because a message of two bytes takes a hundred times as much memory.</summary>
internal static class MessageCount
{
    private const int MaxVarintBytes = 10;

    /// <summary>Returns the number of messages within a message, at any depth; null if the bytes are not well formed or there are more than a limit.</summary>
    /// <param name="bytes">The message.</param>
    /// <param name="type">Type of the message. No type may contain itself, so the depth is bounded.</param>
    /// <param name="max">The limit.</param>
    internal static int? Of(ReadOnlySpan<byte> bytes, MessageDescriptor type, int max)
    {
        int count = 0;
        while (!bytes.IsEmpty)
        {
            if (!TryReadVarint(ref bytes, out ulong tag) || tag >> 3 is 0 or > int.MaxValue || !TryReadValue(ref bytes, tag, out ReadOnlySpan<byte> value))
            {
                return null;
            }

            FieldDescriptor? field = WireFormat.GetTagWireType((uint)tag) == WireFormat.WireType.LengthDelimited ? type.FindFieldByNumber((int)(tag >> 3)) : null;
            if (field?.FieldType == FieldType.Message)
            {
                int? within = Of(value, field.MessageType, max - count - 1);
                if (within is null || (count += within.Value + 1) > max)
                {
                    return null;
                }
            }
        }

        return count;
    }

    private static bool TryReadValue(ref ReadOnlySpan<byte> bytes, ulong tag, out ReadOnlySpan<byte> value)
    {
        value = default;
        ulong length = 0;
        bool isKnown = WireFormat.GetTagWireType((uint)tag) switch
        {
            WireFormat.WireType.Varint => TryReadVarint(ref bytes, out _),
            WireFormat.WireType.Fixed32 => (length = sizeof(uint)) > 0,
            WireFormat.WireType.Fixed64 => (length = sizeof(ulong)) > 0,
            WireFormat.WireType.LengthDelimited => TryReadVarint(ref bytes, out length),
            _ => false,
        };
        if (!isKnown || length > (ulong)bytes.Length)
        {
            return false;
        }

        value = bytes[..(int)length];
        bytes = bytes[(int)length..];
        return true;
    }

    private static bool TryReadVarint(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (int i = 0; i < bytes.Length && i < MaxVarintBytes; i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
