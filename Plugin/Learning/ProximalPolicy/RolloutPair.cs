using NeuroAgents.Learning.Experience;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.ProximalPolicy;

/// <summary>Two rollouts between the thread that records and the one that learns: one is filled while the other one may be learned from, so the threads never share one.</summary>
/// <remarks>A rollout holds transitions that were recorded while a single published policy decided; a newer policy begins another rollout.</remarks>
internal sealed class RolloutPair
{
    /// <summary>Number of revealed rows if one thread both records and learns: above every count of rows, and below the mark of a rollout that is not full.</summary>
    private const long AllRows = long.MaxValue - 1;

    private readonly FilledRollout[] _rollouts;
    private readonly bool _hasReserve;
    private long _revealed;

    internal RolloutPair(Func<Rollout> create, bool hasReserve)
        => (_rollouts, _hasReserve, _revealed) = ([new(create()), new(create())], hasReserve, hasReserve ? 0 : AllRows);

    /// <summary>Rows ever recorded.</summary>
    internal long Recorded { get; private set; }

    /// <summary>Index of the rollout that is filled.</summary>
    internal int FillingIndex { get; private set; }

    internal FilledRollout Filling => _rollouts[FillingIndex];

    internal FilledRollout this[int index] => _rollouts[index];

    /// <summary>The rollout that can be learned from: full, revealed to the thread that learns, and not learned yet; null if there is none.</summary>
    internal FilledRollout? Ready
    {
        get
        {
            foreach (FilledRollout rollout in _rollouts)
            {
                if (!rollout.IsLearned && rollout.FullAt <= _revealed)
                {
                    return rollout;
                }
            }

            return null;
        }
    }

    /// <returns>Number of rows recorded, the first ones of the batch.</returns>
    internal int Record(IExperienceBatch batch)
    {
        FilledRollout rollout = Filling;
        if (rollout.PolicyVersion != batch.PolicyVersion)
        {
            // A full rollout may still be read by the thread that learns.
            FillingIndex = rollout.Rows.IsFull ? 1 - FillingIndex : FillingIndex;
            rollout = Filling;
            rollout.Clear(batch.PolicyVersion);
        }

        int rows = rollout.Rows.Record(batch);
        Recorded += rows;
        if (rollout.Rows.IsFull && rollout.FullAt == long.MaxValue)
        {
            rollout.FullAt = Recorded;
        }

        return rows;
    }

    internal void RevealUpTo(long recorded) => _revealed = recorded;

    internal int IndexOf(FilledRollout rollout) => Array.IndexOf(_rollouts, rollout);

    /// <summary>Drops the rows of both rollouts, because the parameters that decided them have been replaced.</summary>
    internal void Drop()
    {
        foreach (FilledRollout rollout in _rollouts)
        {
            rollout.IsLearned = true;
        }
    }

    internal void Save(TensorArchive archive)
    {
        for (int i = 0; i < _rollouts.Length; i++)
        {
            FilledRollout rollout = _rollouts[i];
            archive.Add<long>(Key(i), [4], [rollout.PolicyVersion, rollout.FullAt, rollout.IsLearned ? 1 : 0, BitConverter.DoubleToInt64Bits(rollout.RewardDeviation)]);
            rollout.Rows.Save(archive, $"{ILearnerState.ExperiencePrefix}{i}/");
        }
    }

    /// <summary>Loads both rollouts. Call <see cref="Resume"/> afterwards.</summary>
    /// <returns>Whether the policy version, the row count and the flag saved with each rollout are within their ranges.</returns>
    internal bool Load(TensorArchive archive)
    {
        bool isValid = true;
        for (int i = 0; i < _rollouts.Length && isValid; i++)
        {
            long[] values = archive.Get<long>(Key(i), [4]);
            double deviation = BitConverter.Int64BitsToDouble(values[3]);
            isValid &= values[0] >= -1 && values[1] >= 0 && values[2] is 0 or 1 && deviation >= RewardScale.MinDeviation && deviation <= double.MaxValue;
            _rollouts[i].Rows.Load(archive, $"{ILearnerState.ExperiencePrefix}{i}/");
            (_rollouts[i].PolicyVersion, _rollouts[i].FullAt, _rollouts[i].IsLearned, _rollouts[i].RewardDeviation) = (values[0], values[1], values[2] == 1, deviation);
        }

        return isValid;
    }

    /// <summary>Continues with a number of recorded rows, all of them revealed.</summary>
    internal void Resume(int filling, long recorded) => (FillingIndex, Recorded, _revealed) = (filling, recorded, _hasReserve ? recorded : AllRows);

    private static string Key(int i) => $"{ILearnerState.ExperiencePrefix}{i}/filled";
}

/// <summary>A rollout with its policy, and whether it is full and learned.</summary>
internal sealed class FilledRollout(Rollout rows)
{
    internal Rollout Rows => rows;

    /// <summary>The policy that decided the rows.</summary>
    internal long PolicyVersion { get; set; } = -1;

    /// <summary>Number of rows that had been recorded when the rollout became full; the largest number until then.</summary>
    internal long FullAt { get; set; } = long.MaxValue;

    internal bool IsLearned { get; set; }

    /// <summary>Deviation of the returns when the newest row was recorded, by which a learner may divide the rewards; 1 if it does not.</summary>
    internal double RewardDeviation { get; set; } = 1;

    internal void Clear(long policyVersion)
    {
        rows.Clear();
        (PolicyVersion, FullAt, IsLearned) = (policyVersion, long.MaxValue, false);
    }
}
