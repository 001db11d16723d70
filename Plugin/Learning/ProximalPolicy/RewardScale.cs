using NeuroAgents.Diagnostics;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.ProximalPolicy;

/// <summary>Running standard deviation of the discounted return: Gₜ = γ Gₜ₋₁ + rₜ for each agent, 0 before an episode. Scaled reward: r / max(sd(G), 10⁻⁴), limited to ±10.</summary>
/// <remarks>
/// <para>Brings the returns of any task to a size that one learning rate suits. The mean is not subtracted, because that would change the task: a constant reward would no longer favour long episodes.</para>
/// <para>The sum of squares is computed by Welford's method (1962), over the returns of all agents in the order of recording. The end of an episode, a missed transition and another agent in the slot restart G.</para>
/// <para>Does not allocate once agents use no new slots. One thread at a time.</para>
/// <para>Source: reward normalisation of Engstrom, Ilyas et al.: "Implementation matters in deep policy gradients: a case study on PPO and TRPO", 2020, arXiv 2005.12729.</para>
/// </remarks>
public sealed class RewardScale
{
    /// <summary>Largest magnitude of a scaled reward.</summary>
    public const float Limit = 10;

    /// <summary>Smallest deviation that rewards are divided by.</summary>
    public const double MinDeviation = 1e-4;

    private const double MaxNumber = 1e300;
    private readonly double _gamma;
    private SlotTable<Trail> _trails = new();
    private int _reservedSlots;
    private Moments _moments;

    /// <summary>Creates a scale without returns.</summary>
    /// <param name="gamma">Discount per decision, 0 to 1: that of the learner.</param>
    public RewardScale(double gamma)
    {
        Require.InRange(gamma, 0, 1);
        _gamma = gamma;
    }

    /// <summary>Number of returns so far.</summary>
    public long Count => _moments.Count;

    /// <summary>Standard deviation of the returns, √(Σ (G − mean)² / n), at least <see cref="MinDeviation"/>; 1 before the second return.</summary>
    public double Deviation => _moments.Count < 2 ? 1 : Math.Max(Math.Sqrt(_moments.Squares / _moments.Count), MinDeviation);

    /// <summary>Computes reward / deviation, limited to ±<see cref="Limit"/>.</summary>
    /// <param name="reward">The reward.</param>
    /// <param name="deviation">A value of <see cref="Deviation"/>. All rows of an update should use the same one, so that their advantages are comparable.</param>
    public static float Scaled(float reward, double deviation) => (float)Math.Clamp(reward / deviation, -Limit, Limit);

    /// <summary>Allocates memory for the agents in the first slots, so that recording their rows does not allocate.</summary>
    internal void ReserveSlots(int slots)
    {
        _reservedSlots = slots;
        _trails.Reserve(slots);
    }

    /// <summary>Adds the returns of the first rows of a batch.</summary>
    /// <param name="batch">Rows with rewards.</param>
    /// <param name="rows">Number of rows, as <see cref="Rollout.Record(IExperienceBatch)"/> returned it.</param>
    public void Record(IExperienceBatch batch, int rows)
    {
        Require.NotNull(batch);
        Require.InRange(rows, 0, batch.Count);
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> reward = batch.Values(ExperienceColumn.Reward, row);
            Require.Length(reward.Length, 1, nameof(batch));
            Add(batch.Agent(row), batch.Transition(row), reward[0], batch.End(row));
        }
    }

    /// <summary>Adds the moments to an archive: <c>prefix + reward/moments</c>. A critic's values depend on them, so they belong to the learner's state. Allocates.</summary>
    /// <exception cref="ArgumentException">The archive has a tensor of this name.</exception>
    public void Save(TensorArchive archive, string prefix) => Save(archive, prefix, _moments);

    /// <summary>As <see cref="Save(TensorArchive, string)"/>, for the state before the first row.</summary>
    public static void SaveStart(TensorArchive archive, string prefix) => Save(archive, prefix, default);

    /// <summary>Loads the moments. Allocates.</summary>
    /// <exception cref="ArchiveFormatException">The tensor is missing, has another shape, or has impossible values; nothing was changed.</exception>
    public void Load(TensorArchive archive, string prefix) => _moments = ReadMoments(archive, prefix);

    /// <summary>Refuses an archive without valid moments. Changes nothing.</summary>
    /// <exception cref="ArchiveFormatException">As for <see cref="Load"/>.</exception>
    internal static void RequireState(TensorArchive archive, string prefix) => ReadMoments(archive, prefix);

    /// <summary>Adds the agents' returns to an archive, under names that start with <c>prefix + reward/</c>. They belong to the experience. Allocates.</summary>
    /// <exception cref="ArgumentException">The archive has tensors of these names.</exception>
    public void SaveExperience(TensorArchive archive, string prefix)
    {
        Require.NotNull(archive);
        Trail[] trails = [.. _trails.Values.Where(trail => trail.Agent != 0)];
        archive.Add<ulong>($"{prefix}reward/agent", [trails.Length], [.. trails.Select(trail => trail.Agent)]);
        archive.Add<long>($"{prefix}reward/transition", [trails.Length], [.. trails.Select(trail => trail.Transition)]);
        archive.Add<long>($"{prefix}reward/return", [trails.Length], [.. trails.Select(trail => BitConverter.DoubleToInt64Bits(trail.Return))]);
    }

    /// <summary>Replaces the agents' returns by saved ones. Allocates.</summary>
    /// <exception cref="ArchiveFormatException">A tensor is missing, has another shape, or has impossible values; nothing was changed.</exception>
    public void LoadExperience(TensorArchive archive, string prefix)
    {
        Require.NotNull(archive);
        int count = archive.RequireVector<ulong>($"{prefix}reward/agent");
        ulong[] agents = archive.Get<ulong>($"{prefix}reward/agent", [count]);
        long[] transitions = archive.Get<long>($"{prefix}reward/transition", [count]);
        double[] returns = archive.GetDoubles($"{prefix}reward/return", count, -MaxNumber, MaxNumber);
        SlotTable<Trail> trails = new();
        trails.Reserve(_reservedSlots);
        for (int i = 0; i < count; i++)
        {
            if (!SlotTable<Trail>.IsAgent(agents[i]) || (i > 0 && (uint)agents[i] <= (uint)agents[i - 1]) || transitions[i] < 0)
            {
                throw new ArchiveFormatException(
                    archive.Origin, $"tensors \"{prefix}reward/…\"", "agents in the order of their slots and transitions from 0", $"agent {agents[i]}, transition {transitions[i]} in row {i}");
            }

            trails[agents[i]] = new Trail(agents[i], transitions[i], returns[i]);
        }

        _trails = trails;
    }

    private static void Save(TensorArchive archive, string prefix, Moments moments)
    {
        Require.NotNull(archive);
        archive.Add<long>($"{prefix}reward/moments", [3], [moments.Count, BitConverter.DoubleToInt64Bits(moments.Mean), BitConverter.DoubleToInt64Bits(moments.Squares)]);
    }

    private static Moments ReadMoments(TensorArchive archive, string prefix)
    {
        Require.NotNull(archive);
        long[] values = archive.Get<long>($"{prefix}reward/moments", [3]);
        Moments moments = new(values[0], BitConverter.Int64BitsToDouble(values[1]), BitConverter.Int64BitsToDouble(values[2]));
        return moments.Count is >= 0 and <= TensorArchive.MaxCount && Math.Abs(moments.Mean) <= MaxNumber && moments.Squares is >= 0 and <= MaxNumber
            ? moments
            : throw new ArchiveFormatException(archive.Origin, $"tensor \"{prefix}reward/moments\"", "a count from 0, a finite mean and a finite sum of squares from 0", FormattableString.Invariant($"{moments.Count}, {moments.Mean} and {moments.Squares}"));
    }

    private void Add(ulong agent, long transition, float reward, EpisodeEnd? end)
    {
        double discounted = reward;
        if (agent != 0)
        {
            ref Trail trail = ref _trails[agent];
            discounted += trail.Agent == agent && trail.Transition + 1 == transition ? _gamma * trail.Return : 0;
            trail = end is null ? new Trail(agent, transition, discounted) : default;
        }

        _moments = _moments.With(discounted);
    }

    /// <summary>Discounted return of an agent up to a transition.</summary>
    private readonly record struct Trail(ulong Agent, long Transition, double Return);

    /// <summary>Welford's running mean and sum of squared differences.</summary>
    private readonly record struct Moments(long Count, double Mean, double Squares)
    {
        internal Moments With(double value)
        {
            double before = value - Mean, mean = Mean + before / (Count + 1);
            return new Moments(Count + 1, mean, Squares + before * (value - mean));
        }
    }
}
