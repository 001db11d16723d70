using CsCheck;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;
using static NeuroAgents.Tests.Learning.ProximalPolicy.TransitionBatch;

namespace NeuroAgents.Tests.Learning.ProximalPolicy;

public sealed class RewardScaleTests
{
    [Fact]
    public void TheDeviationIsThatOfAllDiscountedReturns()
        => Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[1, 9], Gen.Int[1, 60], Gen.Double[0, 1]).Sample(
            (seed, slots, frames, gamma) =>
            {
                RaggedFleet fleet = new(seed, slots, frames);
                RewardScale scale = new(gamma);
                fleet.Batches.ForEach(batch => scale.Record(batch, batch.Count));

                List<double> returns = [];
                foreach (List<int> piece in fleet.Pieces)
                {
                    for (int t = 0; t < piece.Count; t++)
                    {
                        returns.Add(Enumerable.Range(0, t + 1).Sum(i => Math.Pow(gamma, t - i) * fleet.Rows[piece[i]].Reward));
                    }
                }

                Assert.Equal(returns.Count, scale.Count);
                double mean = returns.DefaultIfEmpty().Average();
                double deviation = Math.Sqrt(returns.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, returns.Count));
                Assert.Equal(returns.Count < 2 ? 1 : Math.Max(deviation, RewardScale.MinDeviation), scale.Deviation, 1e-9);
            },
            iter: 200);

    /// <summary>γ = ½. Agent 1: returns 2, 1 + ½ · 2 = 2, and 4 after its end; agent 2: 8, and 3 after a missed transition. The mean is 3.8, and the squared deviations from it sum to 24.8.</summary>
    [Fact]
    public void EndsAndGapsRestartTheReturn()
    {
        RewardScale scale = new(0.5);
        TransitionBatch batch = new(
            new(AgentOf(1), 0, 2), new(AgentOf(2), 0, 8), new(AgentOf(1), 1, 1, EpisodeEnd.Truncated), new(AgentOf(2), 2, 3), new(AgentOf(1), 2, 4), new(AgentOf(1), 3, 1000));
        scale.Record(batch, 5);
        Assert.Equal(5, scale.Count);
        Assert.Equal(Math.Sqrt(24.8 / 5), scale.Deviation, 1e-12);
    }

    [Fact]
    public void RewardsAreDividedAndLimitedButNotShifted()
    {
        Assert.Equal((1.5f, -10f, 10f, 0f), (RewardScale.Scaled(3, 2), RewardScale.Scaled(-300, 2), RewardScale.Scaled(300, 2), RewardScale.Scaled(0, 2)));
        RewardScale scale = new(0);
        Assert.Equal(1, scale.Deviation);
        TransitionBatch batch = new(new(0, 0, 5), new(0, 1, 5), new(0, 2, 5));
        scale.Record(batch, 1);
        Assert.Equal(1, scale.Deviation);
        scale.Record(batch, 3);
        Assert.Equal(RewardScale.MinDeviation, scale.Deviation);
        Assert.Equal(0.5f, RewardScale.Scaled(5e-5f, scale.Deviation), 1e-6);
        Assert.Equal(10, RewardScale.Scaled(5, scale.Deviation));
    }

    [Fact]
    public void ASavedScaleGoesOnWithTheSameBits()
        => Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[1, 9], Gen.Int[2, 40]).Sample(
            (seed, slots, frames) =>
            {
                RaggedFleet fleet = new(seed, slots, frames);
                RewardScale straight = new(0.9), resumed = new(0.9);
                resumed.Record(fleet.Batches[^1], fleet.Batches[^1].Count);
                foreach (TransitionBatch batch in fleet.Batches.Take(frames / 2))
                {
                    straight.Record(batch, batch.Count);
                }

                TensorArchive archive = TensorArchive.Read(Bytes(straight));
                resumed.Load(archive, "learner/");
                resumed.LoadExperience(archive, "experience/");
                foreach (TransitionBatch batch in fleet.Batches.Skip(frames / 2))
                {
                    straight.Record(batch, batch.Count);
                    resumed.Record(batch, batch.Count);
                }

                Assert.Equal(straight.Deviation, resumed.Deviation);
                Assert.Equal(Bytes(straight), Bytes(resumed));
            },
            iter: 200);

    [Fact]
    public void TheStartIsThatOfANewScale()
    {
        TensorArchive start = new(), fresh = new();
        RewardScale.SaveStart(start, "learner/");
        new RewardScale(0.9).Save(fresh, "learner/");
        Assert.Equal(ArchiveBytes.Written(fresh), ArchiveBytes.Written(start));
    }

    [Theory]
    [InlineData(-1, 0, 0)]
    [InlineData((1L << 53) + 1, 0, 0)]
    [InlineData(5, double.NaN, 0)]
    [InlineData(5, 0, -1)]
    [InlineData(5, 0, double.PositiveInfinity)]
    public void ImpossibleMomentsAreRefused(long count, double mean, double squares)
    {
        TensorArchive archive = new();
        archive.Add<long>("learner/reward/moments", [3], [count, BitConverter.DoubleToInt64Bits(mean), BitConverter.DoubleToInt64Bits(squares)]);
        RewardScale scale = new(0.9);
        Assert.Throws<ArchiveFormatException>(() => scale.Load(archive, "learner/"));
        Assert.Throws<ArchiveFormatException>(() => RewardScale.RequireState(archive, "learner/"));
        Assert.Equal(0, scale.Count);
    }

    [Theory]
    [InlineData(2, 1, 0, 0)]
    [InlineData(1, 1, 0, 0)]
    [InlineData(1, 2, -1, 0)]
    [InlineData(1, 2, 0, double.NaN)]
    [InlineData(1, SlotTable<int>.MaxSlots, 0, 0)]
    public void ImpossibleReturnsAreRefused(int slot, int otherSlot, long transition, double value)
    {
        TensorArchive archive = new();
        archive.Add<ulong>("experience/reward/agent", [2], [AgentOf(slot), AgentOf(otherSlot, 2)]);
        archive.Add<long>("experience/reward/transition", [2], [transition, 0]);
        archive.Add<long>("experience/reward/return", [2], [0, BitConverter.DoubleToInt64Bits(value)]);
        Assert.Throws<ArchiveFormatException>(() => new RewardScale(0.9).LoadExperience(archive, "experience/"));
    }

    /// <summary>A damaged archive gives a scale that works, or throws <see cref="ArchiveFormatException"/> and changes nothing.</summary>
    [Fact]
    public void DamagedArchivesAreRefusedWholly()
    {
        int refused = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            RaggedFleet fleet = new(seed, 5, 8);
            RewardScale saved = new(0.9), scale = new(0.9);
            fleet.Batches.ForEach(batch => saved.Record(batch, batch.Count));
            byte[] before = Bytes(scale);
            try
            {
                TensorArchive archive = TensorArchive.Read(new ArchiveMutation(seed).Of(TensorArchive.Read(Bytes(saved))));
                RewardScale.RequireState(archive, "learner/");
                scale.LoadExperience(archive, "experience/");
                scale.Load(archive, "learner/");
                fleet.Batches.ForEach(batch => scale.Record(batch, batch.Count));
                Bytes(scale);
            }
            catch (ArchiveFormatException)
            {
                refused++;
                Assert.Equal(before, Bytes(scale));
            }
        }

        Assert.InRange(refused, 50, 299);
    }

    private static byte[] Bytes(RewardScale scale)
    {
        TensorArchive archive = new();
        scale.Save(archive, "learner/");
        scale.SaveExperience(archive, "experience/");
        return ArchiveBytes.Written(archive);
    }
}
