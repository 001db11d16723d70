using NeuroAgents.Diagnostics;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.ProximalPolicy;

/// <summary>The transitions of one update: rows in the order of recording, each with a link to the same agent's next row.</summary>
/// <remarks>
/// <code>
/// row          0   1   2   3   4   5   6     successor(i) = j: same agent, transition(j) = transition(i) + 1, row i did not end
/// agent        a   b   a   b   a   c   c     terminated: no value follows, V′ = 0
/// transition   4   9   5   11  6   0   1     tail: no successor and not terminated, V′ = V(next observation)
/// successor    2   −   4   −   −   6   −     (b missed transition 10: rows 1 and 3 stay apart)
/// </code>
/// <para>A successor always has a higher row, so one pass from the last row to the first meets every row after its successor. A missed transition, the end of an episode, the end of the rollout
/// and another agent in the same slot cut a trajectory.</para>
/// <para>The rows are allocated once. Recording allocates only when agents use slots beyond <see cref="ReserveSlots"/> that no agent before them used. One thread at a time.</para>
/// </remarks>
public sealed class Rollout
{
    private const int None = -1;
    private const byte Continues = 0, Terminated = 1, Truncated = 2;
    private readonly float[] _observations;
    private readonly float[] _actions;
    private readonly float[] _masks;
    private readonly float[] _nextObservations;
    private readonly float[] _nextMasks;
    private readonly float[] _logProbabilities;
    private readonly bool _isForQValues;
    private readonly float[] _rewards;
    private readonly float[] _values;
    private readonly float[] _nextValues;
    private readonly float[] _advantages;
    private readonly float[] _returns;
    private readonly ulong[] _agents;
    private readonly long[] _transitions;
    private readonly byte[] _ends;
    private readonly int[] _successors;
    private readonly int[] _tails;

    /// <summary>Last row of each slot. An entry counts only if that row belongs to the agent, so entries of earlier rollouts need no reset.</summary>
    private SlotTable<int> _lastRows = new();

    private int _reservedSlots;
    private int _tailCount;

    /// <summary>Number of rows that the tails were collected from; None if rows were removed or loaded since.</summary>
    private int _tailRows = None;

    /// <summary>Allocates the rows.</summary>
    /// <param name="capacity">Number of rows, at least 1.</param>
    /// <param name="observationWidth">Values per observation, at least 1.</param>
    /// <param name="actionWidth">Values per action, at least 1.</param>
    /// <param name="maskWidth">Number of choices of all branches; 0 if all actions are continuous.</param>
    /// <param name="isForQValues">Whether rows hold the choices that are allowed next in place of ln π, which learners of Q-values don't need.</param>
    public Rollout(int capacity, int observationWidth, int actionWidth, int maskWidth, bool isForQValues = false)
    {
        Require.Positive(capacity);
        Require.Positive(observationWidth);
        Require.Positive(actionWidth);
        Require.NotNegative(maskWidth);
        (Capacity, ObservationWidth, ActionWidth, MaskWidth) = (capacity, observationWidth, actionWidth, maskWidth);
        _observations = Allocate<float>(checked(capacity * observationWidth));
        _actions = Allocate<float>(checked(capacity * actionWidth));
        _masks = Allocate<float>(checked(capacity * maskWidth));
        _nextObservations = Allocate<float>(checked(capacity * observationWidth));
        _isForQValues = isForQValues;
        _nextMasks = Allocate<float>(isForQValues ? _masks.Length : 0);
        _logProbabilities = Allocate<float>(isForQValues ? 0 : capacity);
        _rewards = Allocate<float>(capacity);
        _values = Allocate<float>(capacity);
        _nextValues = Allocate<float>(capacity);
        _advantages = Allocate<float>(capacity);
        _returns = Allocate<float>(capacity);
        _agents = Allocate<ulong>(capacity);
        _transitions = Allocate<long>(capacity);
        _ends = Allocate<byte>(capacity);
        _successors = Allocate<int>(capacity);
        _tails = Allocate<int>(capacity);
    }

    /// <summary>Maximum number of rows.</summary>
    public int Capacity { get; }

    /// <summary>Number of rows recorded since <see cref="Clear"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the rollout has <see cref="Capacity"/> rows. Further rows are dropped.</summary>
    public bool IsFull => Count == Capacity;

    /// <summary>Values per observation.</summary>
    public int ObservationWidth { get; }

    /// <summary>Values per action.</summary>
    public int ActionWidth { get; }

    /// <summary>Number of choices of all branches; 0 if all actions are continuous.</summary>
    public int MaskWidth { get; }

    /// <summary>ln π(action | observation) of the policy that sampled each row's action; empty in a rollout for Q-values.</summary>
    public ReadOnlySpan<float> LogProbabilities => _logProbabilities.AsSpan(0, Math.Min(Count, _logProbabilities.Length));

    /// <summary>Rewards as recorded, without scaling.</summary>
    public ReadOnlySpan<float> Rewards => _rewards.AsSpan(0, Count);

    /// <summary>Row of each row's successor; −1 for none.</summary>
    public ReadOnlySpan<int> Successors => _successors.AsSpan(0, Count);

    /// <summary>V(observation) of each row, written by the learner; 0 at first.</summary>
    public Span<float> Values => _values.AsSpan(0, Count);

    /// <summary>V(next observation), written by the learner for each of the <see cref="Tails"/>; 0 at first. Other rows are not read.</summary>
    public Span<float> NextValues => _nextValues.AsSpan(0, Count);

    /// <summary>Advantage of each row's action, written by <see cref="GeneralizedAdvantages"/>; 0 at first.</summary>
    public Span<float> Advantages => _advantages.AsSpan(0, Count);

    /// <summary>Return of each row, the target of the critic: advantage + value, written by <see cref="GeneralizedAdvantages"/>; 0 at first.</summary>
    public Span<float> Returns => _returns.AsSpan(0, Count);

    /// <summary>Rows without a successor that did not terminate, in ascending order. Rewards would have followed them, so the value of their next observation is needed.</summary>
    public ReadOnlySpan<int> Tails
    {
        get
        {
            if (_tailRows != Count)
            {
                CollectTails();
            }

            return _tails.AsSpan(0, _tailCount);
        }
    }

    /// <summary>Raw observation of a row.</summary>
    public ReadOnlySpan<float> Observation(int row) => Row(_observations, row, ObservationWidth);

    /// <summary>Action of a row as it was sampled: continuous values before they were limited, an index for each branch.</summary>
    public ReadOnlySpan<float> Action(int row) => Row(_actions, row, ActionWidth);

    /// <summary>Mask of a row: 1 for each allowed choice, 0 for each other one.</summary>
    public ReadOnlySpan<float> Mask(int row) => Row(_masks, row, MaskWidth);

    /// <summary>Raw observation after a row; zeros after a terminated row whose batch had no next observation.</summary>
    public ReadOnlySpan<float> NextObservation(int row) => Row(_nextObservations, row, ObservationWidth);

    /// <summary>Choices that are allowed after a row, 1 or 0; empty unless the rollout is for Q-values.</summary>
    public ReadOnlySpan<float> NextMask(int row) => Row(_nextMasks, row, _isForQValues ? MaskWidth : 0);

    /// <summary>End of the episode with a row; null if the episode continues.</summary>
    public EpisodeEnd? End(int row)
    {
        Require.InRange(row, 0, Count - 1);
        return _ends[row] switch
        {
            Terminated => EpisodeEnd.Terminated,
            Truncated => EpisodeEnd.Truncated,
            _ => null,
        };
    }

    /// <summary>Adds the rows of a batch in their order until the rollout is full, and links them. Further rows are dropped.</summary>
    /// <remarks>
    /// Needs every column except the label, and for Q-values except ln π. Without a mask every choice is allowed. A terminated row may lack its next observation.
    /// Rows of agent 0, such as those of a recording, have no successors.
    /// </remarks>
    /// <param name="batch">The rows.</param>
    /// <returns>Number of rows added, the first ones of the batch.</returns>
    /// <exception cref="ArgumentException">A column has another width, or a number of the row is out of its range. The rows before it were added.</exception>
    public int Record(IExperienceBatch batch)
    {
        Require.NotNull(batch);
        int rows = Math.Min(batch.Count, Capacity - Count);
        for (int i = 0; i < rows; i++)
        {
            Record(batch, i);
        }

        return rows;
    }

    /// <summary>Allocates memory for the agents in the first slots, so that recording their rows does not allocate.</summary>
    internal void ReserveSlots(int slots)
    {
        _reservedSlots = slots;
        _lastRows.Reserve(slots);
    }

    /// <summary>Removes all rows.</summary>
    public void Clear() => (Count, _tailRows) = (0, None);

    /// <summary>Adds all rows to an archive, under names that start with a prefix. Allocates.</summary>
    /// <param name="archive">Archive to add to.</param>
    /// <param name="prefix">Start of the tensors' names, such as <c>experience/</c>.</param>
    /// <exception cref="ArgumentException">The archive has tensors of these names.</exception>
    public void Save(TensorArchive archive, string prefix)
    {
        Require.NotNull(archive);
        archive.Add<ulong>($"{prefix}agent", [Count], _agents.AsSpan(0, Count));
        archive.Add<long>($"{prefix}transition", [Count], _transitions.AsSpan(0, Count));
        archive.Add<byte>($"{prefix}end", [Count], _ends.AsSpan(0, Count));
        foreach ((string name, float[] column, int width) in Columns())
        {
            archive.Add<float>(prefix + name, [Count, width], column.AsSpan(0, Count * width));
        }
    }

    /// <summary>Replaces the rows by saved ones of a rollout with the same widths. Links and tails are computed again. Allocates.</summary>
    /// <param name="archive">Archive to read.</param>
    /// <param name="prefix">Start of the tensors' names.</param>
    /// <exception cref="ArchiveFormatException">A tensor is missing or of another shape, there are more rows than <see cref="Capacity"/>, or a value is out of its range; nothing was changed.</exception>
    public void Load(TensorArchive archive, string prefix)
    {
        Require.NotNull(archive);
        int count = archive.RequireVector<ulong>($"{prefix}agent");
        if (count > Capacity)
        {
            throw new ArchiveFormatException(archive.Origin, $"tensor \"{prefix}agent\"", $"at most {Capacity} rows", $"{count}");
        }

        ulong[] agents = archive.Get<ulong>($"{prefix}agent", [count]);
        long[] transitions = archive.Get<long>($"{prefix}transition", [count]);
        byte[] ends = archive.Get<byte>($"{prefix}end", [count]);
        RequireAll(agents, agent => agent == 0 || SlotTable<int>.IsAgent(agent), "agent", "numbers of agents");
        RequireAll(transitions, transition => transition >= 0, "transition", "numbers from 0");
        RequireAll(ends, end => end <= Truncated, "end", $"numbers from {Continues} to {Truncated}");
        foreach ((string name, float[] _, int width) in Columns())
        {
            archive.RequireFloats(prefix + name, [count, width]);
        }

        foreach ((string name, float[] _, int width) in Columns().Where(column => column.Name is "mask" or "next_mask"))
        {
            RequireAll(archive.Get<float>(prefix + name, [count, width]), value => value is 0 or 1, name, "0 or 1");
        }

        agents.CopyTo(_agents, 0);
        transitions.CopyTo(_transitions, 0);
        ends.CopyTo(_ends, 0);
        foreach ((string name, float[] column, int width) in Columns())
        {
            archive.CopyTo(prefix + name, [count, width], column.AsSpan(0, count * width));
        }

        Clear();
        _lastRows = new SlotTable<int>();
        _lastRows.Reserve(_reservedSlots);
        for (; Count < count; Count++)
        {
            Link(Count);
        }

        void RequireAll<T>(T[] values, Predicate<T> isValid, string name, string expected) where T : struct, IFormattable
        {
            int bad = Array.FindIndex(values, value => !isValid(value));
            if (bad >= 0)
            {
                throw new ArchiveFormatException(archive.Origin, $"tensor \"{prefix}{name}\"", expected, FormattableString.Invariant($"{values[bad]}"));
            }
        }
    }

    private IEnumerable<(string Name, float[] Column, int Width)> Columns()
    {
        yield return ("observation", _observations, ObservationWidth);
        yield return ("action", _actions, ActionWidth);
        if (MaskWidth > 0)
        {
            yield return ("mask", _masks, MaskWidth);
        }

        yield return ("next_observation", _nextObservations, ObservationWidth);
        if (!_isForQValues)
        {
            yield return ("log_probability", _logProbabilities, 1);
        }
        else if (MaskWidth > 0)
        {
            yield return ("next_mask", _nextMasks, MaskWidth);
        }

        yield return ("reward", _rewards, 1);
        yield return ("value", _values, 1);
        yield return ("next_value", _nextValues, 1);
        yield return ("advantage", _advantages, 1);
        yield return ("return", _returns, 1);
    }

    private void Record(IExperienceBatch batch, int from)
    {
        ulong agent = batch.Agent(from);
        long transition = batch.Transition(from);
        EpisodeEnd? end = batch.End(from);
        float logProbability = _isForQValues ? 0 : ColumnOf(batch, ExperienceColumn.LogProbability, from, 1)[0], reward = ColumnOf(batch, ExperienceColumn.Reward, from, 1)[0];
        if (!(agent == 0 || SlotTable<int>.IsAgent(agent)) || transition < 0 || !float.IsFinite(logProbability) || !float.IsFinite(reward))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"batch: expected an agent, a transition from 0 and finite numbers, received agent {agent}, transition {transition}, log-probability {logProbability} and reward {reward} in row {from}."),
                nameof(batch));
        }

        ReadOnlySpan<float> observation = ColumnOf(batch, ExperienceColumn.Observation, from, ObservationWidth);
        ReadOnlySpan<float> action = ColumnOf(batch, ExperienceColumn.Action, from, ActionWidth);
        ReadOnlySpan<float> mask = ColumnOf(batch, ExperienceColumn.Mask, from, MaskWidth, isOptional: true);
        ReadOnlySpan<float> next = ColumnOf(batch, ExperienceColumn.NextObservation, from, ObservationWidth, isOptional: end == EpisodeEnd.Terminated);

        int row = Count;
        observation.CopyTo(_observations.AsSpan(row * ObservationWidth));
        action.CopyTo(_actions.AsSpan(row * ActionWidth));
        CopyOrFill(mask, _masks.AsSpan(row * MaskWidth, MaskWidth), 1);
        CopyOrFill(next, _nextObservations.AsSpan(row * ObservationWidth, ObservationWidth), 0);
        (_rewards[row], _agents[row], _transitions[row]) = (reward, agent, transition);
        if (_isForQValues)
        {
            CopyOrFill(ColumnOf(batch, ExperienceColumn.NextMask, from, MaskWidth, isOptional: true), _nextMasks.AsSpan(row * MaskWidth, MaskWidth), 1);
        }
        else
        {
            _logProbabilities[row] = logProbability;
        }

        (_values[row], _nextValues[row], _advantages[row], _returns[row]) = (0, 0, 0, 0);
        _ends[row] = end switch
        {
            EpisodeEnd.Terminated => Terminated,
            EpisodeEnd.Truncated => Truncated,
            _ => Continues,
        };
        Link(row);
        Count++;
    }

    /// <summary>Makes a row the successor of its agent's last row if the two are successive decisions.</summary>
    private void Link(int row)
    {
        _successors[row] = None;
        ulong agent = _agents[row];
        if (agent == 0)
        {
            return;
        }

        ref int last = ref _lastRows[agent];
        if (last < row && _agents[last] == agent && _transitions[last] + 1 == _transitions[row] && _ends[last] == Continues)
        {
            _successors[last] = row;
        }

        last = row;
    }

    private void CollectTails()
    {
        _tailCount = 0;
        for (int row = 0; row < Count; row++)
        {
            if (_successors[row] == None && _ends[row] != Terminated)
            {
                _tails[_tailCount++] = row;
            }
        }

        _tailRows = Count;
    }

    /// <summary>Allocates an array and writes its zeros. The system provides memory at the first write, which would make the frames that fill the first rollout slower than their budget.</summary>
    private static T[] Allocate<T>(int length)
    {
        T[] column = new T[length];
        Array.Clear(column, 0, length);
        return column;
    }

    private ReadOnlySpan<float> Row(float[] column, int row, int width)
    {
        Require.InRange(row, 0, Count - 1);
        return column.AsSpan(row * width, width);
    }

    private static void CopyOrFill(ReadOnlySpan<float> values, Span<float> row, float missing)
    {
        if (values.IsEmpty)
        {
            row.Fill(missing);
        }
        else
        {
            values.CopyTo(row);
        }
    }

    private static ReadOnlySpan<float> ColumnOf(IExperienceBatch batch, ExperienceColumn column, int row, int width, bool isOptional = false)
    {
        ReadOnlySpan<float> values = batch.Values(column, row);
        return values.Length == width || (isOptional && values.IsEmpty)
            ? values
            : throw new ArgumentException($"batch: expected {width} values of {column}, received {values.Length} in row {row}.", nameof(batch));
    }
}
