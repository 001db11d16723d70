using System.Text;
using NeuroAgents.Serialization;
using Xunit;

namespace NeuroAgents.Tests.Serialization;

public class ArchiveHostileFilesTests
{
    private static readonly byte[] s_sample = ArchiveBytes.Written(ArchiveBytes.Sample());

    private static readonly int s_mutations = Environment.GetEnvironmentVariable("NEUROAGENTS_LONG") == "1" ? 1_000_000 : 20_000;

    [Fact]
    public void AFileCutAnywhereIsRefused()
    {
        for (int length = 0; length < s_sample.Length; length++)
        {
            byte[] cut = s_sample[..length];
            Assert.Throws<ArchiveFormatException>(() => TensorArchive.Read(cut));
            Assert.Throws<ArchiveFormatException>(() => TensorArchive.Read(new MemoryStream(cut)));
            Assert.Throws<ArchiveFormatException>(() => TensorArchive.Read(new ForwardStream(cut)));
        }
    }

    [Fact]
    public void AFileWithOneByteMoreIsRefused()
    {
        byte[] longer = [.. s_sample, 0];
        Assert.Throws<ArchiveFormatException>(() => TensorArchive.Read(longer));
        Assert.Throws<ArchiveFormatException>(() => TensorArchive.Read(new MemoryStream(longer)));
        Assert.Throws<ArchiveFormatException>(() => TensorArchive.Read(new ForwardStream(longer)));
    }

    /// <summary>
    /// Flipped, overwritten, removed, inserted and copied bytes, preferably in the header: refused, or read as an archive that can be written again.
    /// </summary>
    [Fact]
    public void MutatedFilesAreRefusedOrWhole()
    {
        var random = new Random(20);
        byte[] telling = Encoding.ASCII.GetBytes("{}[]\",:0123456789-.e\\u ");
        int whole = 0;
        for (int i = 0; i < s_mutations; i++)
        {
            var bytes = s_sample.ToList();
            for (int edits = random.Next(1, 4); edits > 0; edits--)
            {
                int place = random.Next(random.Next(2) == 0 ? bytes.Count : Math.Min(bytes.Count, 500));
                byte value = random.Next(2) == 0 ? telling[random.Next(telling.Length)] : (byte)random.Next(256);
                switch (random.Next(5))
                {
                    case 0: bytes[place] ^= (byte)(1 << random.Next(8)); break;
                    case 1: bytes[place] = value; break;
                    case 2: bytes.RemoveAt(place); break;
                    case 3: bytes.Insert(place, value); break;
                    default: bytes.InsertRange(place, bytes.GetRange(place, Math.Min(bytes.Count - place, random.Next(80)))); break;
                }
            }

            whole += IsWhole(bytes.ToArray()) ? 1 : 0;
        }

        // Changed values, names and metadata make another archive, not a bad one.
        Assert.InRange(whole, s_mutations / 100, s_mutations / 2);
    }

    [Fact]
    public void EveryByteOfTheFileMayTakeAnyValue()
    {
        for (int place = 0; place < s_sample.Length; place++)
        {
            byte[] bytes = [.. s_sample];
            for (int value = 0; value < 256; value += 5)
            {
                bytes[place] = (byte)value;
                IsWhole(bytes);
            }
        }
    }

    /// <summary>Returns the header that costs most memory per byte of the file.</summary>
    private static string WorstHeader(string kind) => kind switch
    {
        "tensors" => Object(200_000, i => $"\"{i:x}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}"),
        "dimensions" => Object(100_000, i => $"\"{i:x}\":{{\"dtype\":\"U8\",\"shape\":[0,0,0,0,0,0,0,0],\"data_offsets\":[0,0]}}"),
        "metadata" => $"{{\"__metadata__\":{Object(4096, i => $"\"{i:x}\":\"\"")}}}",
        "long metadata" => $"{{\"__metadata__\":{{\"a\":\"\\n{new string('x', 2_000_000)}\"}}}}",
        "long name" => $"{{\"\\n{new string('x', 2_000_000)}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}}}",
        "arrays" => new string('[', 2_000_000),
        "nested arrays" => "{\"a\":" + new string('[', 2_000_000),
        _ => "{" + new string(' ', 2_000_000),
    };

    private static string Object(int count, Func<int, string> entry) => "{" + string.Join(",", Enumerable.Range(0, count).Select(entry)) + "}";

    /// <summary>Counts all allocated bytes, which are more than the bytes in use at any moment.</summary>
    [Theory]
    [InlineData("tensors")]
    [InlineData("dimensions")]
    [InlineData("metadata")]
    [InlineData("long metadata")]
    [InlineData("long name")]
    [InlineData("arrays")]
    [InlineData("nested arrays")]
    [InlineData("spaces")]
    public void MemoryStaysNearTheSizeOfTheFile(string kind)
    {
        byte[] bytes = ArchiveBytes.Of(WorstHeader(kind));
        IsWhole(s_sample);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            TensorArchive.Read(new MemoryStream(bytes));
        }
        catch (ArchiveFormatException)
        {
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4L * bytes.Length + (1 << 20));
    }

    [Fact]
    public void LengthsInAStreamOfUnknownLengthAreNotTrusted()
    {
        byte[] promising = ArchiveBytes.WithLength(99_999_999, (byte)'{');
        byte[] huge = ArchiveBytes.Of("""{"a":{"dtype":"U8","shape":[2000000000],"data_offsets":[0,2000000000]}}""", 1, 2, 3);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ArchiveFormatException>(() => TensorArchive.Read(new ForwardStream(promising)));
        Assert.Throws<ArchiveFormatException>(() => TensorArchive.Read(new ForwardStream(huge)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static bool IsWhole(byte[] bytes)
    {
        TensorArchive archive;
        try
        {
            archive = TensorArchive.Read(bytes, "mutated");
        }
        catch (ArchiveFormatException exception)
        {
            Assert.DoesNotContain('\n', exception.Message);
            return false;
        }

        byte[] again = ArchiveBytes.Written(archive);
        Assert.Equal(again, ArchiveBytes.Written(TensorArchive.Read(again)));
        Assert.All(archive.Names, name => Assert.True(archive.TryFind(name, out var tensor) && tensor.ElementCount >= 0));
        return true;
    }
}
