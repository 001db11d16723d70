using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Numerics;

public sealed class AlignedBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public unsafe void StartsOnABoundaryAndStaysThere(int length)
    {
        AlignedBuffer[] buffers = [.. Enumerable.Range(0, 20).Select(_ => new AlignedBuffer(length))];
        nuint[] addresses = [.. buffers.Select(Address)];
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        for (int i = 0; i < buffers.Length; i++)
        {
            Assert.Equal(length, buffers[i].Length);
            Assert.Equal(length, buffers[i].Span.Length);
            Assert.False(buffers[i].Span.ContainsAnyExcept(0f));
            if (PluginBuild.IsNet && length > 0)
            {
                Assert.Equal(0u, addresses[i] % AlignedBuffer.Alignment);
                Assert.Equal(addresses[i], Address(buffers[i]));
            }
        }

        static nuint Address(AlignedBuffer buffer)
        {
            fixed (float* start = buffer.Span)
            {
                return (nuint)start;
            }
        }
    }

    [Fact]
    public void KeepsWhatIsWritten()
    {
        AlignedBuffer buffer = new(33);
        for (int i = 0; i < buffer.Length; i++)
        {
            buffer.Span[i] = i;
        }

        Assert.Equal(Enumerable.Range(0, 33).Select(i => (float)i), buffer.Span.ToArray());
    }

    [Fact]
    public void RefusesANegativeLength()
        => Assert.Equal("length", Assert.Throws<ArgumentOutOfRangeException>(() => new AlignedBuffer(-1)).ParamName);
}
