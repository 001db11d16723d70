using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Observations;
using NeuroAgents.Policies;

namespace NeuroAgents.Agents;

/// <summary>The values that a brain refused: counts, and the first value of each kind since the last report.</summary>
/// <remarks>Does not allocate. One thread at a time.</remarks>
internal sealed class RefusalLog(ObservationSpec observations, IReadOnlyList<string> actions, PolicyHead head, ObservationNormalizer normalizer)
{
    internal const int Kinds = (int)RefusalKind.Reward + 1;
    private readonly long[] _counts = new long[Kinds];
    private readonly long[] _reported = new long[Kinds];
    private readonly Refusal[] _first = new Refusal[Kinds];

    internal long this[RefusalKind kind] => _counts[(int)kind];

    /// <summary>Continues the counts of a saved brain without reporting its earlier refusals again.</summary>
    internal void Resume(in BrainCounters counters)
    {
        (_counts[(int)RefusalKind.Observation], _counts[(int)RefusalKind.Mask]) = (counters.RefusedObservations, 0);
        (_counts[(int)RefusalKind.Label], _counts[(int)RefusalKind.Action]) = (counters.RefusedLabels, counters.RefusedActions);
        _counts[(int)RefusalKind.Reward] = counters.RefusedRewards;
        _counts.CopyTo(_reported, 0);
    }

    internal RefusalLog Copy()
    {
        RefusalLog copy = new(observations, actions, head, normalizer);
        copy.CopyFrom(this);
        return copy;
    }

    internal void CopyFrom(RefusalLog source)
    {
        source._counts.CopyTo(_counts, 0);
        source._reported.CopyTo(_reported, 0);
        source._first.CopyTo(_first, 0);
    }

    /// <summary>Counts the rows of a decision that could not be decided.</summary>
    internal void AddRefused(DecisionRows rows)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            if (rows.Undecided[row] > 0)
            {
                AddAction(rows.Undecided[row] - 1);
            }
            else if (rows.Refused[row] && normalizer.IsObservation(rows.Observations.Row(row)))
            {
                AddMask(rows.Mask(row));
            }
            else if (rows.Refused[row])
            {
                AddObservation(rows.Observations.Row(row));
            }
        }
    }

    internal void AddObservation(ReadOnlySpan<float> raw, int count = 1)
    {
        if (IsFirst(RefusalKind.Observation, count))
        {
            int i = normalizer.FindRefused(raw);
            ObservationColumn column = observations.Columns[i];
            Keep(new Refusal(RefusalKind.Observation, column.Name, raw[i], column.Minimum, column.Maximum));
        }
    }

    internal void AddMask(ReadOnlySpan<bool> mask)
    {
        if (IsFirst(RefusalKind.Mask))
        {
            int branch = head.FindClosedBranch(mask);
            (float minimum, float maximum) = head.Range(branch);
            Keep(new Refusal(RefusalKind.Mask, actions[branch], float.NaN, minimum, maximum));
        }
    }

    internal void AddLabel(ReadOnlySpan<float> action, ReadOnlySpan<bool> mask, int count = 1)
    {
        if (IsFirst(RefusalKind.Label, count))
        {
            int i = head.FindRefused(action, mask);
            (float minimum, float maximum) = head.Range(i);
            Keep(new Refusal(RefusalKind.Label, actions[i], action[i], minimum, maximum));
        }
    }

    internal void AddReward(float reward)
    {
        if (IsFirst(RefusalKind.Reward))
        {
            Keep(new Refusal(RefusalKind.Reward, "reward", reward, float.MinValue, float.MaxValue));
        }
    }

    /// <param name="action">The first action with a NaN output.</param>
    internal void AddAction(int action)
    {
        if (IsFirst(RefusalKind.Action))
        {
            (float minimum, float maximum) = head.Range(action);
            Keep(new Refusal(RefusalKind.Action, actions[action], float.NaN, minimum, maximum));
        }
    }

    /// <summary>Returns the number of refusals of a kind since the last call, and the first of them.</summary>
    internal long TakeNew(RefusalKind kind, out Refusal first)
    {
        long count = _counts[(int)kind] - _reported[(int)kind];
        _reported[(int)kind] = _counts[(int)kind];
        first = _first[(int)kind];
        return count;
    }

    private bool IsFirst(RefusalKind kind, int count = 1)
    {
        bool isFirst = _counts[(int)kind] == _reported[(int)kind];
        _counts[(int)kind] += count;
        return isFirst;
    }

    private void Keep(in Refusal refusal) => _first[(int)refusal.Kind] = refusal;
}
