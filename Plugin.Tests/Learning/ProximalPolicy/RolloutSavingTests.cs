using CsCheck;
using NeuroAgents.Learning;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Learning.ProximalPolicy;

public sealed class RolloutSavingTests
{
    private const string Prefix = ILearnerState.ExperiencePrefix;

    [Fact]
    public void ARolloutSavedHalfwayGoesOnWithTheSameBits()
        => Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[1, 9], Gen.Int[1, 40], Gen.Double[0, 1]).Sample(
            (seed, slots, frames, share) =>
            {
                RaggedFleet fleet = new(seed, slots, frames);
                Rollout straight = new(Math.Max(1, fleet.Rows.Count), 2, 1, 3), resumed = new(straight.Capacity, 2, 1, 3), current = straight;
                resumed.Record(fleet.Batches[^1]);
                for (int frame = 0; frame < frames; frame++)
                {
                    if (frame == Math.Min(frames - 1, (int)(share * frames)))
                    {
                        resumed.Load(TensorArchive.Read(Bytes(straight)), Prefix);
                        current = resumed;
                    }

                    straight.Record(fleet.Batches[frame]);
                    if (current != straight)
                    {
                        resumed.Record(fleet.Batches[frame]);
                    }
                }

                Finish(straight);
                Finish(resumed);
                Assert.Equal(straight.Successors.ToArray(), resumed.Successors.ToArray());
                Assert.Equal(straight.Tails.ToArray(), resumed.Tails.ToArray());
                Assert.Equal(Bytes(straight), Bytes(resumed));
            },
            iter: 200);

    /// <summary>Values, advantages and returns are saved too: a run may be saved between the minibatches of an update.</summary>
    [Fact]
    public void AFinishedSweepIsSaved()
    {
        Rollout rollout = Sample(), loaded = new(rollout.Capacity, 2, 1, 3);
        loaded.Load(TensorArchive.Read(Bytes(rollout)), Prefix);
        Assert.Contains(rollout.Advantages.ToArray(), advantage => advantage != 0);
        Assert.Equal(rollout.Advantages.ToArray(), loaded.Advantages.ToArray());
        Assert.Equal(rollout.Returns.ToArray(), loaded.Returns.ToArray());
        Assert.Equal(rollout.Values.ToArray(), loaded.Values.ToArray());
        Assert.Equal(rollout.NextValues.ToArray(), loaded.NextValues.ToArray());
    }

    [Fact]
    public void AnEmptyRolloutIsSavedToo()
    {
        Rollout rollout = new(4, 2, 1, 0), loaded = new(4, 2, 1, 0);
        loaded.Record(new TransitionBatch(new Transition(TransitionBatch.AgentOf(1), 0, 1)));
        loaded.Load(TensorArchive.Read(Bytes(rollout)), Prefix);
        Assert.Equal(0, loaded.Count);
    }

    [Fact]
    public void AllNamesAreThoseOfExperience()
    {
        TensorArchive archive = new();
        Sample().Save(archive, Prefix);
        Assert.All(archive.Names, name => Assert.StartsWith(Prefix, name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("agent", 1L)]
    [InlineData("agent", -1L)]
    [InlineData("transition", -1L)]
    [InlineData("transition", long.MinValue)]
    public void NumbersOutOfRangeAreRefused(string name, long number) => RequireRefused(name, archive =>
    {
        long[] values = [.. Enumerable.Repeat(number, Sample().Count)];
        if (name == "agent")
        {
            archive.Add<ulong>(Prefix + name, [values.Length], [.. values.Select(value => unchecked((ulong)value))]);
        }
        else
        {
            archive.Add<long>(Prefix + name, [values.Length], values);
        }
    });

    [Theory]
    [InlineData("observation", 2, float.NaN)]
    [InlineData("action", 1, float.PositiveInfinity)]
    [InlineData("mask", 3, 0.5f)]
    [InlineData("mask", 3, float.NaN)]
    [InlineData("next_observation", 2, float.NegativeInfinity)]
    [InlineData("log_probability", 1, float.NaN)]
    [InlineData("reward", 1, float.NaN)]
    [InlineData("value", 1, float.NaN)]
    [InlineData("next_value", 1, float.NaN)]
    [InlineData("advantage", 1, float.NaN)]
    [InlineData("return", 1, float.PositiveInfinity)]
    public void FloatsOutOfRangeAreRefused(string name, int width, float value)
        => RequireRefused(name, archive => archive.Add<float>(Prefix + name, [Sample().Count, width], [.. Enumerable.Repeat(value, Sample().Count * width)]));

    [Theory]
    [InlineData("observation")]
    [InlineData("agent")]
    [InlineData("end")]
    [InlineData("mask")]
    [InlineData("return")]
    public void AMissingTensorIsRefused(string name) => RequireRefused(name, _ => { });

    [Fact]
    public void AnUnknownEndIsRefused()
        => RequireRefused("end", archive => archive.Add<byte>(Prefix + "end", [Sample().Count], [.. Enumerable.Repeat((byte)3, Sample().Count)]));

    [Fact]
    public void AColumnOfAnotherLengthIsRefused()
        => RequireRefused("reward", archive => archive.Add<float>(Prefix + "reward", [Sample().Count - 1, 1], new float[Sample().Count - 1]));

    [Fact]
    public void MoreRowsThanFitAreRefused()
    {
        Rollout rollout = new(Sample().Count - 1, 2, 1, 3);
        Assert.Contains("at most", Assert.Throws<ArchiveFormatException>(() => rollout.Load(TensorArchive.Read(Bytes(Sample())), Prefix)).Message, StringComparison.Ordinal);
    }

    /// <summary>A damaged archive gives a rollout that works, or throws <see cref="ArchiveFormatException"/> and changes nothing.</summary>
    [Fact]
    public void DamagedArchivesAreRefusedWholly()
    {
        int refused = 0;
        byte[] before = Bytes(Sample());
        for (int seed = 0; seed < 400; seed++)
        {
            TensorArchive archive = new();
            RaggedFleet fleet = new(seed, 5, 8);
            Rollout rollout = Sample(), saved = new(rollout.Capacity, 2, 1, 3);
            fleet.Batches.ForEach(batch => saved.Record(batch));
            saved.Save(archive, Prefix);
            ArchiveMutation mutation = new(seed);
            byte[] bytes = mutation.Of(archive);
            try
            {
                rollout.Load(TensorArchive.Read(bytes), Prefix);
                Finish(rollout);
                Assert.All(rollout.Successors.ToArray().Select((successor, row) => (successor, row)), link => Assert.True(link.successor == -1 || link.successor > link.row));
                Assert.All(rollout.Successors.ToArray(), successor => Assert.InRange(successor, -1, rollout.Count - 1));
            }
            catch (ArchiveFormatException)
            {
                refused++;
                Assert.Equal(before, Bytes(rollout));
            }
        }

        Assert.InRange(refused, 100, 399);
    }

    private static void RequireRefused(string name, Action<TensorArchive> replace)
    {
        Rollout rollout = Sample();
        byte[] before = Bytes(rollout);
        TensorArchive archive = new();
        rollout.Save(archive, Prefix);
        TensorArchive damaged = archive.Select(Prefix, (tensor, _) => tensor.Name == Prefix + name);
        replace(damaged);
        Rollout loaded = Sample();
        ArchiveFormatException error = Assert.Throws<ArchiveFormatException>(() => loaded.Load(damaged, Prefix));
        Assert.Contains($"\"{Prefix}{name}\"", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Bytes(loaded));
    }

    private static Rollout Sample()
    {
        RaggedFleet fleet = new(11, 5, 12);
        Rollout rollout = new(fleet.Rows.Count, 2, 1, 3);
        fleet.Batches.ForEach(batch => rollout.Record(batch));
        Finish(rollout);
        return rollout;
    }

    private static void Finish(Rollout rollout)
    {
        for (int row = 0; row < rollout.Count; row++)
        {
            rollout.Values[row] = rollout.Observation(row)[0];
        }

        foreach (int tail in rollout.Tails)
        {
            rollout.NextValues[tail] = rollout.NextObservation(tail)[0];
        }

        new GeneralizedAdvantages(0.99, 0.95).Sweep(rollout);
    }

    private static byte[] Bytes(Rollout rollout)
    {
        TensorArchive archive = new();
        rollout.Save(archive, Prefix);
        return ArchiveBytes.Written(archive);
    }
}
