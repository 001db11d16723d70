using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Observations;

public sealed class RunningMomentsTests
{
    private const int Width = 19;
    private readonly RandomSource _random = new(5, 0);

    /// <summary>Compares with two plain passes over all rows in double precision, including the prior rows.</summary>
    [Theory]
    [InlineData(1, 7)]
    [InlineData(2, 256)]
    [InlineData(3, 1000)]
    public void MeanAndVarianceAreThoseOfAllRows(int workers, int rows)
    {
        RunningMoments moments = new(Normalizer());
        using Workers pool = new(workers);
        List<double[]> seen = [];
        for (int batch = 0; batch < 4; batch++)
        {
            Matrix raw = Batch(rows, batch, out bool[] refused);
            moments.Add(raw, rows, refused, pool);
            seen.AddRange(Enumerable.Range(0, rows).Where(row => !refused[row]).Select(row => raw.Row(row).ToArray().Select(x => Math.Clamp((x - 5) / 5.0, -10, 10)).ToArray()));
        }

        Assert.Equal(RunningMoments.PriorRows + seen.Count, moments.Count);
        for (int i = 0; i < Width; i++)
        {
            double mean = seen.Sum(row => row[i]) / moments.Count;
            double squares = RunningMoments.PriorRows * (1 + mean * mean) + seen.Sum(row => (row[i] - mean) * (row[i] - mean));
            Assert.Equal(mean, moments.Mean(i), 1e-5 * (1 + Math.Abs(mean)));
            Assert.Equal(squares / moments.Count, moments.Variance(i), 1e-4 * squares / moments.Count);
        }
    }

    [Fact]
    public void TheNumberOfWorkersChangesNoBit()
    {
        int[] counts = [1, 2, 5];
        double[][] found = [.. counts.Select(workers =>
        {
            RunningMoments moments = new(Normalizer());
            using Workers pool = new(workers);
            for (int batch = 0; batch < 3; batch++)
            {
                moments.Add(Batch(2000, batch, out bool[] refused), 2000, refused, pool);
            }

            return Enumerable.Range(0, Width).SelectMany(i => new[] { moments.Mean(i), moments.Variance(i) }).ToArray();
        })];
        Assert.Equal(found[0], found[1]);
        Assert.Equal(found[0], found[2]);
    }

    /// <summary>A value far outside its range counts as ten half ranges, and is clipped again before it reaches the network.</summary>
    [Fact]
    public void ExtremeValuesAreClippedBeforeTheyAreCounted()
    {
        ObservationNormalizer normalizer = Normalizer();
        RunningMoments moments = new(normalizer);
        using Workers pool = new(1);
        Matrix raw = new(1, Width);
        raw.Row(0).Fill(4000);
        moments.Add(raw, 1, new bool[1], pool);
        Assert.Equal(10.0 / 101, moments.Mean(0), 1e-6);
        moments.Apply();
        float[] normalized = new float[Width];
        Assert.True(normalizer.TryNormalize(raw.Row(0), normalized));
        Assert.All(normalized, value => Assert.Equal(ObservationNormalizer.Clip, value));
    }

    /// <summary>After many rows, inputs have mean 0 and deviation 1. A constant feature is not amplified.</summary>
    [Fact]
    public void InputsAreStandardised()
    {
        ObservationNormalizer normalizer = Normalizer();
        RunningMoments moments = new(normalizer);
        using Workers pool = new(1);
        Matrix raw = new(5000, Width);
        for (int row = 0; row < raw.Rows; row++)
        {
            for (int i = 0; i < Width; i++)
            {
                raw.Row(row)[i] = i == 0 ? 7 : 3 + _random.Uniform((ulong)row, (ulong)i, -0.5f, 0.5f);
            }
        }

        for (int i = 0; i < 200; i++)
        {
            moments.Add(raw, raw.Rows, new bool[raw.Rows], pool);
        }

        moments.Apply();
        float[][] inputs = [.. Enumerable.Range(0, raw.Rows).Select(row =>
        {
            float[] normalized = new float[Width];
            Assert.True(normalizer.TryNormalize(raw.Row(row), normalized));
            return normalized;
        })];
        Assert.All(inputs, row => Assert.InRange(row[0], -0.1f, 0.1f));
        for (int i = 1; i < Width; i++)
        {
            double mean = inputs.Average(row => row[i]), variance = inputs.Average(row => (row[i] - mean) * (row[i] - mean));
            Assert.InRange(mean, -0.01, 0.01);
            Assert.InRange(variance, 0.95, 1.05);
        }
    }

    [Fact]
    public void ABrainCountsItsObservationsAndChangesInputsAtTheEndOfAFrame()
    {
        using Game game = new(agents: 30, change: Running);
        game.Decide(0);
        Assert.Equal(RunningMoments.PriorRows + 30, game.Brain.Moments!.Count);
        game.Frames(1, 5);
        game.Brain.IsNormalizationFrozen = true;
        double count = game.Brain.Moments.Count;
        game.Frames(6, 5);
        Assert.Equal(count, game.Brain.Moments.Count);
        using Game idle = new(agents: 30, change: options => Running(options) with { Learner = null });
        idle.Decide(0);
        Assert.Equal(RunningMoments.PriorRows, idle.Brain.Moments!.Count);
    }

    /// <summary>A brain that loads the file decides as the saved brain. If its columns differ from those of the file, moments are matched by name.</summary>
    [Fact]
    public void MomentsAreSavedWithTheBrain()
    {
        using Game game = new(agents: 40, change: Running), other = new(agents: 40, seed: 2, change: Running);
        game.Frames(0, 40);
        TensorArchive archive = game.Brain.ToArchive();
        double energy = game.Brain.Moments!.Mean(1);
        other.Brain.Load(SavedBrain.Read(archive));
        Assert.Equal(game.Brain.Moments!.Mean(2), other.Brain.Moments!.Mean(2));
        game.Decide(99);
        other.Decide(99);
        Assert.Equal(game.Brain.Action(game.Agents[5]).ToArray(), other.Brain.Action(other.Agents[5]).ToArray());

        using Game reordered = new(agents: 0, change: options => Running(options) with
        {
            Observations = new ObservationSpec().Add("energy", 0, 100).Add("new", 0, 1).Add("heading", -3, 3).Add("wall.left", 0, 1),
        });
        reordered.Brain.Load(SavedBrain.Read(archive));
        Assert.Equal(energy, reordered.Brain.Moments!.Mean(0));
        Assert.Equal((0, 1), (reordered.Brain.Moments.Mean(1), reordered.Brain.Moments.Variance(1)));

        using Game ranged = new(agents: 1);
        Assert.Contains("normalization: expected Range, received Running", Assert.Throws<ArchiveFormatException>(() => ranged.Brain.Load(SavedBrain.Read(archive))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ImpossibleMomentsAreRefused()
    {
        using Game game = new(change: Running);
        foreach (double wrong in (double[])[double.NaN, -1, 5e15])
        {
            TensorArchive archive = game.Brain.ToArchive();
            TensorArchive changed = new();
            foreach ((string key, string value) in archive.Metadata)
            {
                changed.Metadata[key] = value;
            }

            changed.Add<long>("normalizer/moments", [7], [.. Enumerable.Repeat(BitConverter.DoubleToInt64Bits(wrong), 7)]);
            Assert.Throws<ArchiveFormatException>(() => new RunningMoments(new ObservationNormalizer([0, 0, 0], [1, 1, 1])).Load(changed));
        }
    }

    private static BrainOptions Running(BrainOptions options) => options with { Normalization = Normalization.Running };

    private static ObservationNormalizer Normalizer() => new([.. Enumerable.Repeat(0f, Width)], [.. Enumerable.Repeat(10f, Width)]);

    private Matrix Batch(int rows, int batch, out bool[] refused)
    {
        Matrix raw = new(rows, Width);
        refused = new bool[rows];
        for (int row = 0; row < rows; row++)
        {
            refused[row] = row % 11 == 3;
            for (int i = 0; i < Width; i++)
            {
                raw.Row(row)[i] = refused[row] ? float.NaN : i * batch + _random.Uniform((ulong)(batch * 10_000 + row), (ulong)i, -3, i);
            }
        }

        return raw;
    }
}
