using System.Buffers.Binary;
using System.Numerics;

namespace NeuroAgents.Simulation.Interchange.TensorBoard;

/// <summary>The masked CRC-32C of TFRecord files: rotated right by 15 bits plus a constant, so that checksums of data with embedded checksums stay reliable.</summary>
internal static class Checksum
{
    private const uint Shift = 0xA282_EAD8;

    internal static uint Of(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        for (; data.Length >= sizeof(ulong); data = data[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
        }

        foreach (byte value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return unchecked(BitOperations.RotateRight(~crc, 15) + Shift);
    }
}
