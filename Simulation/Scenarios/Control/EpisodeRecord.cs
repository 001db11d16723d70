using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>The returns and lengths of the newest finished episodes of a session. An episode's return is the plain sum of its rewards.</summary>
/// <remarks>Read it between two frames. Does not allocate, except to save and load.</remarks>
internal sealed class EpisodeRecord : IEpisodeReturns
{
    /// <summary>Number of episodes over which means are taken.</summary>
    internal const int Capacity = 100;

    /// <summary>Largest magnitude of a return in a saved run.</summary>
    internal const double MaxReturn = 1_000_000;
    private const int MaxLength = 1_000_000;
    private const string CountKey = "scenario/episodes";
    private const string ReturnsKey = "scenario/episode_returns";
    private const string LengthsKey = "scenario/episode_lengths";

    /// <summary>The newest episodes. Episode i of the run is at i modulo the capacity.</summary>
    private readonly double[] _returns = new double[Capacity];
    private readonly int[] _lengths = new int[Capacity];

    public long Count { get; private set; }

    public double MeanReturn => Kept == 0 ? double.NaN : Sum(_returns) / Kept;

    public double MeanLength => Kept == 0 ? double.NaN : (double)Sum(_lengths) / Kept;

    private int Kept => (int)Math.Min(Count, Capacity);

    /// <summary>Adds a finished episode.</summary>
    internal void Add(double episodeReturn, int length)
    {
        int place = (int)(Count % Capacity);
        (_returns[place], _lengths[place]) = (episodeReturn, length);
        Count++;
    }

    internal void Save(TensorArchive archive)
    {
        SavedNumbers.AddCount(archive, CountKey, Count);
        archive.Add<long>(ReturnsKey, [Capacity], [.. _returns.Select(BitConverter.DoubleToInt64Bits)]);
        archive.Add<int>(LengthsKey, [Capacity], _lengths);
    }

    /// <exception cref="ArchiveFormatException">An entry is missing or out of its range.</exception>
    internal void Load(TensorArchive archive)
    {
        Count = SavedNumbers.Count(archive, CountKey);
        double[] returns = [.. archive.Get<long>(ReturnsKey, [Capacity]).Select(BitConverter.Int64BitsToDouble)];
        int[] lengths = archive.Get<int>(LengthsKey, [Capacity]);
        if (Array.Find(returns, value => !(Math.Abs(value) <= MaxReturn)) is var wrong and not 0)
        {
            throw SavedNumbers.Refused(archive, ReturnsKey, FormattableString.Invariant($"returns of at most {MaxReturn}"), wrong);
        }

        if (Array.Find(lengths, length => length is < 0 or > MaxLength) is var odd and not 0)
        {
            throw SavedNumbers.Refused(archive, LengthsKey, FormattableString.Invariant($"lengths from 0 to {MaxLength}"), odd);
        }

        returns.CopyTo(_returns, 0);
        lengths.CopyTo(_lengths, 0);
    }

    /// <summary>Sums the kept values in the order of their places, which a saved run keeps.</summary>
    private T Sum<T>(T[] values)
        where T : System.Numerics.INumber<T>
    {
        T sum = T.Zero;
        for (int i = 0; i < Kept; i++)
        {
            sum += values[i];
        }

        return sum;
    }
}
