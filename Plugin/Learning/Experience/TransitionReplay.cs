using NeuroAgents.Diagnostics;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.Experience;

/// <summary>A replay of transitions from which n-step targets are drawn: each row knows how many rows later its agent's next transition was recorded.</summary>
/// <remarks>
/// <code>
/// row     0   1   2   3   4   5        link(i) = distance to the same agent's next transition; 0 if there is none
/// agent   a   b   a   b   a   b        a 3-step target of row 0: rewards of rows 0, 2, 4, then the value of row 4's next observation
/// link    2   2   2   −   0   0        (b missed a transition after row 3: its targets stop there)
/// </code>
/// <para>With a reserve, the game's thread writes links of rows that the learning thread may be reading. A link to a row that is not revealed counts as none, so results don't depend on the moment.</para>
/// </remarks>
internal sealed class TransitionReplay
{
    /// <summary>Maximum rows: distances between rows are stored as float32.</summary>
    internal const int MaxRows = 1 << 23;

    private const string LastKey = $"{ILearnerState.ExperiencePrefix}last";
    private const string LastAgentKey = $"{ILearnerState.ExperiencePrefix}last_agent";
    private const float Terminated = 1, Truncated = 2;
    private readonly PolicyHead _head;
    private readonly ReplayColumn _observations;
    private readonly ReplayColumn _actions;
    private readonly ReplayColumn _rewards;
    private readonly ReplayColumn _nextObservations;
    private readonly ReplayColumn? _nextMasks;
    private readonly ReplayColumn _ends;
    private readonly ReplayColumn _links;
    private SlotTable<LastRow> _lastRows = new();

    internal TransitionReplay(int capacity, int reserve, int observations, PolicyHead head)
    {
        _head = head;
        Rows = new ReplayBuffer(
            capacity,
            [
                new("observation", observations), new("action", head.ActionWidth), new("reward", 1), new("next_observation", observations),
                .. head.MaskWidth > 0 ? [new("next_mask", head.MaskWidth)] : Array.Empty<KeyValuePair<string, int>>(), new("end", 1), new("link", 1),
            ],
            reserve);
        (_observations, _actions, _rewards) = (Rows.Column("observation"), Rows.Column("action"), Rows.Column("reward"));
        (_nextObservations, _nextMasks, _ends, _links) = (Rows.Column("next_observation"), head.MaskWidth > 0 ? Rows.Column("next_mask") : null, Rows.Column("end"), Rows.Column("link"));
    }

    internal ReplayBuffer Rows { get; }

    internal ReadOnlySpan<float> Observation(int row) => _observations[row];

    internal ReadOnlySpan<float> Action(int row) => _actions[row];

    internal ReadOnlySpan<float> NextObservation(int row) => _nextObservations[row];

    /// <summary>Choices that are allowed at the next decision; empty if the actions have none.</summary>
    internal ReadOnlySpan<float> NextMask(int row) => _nextMasks is { } masks ? masks[row] : default;

    /// <summary>Appends the rows of a batch and links them with their agents' earlier ones.</summary>
    /// <exception cref="ArgumentException">A reward is not finite, a transition is negative, or a column has another width.</exception>
    internal void Record(IExperienceBatch batch, Numerics.Workers? workers)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            ReadOnlySpan<float> reward = batch.Values(ExperienceColumn.Reward, i);
            if (reward.Length != 1 || !float.IsFinite(reward[0]) || batch.Transition(i) < 0 || !_head.IsAction(batch.Values(ExperienceColumn.Action, i)))
            {
                throw new ArgumentException(FormattableString.Invariant($"batch: expected a finite reward, a transition from 0 and an action within its range, received other values in row {i}."), nameof(batch));
            }
        }

        long first = Rows.Appended;
        Rows.Append(batch, workers);
        for (int i = Math.Max(0, batch.Count - Rows.Capacity); i < batch.Count; i++)
        {
            long number = first + i;
            _ends[Rows.RowOf(number)][0] = batch.End(i) switch
            {
                EpisodeEnd.Terminated => Terminated,
                EpisodeEnd.Truncated => Truncated,
                _ => 0,
            };
            if (SlotTable<LastRow>.IsAgent(batch.Agent(i)))
            {
                Link(batch.Agent(i), batch.Transition(i), number);
            }
        }
    }

    /// <summary>Walks from a row over at most n transitions of its agent. The walk ends earlier at the end of the episode, or where the agent's next transition is not in the replay.</summary>
    /// <param name="row">A readable row.</param>
    /// <param name="steps">n, at least 1.</param>
    /// <param name="gamma">Discount γ.</param>
    /// <param name="sum">Σ γᵏ · reward over the rows of the walk.</param>
    /// <param name="discount">Factor of the value of the last row's next observation; 0 if the episode terminated there.</param>
    /// <returns>The last row of the walk.</returns>
    internal int Walk(int row, int steps, double gamma, out double sum, out double discount)
    {
        (sum, discount) = (0, 1);
        for (int step = 1; ; step++)
        {
            sum += discount * _rewards[row][0];
            discount *= gamma;
            float end = _ends[row][0];
            int link = (int)_links[row][0];
            if (end != 0 || step == steps || link == 0 || link > Rows.RevealedAfter(row))
            {
                discount = end == Terminated ? 0 : discount;
                return row;
            }

            row = Rows.RowAfter(row, link);
        }
    }

    internal void Save(TensorArchive archive)
    {
        Rows.Save(archive, ILearnerState.ExperiencePrefix);
        LastRow[] last = [.. _lastRows.Values.Where(IsKept)];
        archive.Add<ulong>(LastAgentKey, [last.Length], [.. last.Select(each => each.Agent)]);
        archive.Add<long>(LastKey, [last.Length, 2], [.. last.SelectMany(each => (long[])[each.Transition, each.Number])]);
    }

    /// <exception cref="ArchiveFormatException">A part is missing, of another shape, or out of its range.</exception>
    internal void Load(TensorArchive archive)
    {
        Rows.Load(archive, ILearnerState.ExperiencePrefix);
        int count = archive.RequireVector<ulong>(LastAgentKey);
        ulong[] agents = archive.Get<ulong>(LastAgentKey, [count]);
        long[] last = archive.Get<long>(LastKey, [count, 2]);
        SlotTable<LastRow> lastRows = new();
        bool isValid = AreValid();
        for (int i = 0; i < count && isValid; i++)
        {
            isValid = SlotTable<LastRow>.IsAgent(agents[i]) && last[2 * i] >= 0 && last[2 * i + 1] >= 0 && last[2 * i + 1] < Rows.Appended;
            if (isValid)
            {
                lastRows[agents[i]] = new LastRow(agents[i], last[2 * i], last[2 * i + 1]);
            }
        }

        _lastRows = isValid
            ? lastRows
            : throw new ArchiveFormatException(archive.Origin, $"tensors \"{ILearnerState.ExperiencePrefix}…\"", "transitions within their ranges", "an invalid one");
    }

    private void Link(ulong agent, long transition, long number)
    {
        ref LastRow last = ref _lastRows[agent];
        if (last.Agent == agent && last.Transition + 1 == transition && IsKept(last))
        {
            _links[Rows.RowOf(last.Number)][0] = number - last.Number;
        }

        last = new LastRow(agent, transition, number);
    }

    /// <summary>Whether the row is still in the ring, not replaced by a newer one.</summary>
    private bool IsKept(LastRow last) => last.Agent != 0 && last.Number >= Rows.Appended - Rows.Rows;

    /// <summary>Whether loaded rows have values that can be learned from.</summary>
    private bool AreValid()
    {
        for (int i = 0; i < Rows.Kept; i++)
        {
            int row = Rows.RowBack(i);
            float link = _links[row][0];
            bool isValid = _head.IsAction(_actions[row]) && float.IsFinite(_rewards[row][0]) && _ends[row][0] is 0 or Terminated or Truncated
                && link >= 0 && link <= Rows.Rows && link == (int)link;
            foreach (float value in NextMask(row))
            {
                isValid &= value is 0 or 1;
            }

            foreach (float value in _observations[row])
            {
                isValid &= float.IsFinite(value);
            }

            foreach (float value in _nextObservations[row])
            {
                isValid &= float.IsFinite(value);
            }

            if (!isValid)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>An agent's newest row: the number of its transition among all transitions of the agent, and the row's number among all appended rows.</summary>
    private readonly record struct LastRow(ulong Agent, long Transition, long Number);
}
