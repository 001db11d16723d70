using System.Numerics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;
using NeuroAgents.Serialization;

namespace NeuroAgents.Observations;

/// <summary>Running mean and variance of each feature over all rows so far.</summary>
/// <remarks>
/// <para>The workers share blocks of rows. Within a block, row after row: m ← m + (x − m) / n, S ← S + (x − m₋)(x − m) (Welford 1962). The blocks are merged in order:
/// m ← m + δ·nᵦ/(n + nᵦ), S ← S + Sᵦ + δ²·n·nᵦ/(n + nᵦ) with δ = mᵦ − m (Chan, Golub, LeVeque 1979). So the result has the same bits for any number of workers.</para>
/// <para>The initial state counts as <see cref="PriorRows"/> rows with mean 0 and variance 1, an assumption from the declared ranges that real rows gradually outweigh.
/// Allocates only when a batch has more rows than any before. One thread at a time.</para>
/// </remarks>
public sealed class RunningMoments : IParallelWork
{
    /// <summary>Number of rows that the initial state counts as.</summary>
    public const int PriorRows = 100;

    /// <summary>Distance from the middle of the declared range at which values are clipped, in half ranges.</summary>
    public const float Limit = 10;

    /// <summary>Smallest standard deviation that is divided by, in half ranges. It limits the gain of features that hardly vary.</summary>
    public const double MinDeviation = 0.01;
    private const string Key = "normalizer/moments";
    private const string AppliedKey = "normalizer/applied";

    /// <summary>Limit of the row count. Further rows would not change the statistics.</summary>
    private const double MaxRows = 1e15;

    /// <summary>Tolerance for rounding errors.</summary>
    private const double Slack = 1.001;
    private const int BlockRows = 256;
    private readonly ObservationNormalizer _normalizer;
    private readonly int _stride;
    private readonly double[] _mean;
    private readonly double[] _squares;
    private float[] _blocks = [];
    private int[] _blockRows = [];
    private float[][] _rows = [];
    private Source _source;

    /// <summary>Creates the moments of observations that a normaliser has mapped by their ranges.</summary>
    public RunningMoments(ObservationNormalizer normalizer)
    {
        Require.NotNull(normalizer);
        _normalizer = normalizer;
        _stride = Matrix.PaddedStride(normalizer.Width);
        _mean = new double[normalizer.Width];
        _squares = new double[normalizer.Width];
        Array.Fill(_squares, PriorRows);
        Count = PriorRows;
    }

    /// <summary>Number of rows so far, including <see cref="PriorRows"/>.</summary>
    public double Count { get; private set; }

    /// <summary>Returns the mean of a feature, in half ranges from the middle of its range.</summary>
    public double Mean(int feature) => _mean[feature];

    /// <summary>Returns the variance of a feature, in squared half ranges.</summary>
    public double Variance(int feature) => _squares[feature] / Count;

    /// <summary>Adds the rows that are not refused.</summary>
    /// <param name="raw">[rows, features], as the game wrote them.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="refused">Flags of the rows to leave out.</param>
    /// <param name="workers">Worker threads that share the work.</param>
    internal void Add(Matrix raw, int rows, bool[] refused, Workers workers)
    {
        int blocks = (rows + BlockRows - 1) / BlockRows;
        EnsureCapacity(blocks, workers.Count);
        _source = new Source(raw, rows, refused);
        workers.Run(this, blocks, 1);
        for (int block = 0; block < blocks; block++)
        {
            Merge(_blockRows[block], _blocks.AsSpan(block * 2 * _stride, 2 * _stride));
        }
    }

    /// <summary>Makes the normaliser subtract the mean and divide by the standard deviation from now on.</summary>
    internal void Apply()
    {
        for (int i = 0; i < _mean.Length; i++)
        {
            double deviation = Math.Max(Math.Sqrt(Variance(i)), MinDeviation);
            _normalizer.Standardize(i, (float)(1 / deviation), (float)(-_mean[i] / deviation));
        }
    }

    /// <summary>Copies the statistics of another instance, feature by feature. Features that <paramref name="source"/> lacks get mean 0 and variance 1.</summary>
    /// <param name="source">The instance to copy from.</param>
    /// <param name="place">Maps a feature of this instance to the feature of <paramref name="source"/>, or −1 if it has none; null if the features are the same.</param>
    internal void Set(RunningMoments source, Func<int, int>? place = null)
    {
        Count = source.Count;
        for (int i = 0; i < _mean.Length; i++)
        {
            int from = place?.Invoke(i) ?? i;
            _mean[i] = from < 0 ? 0 : source._mean[from];
            _squares[i] = from < 0 ? Count : source._squares[from];
        }

        Apply();
    }

    /// <summary>Adds the statistics to an archive. Allocates.</summary>
    internal void Save(TensorArchive archive)
        => archive.Add<long>(Key, [1 + 2 * _mean.Length], [Bits(Count), .. _mean.Select(Bits), .. _squares.Select(Bits)]);

    /// <summary>Restores statistics that <see cref="Save"/> wrote. Allocates.</summary>
    /// <exception cref="ArchiveFormatException">The tensor is missing, has another width, or has impossible values. The statistics are unchanged.</exception>
    internal void Load(TensorArchive archive)
    {
        double[] values = [.. archive.Get<long>(Key, [1 + 2 * _mean.Length]).Select(BitConverter.Int64BitsToDouble)];
        double count = values[0];
        ReadOnlySpan<double> mean = values.AsSpan(1, _mean.Length), squares = values.AsSpan(1 + _mean.Length);
        bool isCounted = count is >= PriorRows and <= MaxRows;
        for (int i = 0; i < _mean.Length; i++)
        {
            // Values from −limit to limit have a mean square of at most limit². Later rows keep that bound, so statistics that were loaded can be saved and loaded again.
            isCounted &= Math.Abs(mean[i]) <= Slack * Limit && squares[i] >= 0 && squares[i] / count + mean[i] * mean[i] <= Slack * Limit * Limit;
        }

        if (!isCounted)
        {
            throw new ArchiveFormatException(archive.Origin, $"tensor \"{Key}\"", $"at least {PriorRows} rows, with the mean and variance of values of magnitude up to {Limit}", "other values");
        }

        Count = count;
        mean.CopyTo(_mean);
        squares.CopyTo(_squares);
        Apply();
    }

    /// <summary>Adds the gains and shifts that the normaliser applies now. They lag behind the statistics while <see cref="Apply"/> is held back. Allocates.</summary>
    internal void SaveApplied(TensorArchive archive) => archive.Add<float>(AppliedKey, [2, _mean.Length], [.. _normalizer.Gain, .. _normalizer.Shift]);

    /// <summary>Makes the normaliser apply the gains and shifts that <see cref="SaveApplied"/> wrote. Allocates.</summary>
    /// <exception cref="ArchiveFormatException">The tensor is missing, has another width, or has impossible values. The normaliser is unchanged.</exception>
    internal void LoadApplied(TensorArchive archive)
    {
        const float MaxGain = (float)(Slack / MinDeviation);
        float[] values = archive.Get<float>(AppliedKey, [2, _mean.Length]);
        ReadOnlySpan<float> gain = values.AsSpan(0, _mean.Length), shift = values.AsSpan(_mean.Length);
        for (int i = 0; i < _mean.Length; i++)
        {
            if (!(gain[i] > 0 && gain[i] <= MaxGain && Math.Abs(shift[i]) <= Slack * Limit * gain[i]))
            {
                throw new ArchiveFormatException(archive.Origin, $"tensor \"{AppliedKey}\"", "gains and shifts of running moments", "other values");
            }
        }

        for (int i = 0; i < _mean.Length; i++)
        {
            _normalizer.Standardize(i, gain[i], shift[i]);
        }
    }

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);

    void IParallelWork.Execute(int start, int count, int worker)
    {
        for (int block = start; block < start + count; block++)
        {
            int first = block * BlockRows;
            Span<float> moments = _blocks.AsSpan(block * 2 * _stride, 2 * _stride);
            _blockRows[block] = Run(first, Math.Min(first + BlockRows, _source.Rows), moments, _rows[worker]);
        }
    }

    private int Run(int first, int end, Span<float> moments, float[] values)
    {
        moments.Clear();
        Span<float> mean = moments[.._stride], squares = moments[_stride..];
        int count = 0;
        for (int row = first; row < end; row++)
        {
            if (_source.Refused[row])
            {
                continue;
            }

            _normalizer.ToRange(_source.Raw.Row(row), values);
            Vector<float> share = new(1f / ++count);
            for (int i = 0; i < _stride; i += Vector<float>.Count)
            {
                Vector<float> x = Bounds.Clamp(VectorLoop.Load(values, i), Limit), m = VectorLoop.Load(mean, i);
                Vector<float> before = x - m, now = Arithmetic.MultiplyAdd(before, share, m);
                VectorLoop.Store(mean, i, now);
                VectorLoop.Store(squares, i, Arithmetic.MultiplyAdd(before, x - now, VectorLoop.Load(squares, i)));
            }
        }

        return count;
    }

    private void Merge(int rows, ReadOnlySpan<float> moments)
    {
        double total = Math.Min(Count + rows, MaxRows);
        for (int i = 0; i < _mean.Length; i++)
        {
            double difference = moments[i] - _mean[i];
            _mean[i] += difference * rows / total;
            _squares[i] += moments[_stride + i] + difference * difference * Count * rows / total;
        }

        Count = total;
    }

    private void EnsureCapacity(int blocks, int workers)
    {
        if (blocks > _blockRows.Length)
        {
            _blockRows = new int[2 * blocks];
            _blocks = new float[2 * blocks * 2 * _stride];
        }

        if (workers > _rows.Length)
        {
            _rows = [.. Enumerable.Range(0, workers).Select(_ => new float[_stride])];
        }
    }

    private readonly record struct Source(Matrix Raw, int Rows, bool[] Refused);
}
