using System.Runtime.InteropServices;
using CsCheck;
using NeuroAgents.Serialization;
using Xunit;

namespace NeuroAgents.Tests.Serialization;

public class ArchiveRoundTripTests
{
    [Fact]
    public void EveryTypeComesBackBitForBit()
    {
        var read = TensorArchive.Read(ArchiveBytes.Written(ArchiveBytes.Sample()));

        Assert.Equal(
            [1f, 2, 3, -4, float.NaN, float.PositiveInfinity], read.Get<float>("policy/dense_0/weights", [2, 3]));
        Assert.Equal([int.MinValue, int.MaxValue], read.Get<int>("policy/widths", [2]));
        Assert.Equal([0, 127, 255], read.Get<byte>("flags", [3]));
        Assert.Equal(ulong.MaxValue, read.GetScalar<ulong>("random/seed"));
        Assert.Equal(long.MinValue, read.GetScalar<long>("optimizer/step"));
        Assert.Empty(read.Get<float>("empty", [0, 7]));
        Assert.Equal("1", read.GetMetadata("format_version"));
        Assert.Equal("Hirn \"7\" 🧠\n", read.GetMetadata("näme"));
        Assert.Equal(["empty", "flags", "optimizer/step", "policy/dense_0/weights", "policy/widths", "random/seed"], read.Names);
        Assert.Equal(6, read.Count);
    }

    [Fact]
    public void NaNKeepsItsPayload()
    {
        int[] bits = [0x7FA0_1234, unchecked((int)0xFFC0_0001)];
        var archive = new TensorArchive();
        archive.Add<float>("x", [2], MemoryMarshal.Cast<int, float>(bits));
        float[] read = TensorArchive.Read(ArchiveBytes.Written(archive)).Get<float>("x", [2]);
        Assert.Equal(bits, MemoryMarshal.Cast<float, int>(read).ToArray());
    }

    [Fact]
    public void AnEmptyArchiveIsAnArchive()
    {
        byte[] bytes = ArchiveBytes.Written(new TensorArchive());
        Assert.Equal(ArchiveBytes.Of("{}      "), bytes);
        Assert.Equal(0, TensorArchive.Read(bytes).Count);
    }

    /// <summary>Derived by hand from the format's description: larger elements first, then by name; compact JSON; padded to 8 bytes.</summary>
    [Fact]
    public void WritesExactlyTheseBytes()
    {
        var archive = new TensorArchive();
        archive.Add<byte>("a", [3], [1, 2, 3]);
        archive.Add<float>("z", [1, 2], [1, -2]);
        archive.Add<long>("m", [], [258]);
        archive.Add<float>("é", [0], []);
        archive.Metadata["v"] = "1";
        archive.Metadata["k"] = "ü";
        string header = """{"__metadata__":{"k":"ü","v":"1"},"m":{"dtype":"I64","shape":[],"data_offsets":[0,8]}"""
            + ""","z":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]},"é":{"dtype":"F32","shape":[0],"data_offsets":[16,16]}"""
            + ""","a":{"dtype":"U8","shape":[3],"data_offsets":[16,19]}}""";
        byte[] expected = ArchiveBytes.Of(
            header + new string(' ', 3), 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 1, 2, 3);
        Assert.Equal(0, (expected.Length - 19) % 8);
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(ArchiveBytes.Written(archive)));
    }

    /// <summary>The example of the reference implementation's documentation: 60 bytes of header, so its data is not aligned.</summary>
    [Fact]
    public void ReadsTheReferenceExample()
    {
        byte[] bytes = ArchiveBytes.WithLength(60, [.. """{"test":{"dtype":"I32","shape":[2,2],"data_offsets":[0,16]}} """u8, .. new byte[16]]);
        bytes = [.. bytes[..68], .. bytes[69..]];
        Assert.Equal(new int[4], TensorArchive.Read(bytes).Get<int>("test", [2, 2]));
    }

    [Fact]
    public void BytesDoNotDependOnTheOrderOfAdding()
    {
        string[] names = ["b", "a", "B", "ä", "a/b", "ab", "🧠", "\uFFFD"];
        var forwards = new TensorArchive();
        var backwards = new TensorArchive();
        foreach (string name in names)
        {
            forwards.AddScalar(name, name.Length);
            forwards.Metadata[name] = "x";
        }

        foreach (string name in names.Reverse())
        {
            backwards.AddScalar(name, name.Length);
            backwards.Metadata[name] = "x";
        }

        byte[] bytes = ArchiveBytes.Written(forwards);
        Assert.Equal(bytes, ArchiveBytes.Written(backwards));
        Assert.Equal(bytes, ArchiveBytes.Written(TensorArchive.Read(bytes)));
    }

    [Fact]
    public void OffsetsThatAreNotAlignedAndKeysInAnyOrderAreRead()
    {
        byte[] bytes = ArchiveBytes.Of(
            """{"f":{"data_offsets":[1,5],"shape":[1],"dtype":"F32"},"b":{"shape":[1],"dtype":"U8","data_offsets":[0,1]},"__metadata__":{}}   """,
            9, 0, 0, 0x80, 0x3F);
        var archive = TensorArchive.Read(bytes);
        Assert.Equal(1f, archive.Get<float>("f", [1])[0]);
        Assert.Equal(1f, Target(archive)[0]);
        Assert.Equal(9, archive.Get<byte>("b", [1])[0]);

        static float[] Target(TensorArchive archive)
        {
            float[] target = new float[1];
            archive.CopyTo("f", [1], target.AsSpan());
            return target;
        }
    }

    [Fact]
    public void AStridedMatrixIsStoredWithoutItsPadding() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[0, 3]).Sample((rows, columns, padding) =>
        {
            int stride = columns + padding;
            float[] matrix = [.. Enumerable.Range(0, rows * stride).Select(i => (float)i)];
            var archive = new TensorArchive();
            archive.AddMatrix<float>("m", rows, columns, stride, matrix);
            byte[] bytes = ArchiveBytes.Written(archive);
            var read = TensorArchive.Read(bytes);

            float[] dense = read.Get<float>("m", [rows, columns]);
            float[] target = new float[rows * (stride + 1)];
            Array.Fill(target, -1);
            read.CopyMatrixTo("m", rows, columns, stride + 1, target.AsSpan());
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column <= stride; column++)
                {
                    bool kept = column < columns;
                    Assert.Equal(kept ? matrix[row * stride + column] : -1, target[row * (stride + 1) + column]);
                    Assert.True(!kept || dense[row * columns + column] == matrix[row * stride + column]);
                }
            }
        });

    [Fact]
    public void AnyArchiveComesBack() =>
        Gen.Dictionary(Gen.String[1, 12], Gen.Int.Array[0, 20])[0, 12].Sample(tensors =>
        {
            var archive = new TensorArchive();
            foreach (var (name, values) in tensors.Where(entry => IsText(entry.Key)))
            {
                archive.Add<int>(name, [values.Length], values);
                archive.Metadata[name] = name;
            }

            var read = TensorArchive.Read(ArchiveBytes.Written(archive));
            Assert.Equal(archive.Names, read.Names);
            Assert.Equal(archive.Metadata, read.Metadata);
            Assert.All(archive.Names, name => Assert.Equal(tensors[name], read.Get<int>(name, [tensors[name].Length])));
        });

    private static bool IsText(string name) => name != "__metadata__" && !name.Any(char.IsSurrogate);
}
