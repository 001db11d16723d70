using System.Buffers.Binary;
using System.Text;
using NeuroAgents.Serialization;

namespace NeuroAgents.Tests.Serialization;

/// <summary>Archives written by hand, right and wrong.</summary>
internal static class ArchiveBytes
{
    public static byte[] Of(string header, params byte[] data) => Of(Encoding.UTF8.GetBytes(header), data);

    public static byte[] Of(byte[] header, params byte[] data) => WithLength((ulong)header.Length, [.. header, .. data]);

    public static byte[] WithLength(ulong headerLength, params byte[] rest)
    {
        byte[] prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, headerLength);
        return [.. prefix, .. rest];
    }

    public static byte[] Written(TensorArchive archive)
    {
        using var stream = new MemoryStream();
        archive.Write(stream);
        return stream.ToArray();
    }

    /// <summary>One tensor of every type, an empty one, a scalar and metadata.</summary>
    public static TensorArchive Sample()
    {
        var archive = new TensorArchive();
        archive.Add<float>("policy/dense_0/weights", [2, 3], [1, 2, 3, -4, float.NaN, float.PositiveInfinity]);
        archive.Add<int>("policy/widths", [2], [int.MinValue, int.MaxValue]);
        archive.Add<byte>("flags", [3], [0, 127, 255]);
        archive.AddScalar("random/seed", ulong.MaxValue);
        archive.AddScalar("optimizer/step", long.MinValue);
        archive.Add<float>("empty", [0, 7], []);
        archive.Metadata["format_version"] = "1";
        archive.Metadata["näme"] = "Hirn \"7\" 🧠\n";
        return archive;
    }
}
