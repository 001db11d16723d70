using NeuroAgents.Simulation.Determinism;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Determinism;

public sealed class StateHashTests
{
    [Fact]
    public void EveryBitAndTheOrderCount()
    {
        HashSet<ulong> hashes = [Hash(), Hash(0), Hash(0, 0), Hash(1, 2), Hash(2, 1)];
        Assert.Equal(5, hashes.Count);
        for (int bit = 0; bit < 64; bit++)
        {
            Assert.True(hashes.Add(Hash(0, 1UL << bit, 0)), $"bit {bit}");
        }
    }

    [Fact]
    public void TheSameValuesGiveTheSameHash() => Assert.Equal(Hash(1, 2, 3), Hash(1, 2, 3));

    [Fact]
    public void ZeroesOfBothSignsDiffer()
    {
        StateHash positive = new(), negative = new();
        positive.Add(0f);
        negative.Add(-0f);
        Assert.NotEqual(positive.Value, negative.Value);
        Assert.Matches("^[0-9a-f]{16}$", positive.ToString());
    }

    private static ulong Hash(params ulong[] words)
    {
        StateHash hash = new();
        foreach (ulong word in words)
        {
            hash.Add(word);
        }

        return hash.Value;
    }
}
