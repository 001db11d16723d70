using CsCheck;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Numerics;
using NeuroAgents.Training;
using Xunit;

namespace NeuroAgents.Tests.Learning.ProximalPolicy;

public sealed class MinibatchesTests
{
    private static readonly RandomSource s_random = new(3, 17);

    [Fact]
    public void MinibatchesAreRangesOfThePermutation()
        => Gen.Select(Gen.Int[1, 200], Gen.Int[1, 60], Gen.Long[0, 1L << 40]).Sample(
            (rows, batchSize, epoch) =>
            {
                int[] permutation = new int[rows];
                Permutation.Shuffle(permutation, s_random, epoch);
                Assert.Equal(Enumerable.Range(0, rows), permutation.Order());

                Minibatches minibatches = Of(rows, batchSize, epoch);
                Assert.Equal((rows / batchSize, batchSize), (minibatches.Count, minibatches.BatchSize));
                for (int i = 0; i < minibatches.Count; i++)
                {
                    Assert.Equal(permutation[(rows - (i + 1) * batchSize)..(rows - i * batchSize)], minibatches[i].ToArray());
                }
            },
            iter: 300);

    /// <summary>Neither earlier epochs nor the order of asking changes a minibatch.</summary>
    [Fact]
    public void AMinibatchDependsOnTheEpochAlone()
    {
        Minibatches used = Of(97, 10, 4), fresh = Of(97, 10, 5);
        Assert.NotEqual(used[8].ToArray(), fresh[8].ToArray());
        used.Begin(100, 7, 9);
        _ = used[3];
        used.Begin(97, 10, 5);
        Assert.Equal(fresh[8].ToArray(), used[8].ToArray());
        for (int i = 0; i < 9; i++)
        {
            Assert.Equal(Of(97, 10, 5)[i].ToArray(), used[i].ToArray());
        }
    }

    [Fact]
    public void EachEpochLeavesOutOtherRows()
    {
        HashSet<int> leftOut = [];
        for (int epoch = 0; epoch < 100; epoch++)
        {
            Minibatches minibatches = Of(10, 3, epoch);
            List<int> rows = [];
            for (int i = 0; i < minibatches.Count; i++)
            {
                rows.AddRange(minibatches[i]);
            }

            Assert.Equal(9, rows.Distinct().Count());
            leftOut.UnionWith(Enumerable.Range(0, 10).Except(rows));
        }

        Assert.Equal(10, leftOut.Count);
    }

    [Fact]
    public void MinibatchesOutOfRangeAreRefused()
    {
        Minibatches minibatches = new(10, s_random);
        Assert.Equal(0, minibatches.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => minibatches[0].Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => minibatches.Begin(11, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => minibatches.Begin(10, 0, 0));
        minibatches.Begin(10, 3, 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => minibatches[3].Length);
        minibatches.Begin(2, 3, 0);
        Assert.Equal(0, minibatches.Count);
    }

    private static Minibatches Of(int rows, int batchSize, long epoch)
    {
        Minibatches minibatches = new(200, s_random);
        minibatches.Begin(rows, batchSize, epoch);
        return minibatches;
    }
}
