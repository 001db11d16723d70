using NeuroAgents.Serialization;
using Xunit;

namespace NeuroAgents.Tests.Serialization;

/// <summary>One file per broken rule of the format, with the expected message.</summary>
public class ArchiveRulesTests
{
    [Theory]
    [InlineData("", "header: expected '{' as its first byte, received an empty header.")]
    [InlineData(" {}", "header: expected '{' as its first byte, received byte 0x20.")]
    [InlineData("[]", "header: expected '{' as its first byte, received byte 0x5b.")]
    [InlineData("{", "header: expected JSON, received an error in line 1, byte 2.")]
    [InlineData("{}\n", "header: expected only spaces after its JSON, received byte 0x0a.")]
    [InlineData("{}{}", "header: expected only spaces after its JSON, received byte 0x7b.")]
    [InlineData("{,}", "header: expected JSON, received an error in line 1, byte 2.")]
    [InlineData("{/**/}", "header: expected JSON, received an error in line 1, byte 2.")]
    [InlineData("""{"a":1}""", "tensor \"a\": expected an object, received 1.")]
    [InlineData("""{"a":null}""", "tensor \"a\": expected an object, received null.")]
    [InlineData("""{"":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", "header: expected tensor names of at least one character, received an empty name.")]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", "header: expected Unicode text, received an escaped lone surrogate.")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\u0061":{}}""", "header: expected each key once, received \"a\" twice.")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", "header: expected each key once, received \"__metadata__\" twice.")]
    [InlineData("""{"__metadata__":null}""", "metadata: expected an object, received null.")]
    [InlineData("""{"__metadata__":{"k":1}}""", "metadata \"k\": expected a string, received 1.")]
    [InlineData("""{"__metadata__":{"k":{}}}""", "metadata \"k\": expected a string, received an object.")]
    [InlineData("""{"__metadata__":{"k":"1","k":"1"}}""", "metadata: expected each key once, received \"k\" twice.")]
    [InlineData("""{"__metadata__":{"k":"\udc00"}}""", "metadata \"k\": expected Unicode text, received an escaped lone surrogate.")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"dtype":"U8"}}""", "tensor \"a\": expected each key once, received \"dtype\" twice.")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"shape":[0]}}""", "tensor \"a\": expected each key once, received \"shape\" twice.")]
    [InlineData("""{"a":{"data_offsets":[0,0],"data_offsets":[0,0]}}""", "tensor \"a\": expected each key once, received \"data_offsets\" twice.")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"strides":[1]}}""", "tensor \"a\": expected the keys dtype, shape, data_offsets, received the key \"strides\".")]
    [InlineData("""{"a":{"shape":[0],"data_offsets":[0,0]}}""", "tensor \"a\": expected a dtype, received none.")]
    [InlineData("""{"a":{"dtype":"U8","data_offsets":[0,0]}}""", "tensor \"a\": expected a shape, received none.")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0]}}""", "tensor \"a\": expected data_offsets, received none.")]
    [InlineData("""{"a":{"dtype":"F16","shape":[0],"data_offsets":[0,0]}}""", "tensor \"a\", dtype: expected one of U64, I64, F32, I32, U8, received \"F16\".")]
    [InlineData("""{"a":{"dtype":"f32","shape":[0],"data_offsets":[0,0]}}""", "tensor \"a\", dtype: expected one of U64, I64, F32, I32, U8, received \"f32\".")]
    [InlineData("""{"a":{"dtype":7}}""", "tensor \"a\", dtype: expected a string, received 7.")]
    [InlineData("""{"a":{"shape":4}}""", "tensor \"a\", shape: expected an array, received 4.")]
    [InlineData("""{"a":{"shape":[-1]}}""", "tensor \"a\", shape: expected integers from 0 to 2147483647, received -1.")]
    [InlineData("""{"a":{"shape":[-0]}}""", "tensor \"a\", shape: expected integers from 0 to 2147483647, received -0.")]
    [InlineData("""{"a":{"shape":[1.0]}}""", "tensor \"a\", shape: expected integers from 0 to 2147483647, received 1.0.")]
    [InlineData("""{"a":{"shape":[1e2]}}""", "tensor \"a\", shape: expected integers from 0 to 2147483647, received 1e2.")]
    [InlineData("""{"a":{"shape":["1"]}}""", "tensor \"a\", shape: expected integers from 0 to 2147483647, received a string.")]
    [InlineData("""{"a":{"shape":[[1]]}}""", "tensor \"a\", shape: expected integers from 0 to 2147483647, received an array.")]
    [InlineData("""{"a":{"shape":[2147483648]}}""", "tensor \"a\", shape: expected integers from 0 to 2147483647, received 2147483648.")]
    [InlineData("""{"a":{"shape":[99999999999999999999]}}""", "tensor \"a\", shape: expected integers from 0 to 2147483647, received 99999999999999999999.")]
    [InlineData("""{"a":{"shape":[1,1,1,1,1,1,1,1,1]}}""", "tensor \"a\", shape: expected at most 8 dimensions, received more.")]
    [InlineData("""{"a":{"data_offsets":0}}""", "tensor \"a\", data_offsets: expected an array, received 0.")]
    [InlineData("""{"a":{"data_offsets":[0]}}""", "tensor \"a\", data_offsets: expected integers from 0 to 9223372036854775807, received the end of the array.")]
    [InlineData("""{"a":{"data_offsets":[0,0,0]}}""", "tensor \"a\", data_offsets: expected two integers, received 0.")]
    [InlineData("""{"a":{"data_offsets":[0,-1]}}""", "tensor \"a\", data_offsets: expected integers from 0 to 9223372036854775807, received -1.")]
    [InlineData("""{"a":{"data_offsets":[0,18446744073709551615]}}""", "tensor \"a\", data_offsets: expected integers from 0 to 9223372036854775807, received 18446744073709551615.")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[1,0]}}""", "tensor \"a\", data_offsets: expected begin ≤ end ≤ 4, received [1, 0].")]
    [InlineData("""{"a":{"dtype":"U8","shape":[5],"data_offsets":[0,5]}}""", "tensor \"a\", data_offsets: expected begin ≤ end ≤ 4, received [0, 5].")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "tensor \"a\" of F32 [2]: expected 8 bytes, received 4 bytes between its offsets.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[],"data_offsets":[0,0]}}""", "tensor \"a\" of F32 []: expected 4 bytes, received 0 bytes between its offsets.")]
    [InlineData("""{"a":{"dtype":"U8","shape":[65536,65536,65536,65536],"data_offsets":[0,0]}}""", "tensor \"a\" of U8 [65536, 65536, 65536, 65536]: expected at most 2147483591 bytes, received a larger product of the dimensions.")]
    [InlineData("""{"a":{"dtype":"I64","shape":[536870912],"data_offsets":[0,0]}}""", "tensor \"a\" of I64 [536870912]: expected at most 2147483591 bytes, received a larger product of the dimensions.")]
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", "tensor \"b\", data_offsets: expected a begin at 3, the end of the data before it, received an overlap: 2.")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "data_offsets: expected a begin at 4, the end of the data before it, received an overlap: 0.")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", "tensor \"b\", data_offsets: expected a begin at 1, the end of the data before it, received a gap: 2.")]
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}}""", "tensor \"a\", data_offsets: expected a begin at 0, the end of the data before it, received a gap: 1.")]
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}""", "data: expected 3 bytes, the end of the last tensor, received 4.")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[2,2]},"b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "tensor \"a\", data_offsets: expected a begin at 4, the end of the data before it, received an overlap: 2.")]
    [InlineData("{}", "data: expected 0 bytes, the end of the last tensor, received 4.")]
    public void EveryRuleIsChecked(string header, string message) => AssertRefused(ArchiveBytes.Of(header, 1, 2, 3, 4), message);

    [Fact]
    public void HeadersThatAreNotUtf8AreRefused()
    {
        AssertRefused(ArchiveBytes.Of([(byte)'{', (byte)'"', 0xC3, (byte)'"', (byte)'}']), "header: expected UTF-8, received bytes that are not UTF-8.");
        AssertRefused(ArchiveBytes.Of([(byte)'{', (byte)'}', 0xED, 0xA0, 0x80]), "header: expected UTF-8, received bytes that are not UTF-8.");
        AssertRefused(ArchiveBytes.Of([0xEF, 0xBB, 0xBF, (byte)'{', (byte)'}']), "header: expected '{' as its first byte, received byte 0xef.");
    }

    [Theory]
    [InlineData(3, "header: expected 3 bytes, received the end of the file after 2.")]
    [InlineData(100_000_001, "header length: expected at most 100000000, received 100000001.")]
    [InlineData(ulong.MaxValue, "header length: expected at most 100000000, received 18446744073709551615.")]
    [InlineData(1ul << 63, "header length: expected at most 100000000, received 9223372036854775808.")]
    public void TheHeaderLengthIsBoundedByTheFile(ulong length, string message) => AssertRefused(ArchiveBytes.WithLength(length, (byte)'{', (byte)'}'), message);

    [Fact]
    public void TheHeaderLengthIsBoundedWithoutAFileToo() => Assert.Equal(
        "f: header length: expected at most 100000000, received 100000001.",
        Assert.Throws<ArchiveFormatException>(() => TensorArchive.Read(new ForwardStream(ArchiveBytes.WithLength(100_000_001, (byte)'{')), "f")).Message);

    /// <summary>Cut to 32 bits, the begin 4,294,967,296 would become 0.</summary>
    [Fact]
    public void OffsetsBeyondWhatAnArrayHoldsAreRefused()
    {
        byte[] bytes = ArchiveBytes.Of("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[4294967296,4294967296]}}""");
        Assert.Equal(
            "f: tensor \"a\", data_offsets: expected begin ≤ end ≤ 2147483591, received [4294967296, 4294967296].",
            Assert.Throws<ArchiveFormatException>(() => TensorArchive.Read(new LongStream(bytes), "f")).Message);
    }

    [Fact]
    public void MetadataEntriesAreBounded()
    {
        string entries = string.Join(",", Enumerable.Range(0, 4097).Select(i => $"\"{i}\":\"\""));
        AssertRefused(ArchiveBytes.Of($"{{\"__metadata__\":{{{entries}}}}}"), "metadata: expected at most 4096 entries, received more.");
    }

    [Fact]
    public void MessagesStayOnOneShortLine()
    {
        string name = "\n\u2028" + new string('x', 100_000);
        string header = System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, int> { [name] = 1 });
        var exception = Assert.Throws<ArchiveFormatException>(() => TensorArchive.Read(ArchiveBytes.Of(header), "f"));
        Assert.Equal($"f: tensor \"\\u000a\\u2028{new string('x', 58)}…\": expected an object, received 1.", exception.Message);
        Assert.Equal(("f", "an object", "1"), (exception.Origin, exception.Expected, exception.Received));
    }

    /// <summary>Reads from memory, from a stream with a length and from one without. The last may report another error, because it knows less before it reads the data.</summary>
    private static void AssertRefused(byte[] bytes, string message)
    {
        Assert.EndsWith(message, Assert.Throws<ArchiveFormatException>(() => TensorArchive.Read(bytes, "f")).Message, StringComparison.Ordinal);
        Assert.EndsWith(message, Assert.Throws<ArchiveFormatException>(() => TensorArchive.Read(new MemoryStream(bytes), "f")).Message, StringComparison.Ordinal);
        Assert.Throws<ArchiveFormatException>(() => TensorArchive.Read(new ForwardStream(bytes), "f"));
    }

    /// <summary>A stream that reports a length of 5 GiB.</summary>
    private sealed class LongStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override long Length => 5L << 30;
    }
}
