using NeuroAgents.Diagnostics;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents;

/// <summary>Returns and lengths of a brain's finished episodes, see <see cref="BrainStatistics.Episodes"/>. A return is the sum of an episode's rewards.</summary>
/// <remarks>Rewards count as the game gave them, without scaling or discount. Reading does not allocate. One thread at a time.</remarks>
public sealed class EpisodeLog
{
    /// <summary>Number of newest episodes that <see cref="NewestReturn"/> and <see cref="NewestLength"/> are means of.</summary>
    public const int Window = 100;

    private const string CountsKey = "episodes/counts";
    private const string WindowKey = "episodes/window";
    private const string TotalKey = "episodes/return_total";
    private readonly double[] _returns = new double[Window];
    private readonly long[] _lengths = new long[Window];
    private readonly ulong[] _agents = new ulong[Window];
    private double _total;

    internal EpisodeLog()
    {
    }

    /// <summary>Number of finished episodes.</summary>
    public long Count { get; private set; }

    /// <summary>Number of decisions of all agents, those of unfinished episodes included: the environment steps of the literature. A brain that learns from rewards counts from its creation, others from their first reward or episode end.</summary>
    public long Decisions { get; internal set; }

    /// <summary>Mean return of all finished episodes; NaN before the first.</summary>
    public double MeanReturn => Count == 0 ? double.NaN : _total / Count;

    /// <summary>Mean return of the newest <see cref="Window"/> finished episodes, or of all if there are fewer; NaN before the first.</summary>
    public double NewestReturn => Count == 0 ? double.NaN : Mean(_returns);

    /// <summary>Mean number of decisions of the newest <see cref="Window"/> finished episodes; NaN before the first.</summary>
    public double NewestLength
    {
        get
        {
            double sum = 0;
            foreach (long length in _lengths)
            {
                sum += length;
            }

            return Count == 0 ? double.NaN : sum / Math.Min(Count, Window);
        }
    }

    /// <summary>Returns one of the newest <see cref="Window"/> finished episodes.</summary>
    /// <param name="number">Number of the episode, from 0 in the order in which episodes ended.</param>
    /// <exception cref="ArgumentOutOfRangeException">The episode has not finished yet, or is too old.</exception>
    public FinishedEpisode this[long number]
    {
        get
        {
            Require.InRange(number, Math.Max(0, Count - Window), Count - 1);
            long place = number % Window;
            return new FinishedEpisode(_agents[place], _returns[place], _lengths[place]);
        }
    }

    internal void Add(ulong agent, double sum, long length)
    {
        long place = Count % Window;
        (_agents[place], _returns[place], _lengths[place]) = (agent, sum, length);
        _total += sum;
        Count++;
    }

    internal void Save(TensorArchive archive)
    {
        archive.Add<long>(CountsKey, [2], [Count, Decisions]);
        archive.Add<long>(TotalKey, [], [BitConverter.DoubleToInt64Bits(_total)]);
        long[] window = new long[3 * Window];
        for (int i = 0; i < Window; i++)
        {
            (window[i], window[Window + i], window[2 * Window + i]) = (BitConverter.DoubleToInt64Bits(_returns[i]), _lengths[i], (long)_agents[i]);
        }

        archive.Add<long>(WindowKey, [3, Window], window);
    }

    /// <exception cref="ArchiveFormatException">A value is missing or out of its range.</exception>
    internal static EpisodeLog Load(TensorArchive archive)
    {
        long[] counts = archive.Get<long>(CountsKey, [2]), window = archive.Get<long>(WindowKey, [3, Window]);
        EpisodeLog log = new() { Count = counts[0], Decisions = counts[1], _total = BitConverter.Int64BitsToDouble(archive.Get<long>(TotalKey, [])[0]) };
        bool isValid = counts[0] >= 0 && counts[1] >= 0 && double.IsFinite(log._total);
        for (int i = 0; i < Window; i++)
        {
            (log._returns[i], log._lengths[i], log._agents[i]) = (BitConverter.Int64BitsToDouble(window[i]), window[Window + i], (ulong)window[2 * Window + i]);
            isValid &= double.IsFinite(log._returns[i]) && log._lengths[i] >= 0;
        }

        return isValid ? log : throw new ArchiveFormatException(archive.Origin, "episodes/", "finite returns and counts from 0", "other values");
    }

    private double Mean(double[] values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum / Math.Min(Count, Window);
    }
}

/// <summary>A finished episode of an agent.</summary>
/// <param name="Agent">The agent's <see cref="AgentHandle.Id"/>.</param>
/// <param name="Return">Sum of its rewards.</param>
/// <param name="Length">Number of its decisions.</param>
public readonly record struct FinishedEpisode(ulong Agent, double Return, long Length);
