using System.Diagnostics;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.Hosting;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents;

/// <summary>The intake of rewards and episode ends. It keeps each agent's open transition, and hands closed transitions to the learner's host.</summary>
/// <remarks>
/// <para>A transition opens with an agent's decision and closes with its next decision or with the end of its episode. Rewards belong to the open transition, whichever frame they come in. An agent that
/// decides every fourth step also receives rewards in the other three.</para>
/// <code>
/// Decide ─┬─ closes the agent's open transition: next observation = this row's ──┐
///         └─ opens a transition: observation, sample, mask, log-probability      │
/// Reward ──► adds to the open transition                                         ├─► HandOver, in the order of slots ─► LearningHost.Record
/// EndEpisode ──► closes it: terminated, or truncated with a final observation ───┘
/// </code>
/// <para>An open transition is dropped if its successor is unknown: the next row is refused, the agent disappears without an end, or a truncated episode has no final observation. It is also dropped if the game
/// executed another action than the policy's and the learner can't learn from it. Transition numbers count dropped transitions too, so a learner sees the gap and never joins the rows around it.</para>
/// <para>Does not allocate once the number of agents stops growing. One thread at a time.</para>
/// </remarks>
internal sealed class TransitionIntake : IExperienceBatch
{
    private const string Prefix = "transitions/";
    private const int EpisodeColumns = 6;
    private readonly DecisionRows _rows;
    private readonly RefusalLog _refusals;
    private readonly LearningHost _host;
    private readonly HostedLearner _learner;
    private readonly int _observationWidth;
    private readonly int _actionWidth;
    private readonly int _maskWidth;
    private readonly bool _isRecorded;
    private readonly bool _isSampled;
    private readonly bool _hasNextMasks;
    private readonly Dictionary<ulong, int> _places = [];
    private readonly Stack<int> _free = new();
    private Episode[] _episodes = [];
    private Columns _open;
    private Columns _closed;
    private Closing[] _closings = [];
    private int[] _order = [];
    private ulong[] _keys = [];
    private Demonstrations? _recording;

    /// <summary>Number of transitions that the newest decision closed. They come first, in the order of slots.</summary>
    private int _decided;
    private int _count;

    internal TransitionIntake(DecisionRows rows, int maskWidth, RefusalLog refusals, LearningHost host, HostedLearner learner)
    {
        (_rows, _refusals, _host, _learner) = (rows, refusals, host, learner);
        (_observationWidth, _actionWidth, _maskWidth) = (rows.Observations.Columns, rows.ActionWidth, maskWidth);
        _isRecorded = learner.Wants(ExperienceColumn.Reward);
        _isSampled = learner.Wants(ExperienceColumn.LogProbability);
        _hasNextMasks = learner.Wants(ExperienceColumn.NextMask);
        IsTracking = _isRecorded;
        (_open, _closed) = (new Columns(this), new Columns(this));
    }

    /// <summary>Whether episodes are tracked: from the start if the learner learns from rewards, otherwise from the first reward or episode end.</summary>
    internal bool IsTracking { get; private set; }

    /// <summary>The recording that receives the closed transitions too, whether or not the learner wants them; null for none. Set it while no transition waits for its handover.</summary>
    internal Demonstrations? Recording
    {
        get => _recording;
        set
        {
            Debug.Assert(_count == 0, "Transitions are handed over before a recording begins or ends.");
            _recording = value;
            for (int place = 0; place < _episodes.Length; place++)
            {
                (_episodes[place].IsRecorded, _episodes[place].IsKept) = (false, _episodes[place].IsOpen);
            }

            if (value is not null)
            {
                IsTracking = true;
                value.Begin(2 * _episodes.Length);
                EnsureColumns();
            }
        }
    }

    private int NextMaskWidth => _hasNextMasks || _recording is not null ? _maskWidth : 0;

    /// <summary>Returns and lengths of finished episodes.</summary>
    internal EpisodeLog Log { get; private set; } = new();

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public ulong Agent(int row) => _closings[_order[row]].Id;

    /// <inheritdoc/>
    public EpisodeEnd? End(int row) => _closings[_order[row]].End;

    /// <inheritdoc/>
    public long Transition(int row) => _closings[_order[row]].Transition;

    /// <inheritdoc/>
    public long PolicyVersion => _learner.Publisher.PolicyVersion;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Values(ExperienceColumn column, int row) => column switch
    {
        ExperienceColumn.Observation => _closed.Observation(_order[row]),
        ExperienceColumn.NextObservation => _closed.Next(_order[row]),
        ExperienceColumn.Action => _closed.Sample(_order[row]),
        ExperienceColumn.Mask => _closed.Mask(_order[row]),
        ExperienceColumn.NextMask => _closed.NextMask(_order[row]),
        ExperienceColumn.LogProbability => _closed.LogProbability(_order[row]),
        ExperienceColumn.Reward => _closed.Reward(_order[row]),
        _ => default,
    };

    internal void EnsureCapacity(int agents)
    {
        if (agents > _episodes.Length)
        {
            int capacity = Math.Max(agents, 2 * _episodes.Length);
            for (int place = capacity - 1; place >= _episodes.Length; place--)
            {
                _free.Push(place);
            }

            Array.Resize(ref _episodes, capacity);
            _places.EnsureCapacity(capacity);
            if (_isRecorded || _recording is not null)
            {
                EnsureColumns();
            }
        }
    }

    private void EnsureColumns()
    {
        // Between two handovers an agent closes at most two transitions: one by a decision, one by the end of its episode.
        _open.EnsureCapacity(_episodes.Length);
        EnsureClosings(2 * _episodes.Length);
        _closed.EnsureCapacity(_closings.Length);
    }

    private void EnsureClosings(int closings)
    {
        if (closings > _closings.Length)
        {
            int capacity = Math.Max(closings, 2 * _closings.Length);
            Array.Resize(ref _closings, capacity);
            Array.Resize(ref _order, capacity);
            Array.Resize(ref _keys, capacity);
            _closed.EnsureCapacity(capacity);
        }
    }

    /// <summary>Closes the open transitions of all agents that have just decided, and opens their next ones.</summary>
    /// <param name="agents">The brain's agents.</param>
    /// <param name="order">The rows of the decision in the order of slots.</param>
    /// <param name="isOwn">Whether the brain's own policy decided. Transitions of another policy are not recorded.</param>
    internal void OnDecided(AgentTable agents, ReadOnlySpan<int> order, bool isOwn = true)
    {
        Debug.Assert(IsTracking && _count == 0, "Transitions are handed over before the next decision begins.");
        bool isOpen = _isRecorded && _learner.IsIntakeOpen;
        foreach (int row in order)
        {
            if (!agents.TryFind(_rows.Ids[row], out _))
            {
                // The agent was removed between BeginDecisions and Decide.
                continue;
            }

            int place = PlaceOf(_rows.Ids[row]);
            ref Episode episode = ref _episodes[place];
            if (!_rows.Refused[row])
            {
                Close(place, null, isOpen, _rows.Observations.Row(row), _rows.Mask(row));
            }

            episode.Length++;
            episode.Transition++;
            episode.Reward = 0;
            episode.PolicyVersion = _learner.Publisher.PolicyVersion;
            bool isDecided = !_rows.Refused[row] && _rows.Undecided[row] == 0;
            episode.IsOpen = isOpen && isOwn && isDecided && (!_isSampled || _rows.IsSampled(row));
            episode.IsRecorded = isDecided && _recording is { Source: DemonstrationSource.Actions };
            episode.IsKept = episode.IsOpen || (isDecided && _recording is not null);
            if (episode.IsKept)
            {
                _open.Set(place, _rows, row);
            }
        }

        Log.Decisions += order.Length;
        _decided = _count;
    }

    /// <summary>Returns the number of decisions of an agent's running episode.</summary>
    internal long EpisodeLength(ulong id) => _places.TryGetValue(id, out int place) ? _episodes[place].Length : 0;

    /// <summary>Adds a reward to an agent's open transition and to its return. A reward that is not finite is refused and counted.</summary>
    /// <exception cref="InvalidOperationException">The agent has not decided in this episode yet.</exception>
    internal void Reward(AgentTable agents, AgentHandle handle, float reward)
    {
        Reward(RequireEpisode(agents, handle, nameof(Brain.Reward)), reward);
    }

    /// <summary>Rewards every row of the current decision.</summary>
    /// <exception cref="InvalidOperationException">The current decision is not made yet, or a row's agent has no episode.</exception>
    internal void RewardAll(ReadOnlySpan<float> rewards)
    {
        _rows.RequireDecided(nameof(Brain.RewardAll));
        for (int row = 0; row < rewards.Length; row++)
        {
            Reward(RequireEpisode(_rows.Ids[row], hasDecided: true, nameof(Brain.RewardAll)), rewards[row]);
        }

        IsTracking |= rewards.Length > 0;
    }

    /// <summary>Ends an agent's episode.</summary>
    /// <param name="agents">The brain's agents.</param>
    /// <param name="handle">The agent.</param>
    /// <param name="end">Reason of the end.</param>
    /// <param name="finalObservation">The last observation of a truncated episode; empty if it is unknown.</param>
    /// <exception cref="InvalidOperationException">The agent has not decided in this episode yet.</exception>
    internal void End(AgentTable agents, AgentHandle handle, EpisodeEnd end, ReadOnlySpan<float> finalObservation)
    {
        RequireEnd(end);
        if (end == EpisodeEnd.Terminated && !finalObservation.IsEmpty)
        {
            throw new ArgumentException("end: expected Truncated because there is a final observation, received Terminated.", nameof(end));
        }

        int place = RequireEpisode(agents, handle, nameof(Brain.EndEpisode));
        ref Episode episode = ref _episodes[place];
        if (episode.IsKept && (end == EpisodeEnd.Terminated || !finalObservation.IsEmpty))
        {
            // Nothing is observed after a terminal state. The column is filled so that it has no values of another row.
            Close(place, end, _learner.IsIntakeOpen, finalObservation.IsEmpty ? _open.Observation(place) : finalObservation, default);
        }

        Log.Add(episode.Id, episode.Return, episode.Length);
        (episode.IsOpen, episode.IsRecorded, episode.IsKept, episode.Length, episode.Return, episode.Reward) = (false, false, false, 0, 0, 0);
    }

    /// <summary>Ends the episode of an agent that disappears. An agent that has not decided yet has none to end.</summary>
    internal void EndIfBegun(AgentTable agents, AgentHandle handle, EpisodeEnd end)
    {
        RequireEnd(end);
        if (HasBegun(agents, handle))
        {
            End(agents, handle, end, default);
        }
    }

    /// <summary>Whether an agent has decided in its episode.</summary>
    internal bool HasBegun(AgentTable agents, AgentHandle handle)
    {
        agents.RequireAlive(handle);
        return _places.TryGetValue(handle.Id, out int place) ? _episodes[place].Length > 0 : agents.HasDecided(handle);
    }

    private static void RequireEnd(EpisodeEnd end)
    {
        if (end is not (EpisodeEnd.Terminated or EpisodeEnd.Truncated))
        {
            throw new ArgumentOutOfRangeException(nameof(end), end, $"end: expected Terminated or Truncated, received {(int)end}.");
        }
    }

    /// <summary>Drops the open transition of an agent whose action came from elsewhere, unless the learner can learn from that action.</summary>
    /// <exception cref="InvalidOperationException">The agent has not decided in this episode yet.</exception>
    internal void Acted(AgentTable agents, AgentHandle handle, ReadOnlySpan<float> action)
    {
        int place = RequireEpisode(agents, handle, nameof(Brain.Acted));
        _episodes[place].IsOpen &= !_isSampled;
        if (_episodes[place].IsKept)
        {
            action.CopyTo(_open.Sample(place));
            _episodes[place].IsRecorded = _recording is not null;
        }
    }

    /// <summary>Forgets an agent that disappears. Its open transition is dropped; closed ones stay.</summary>
    internal void Remove(ulong id)
    {
        if (_places.Remove(id, out int place))
        {
            _free.Push(place);
        }
    }

    /// <summary>Hands the closed transitions to the recording and to the learner's host.</summary>
    internal void HandOver()
    {
        if (_count == 0)
        {
            return;
        }

        try
        {
            if (_recording is not null)
            {
                Count = Sort(isForRecording: true);
                _recording.Add(this);
            }

            Count = Sort(isForRecording: false);
            if (Count > 0)
            {
                _host.Record(_learner, this);
            }
        }
        finally
        {
            // Also after a learner's exception, so that no row is handed over twice.
            (Count, _count, _decided) = (0, 0, 0);
        }
    }

    /// <summary>Adds episodes, open transitions and returns to a saved game. No closed transition is waiting at that time.</summary>
    internal void Save(TensorArchive archive)
    {
        Debug.Assert(_count == 0, "Transitions are handed over before a game is saved.");
        if (!IsTracking)
        {
            return;
        }

        Log.Save(archive);
        int[] places = [.. _places.Values.OrderBy(place => (uint)_episodes[place].Id)];
        archive.Add<ulong>($"{Prefix}agent", [places.Length], [.. places.Select(place => _episodes[place].Id)]);
        archive.Add<long>($"{Prefix}episode", [places.Length, EpisodeColumns],
        [
            .. places.SelectMany(place => _episodes[place] is var episode
                ? (long[])[episode.Transition, episode.PolicyVersion, episode.Length, BitConverter.DoubleToInt64Bits(episode.Return), BitConverter.SingleToInt32Bits(episode.Reward), episode.IsOpen ? 1 : 0]
                : []),
        ]);
        int[] open = [.. places.Where(place => _episodes[place].IsOpen)];
        _open.Save(archive, open);
    }

    /// <summary>Creates the intake of a saved game. This one is not changed.</summary>
    /// <param name="archive">An archive that <see cref="Save"/> filled, or one without episodes.</param>
    /// <param name="agents">The loaded agents.</param>
    /// <exception cref="ArchiveFormatException">A part is missing or out of its range.</exception>
    internal TransitionIntake Load(TensorArchive archive, AgentTable agents)
    {
        TransitionIntake loaded = new(_rows, _maskWidth, _refusals, _host, _learner);
        loaded.EnsureCapacity(_episodes.Length);
        if (!archive.TryFind($"{Prefix}agent", out _))
        {
            loaded.Recording = _recording;
            return loaded;
        }

        loaded.IsTracking = true;
        loaded.Log = EpisodeLog.Load(archive);
        int count = archive.RequireVector<ulong>($"{Prefix}agent");
        ulong[] ids = archive.Get<ulong>($"{Prefix}agent", [count]);
        long[] episodes = archive.Get<long>($"{Prefix}episode", [count, EpisodeColumns]);
        loaded.EnsureCapacity(count);
        List<int> open = [];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<long> values = episodes.AsSpan(i * EpisodeColumns, EpisodeColumns);
            double sum = BitConverter.Int64BitsToDouble(values[3]);
            float reward = BitConverter.Int32BitsToSingle((int)values[4]);
            bool isValid = agents.TryFind(ids[i], out _) && !loaded._places.ContainsKey(ids[i]) && values[0] >= 0 && values[1] >= 0 && values[2] >= 0
                && double.IsFinite(sum) && float.IsFinite(reward) && values[5] is 0 or 1;
            if (!isValid)
            {
                throw new ArchiveFormatException(archive.Origin, $"tensors \"{Prefix}…\"", "episodes of living agents", FormattableString.Invariant($"an invalid one of agent {ids[i] & uint.MaxValue}.{ids[i] >> 32}"));
            }

            int place = loaded.PlaceOf(ids[i]);
            loaded._episodes[place] = new Episode
            {
                Id = ids[i], Transition = values[0], PolicyVersion = values[1], Length = values[2], Return = sum, Reward = reward, IsOpen = _isRecorded && values[5] == 1,
                IsKept = _isRecorded && values[5] == 1,
            };
            if (loaded._episodes[place].IsOpen)
            {
                open.Add(place);
            }
        }

        if (_isRecorded)
        {
            loaded._open.Load(archive, open);
        }

        loaded.Recording = _recording;
        return loaded;
    }

    /// <summary>Sorts the transitions: first those that the decision closed, then those of ended episodes, each group in the order of slots. The game may end episodes in any order.</summary>
    /// <param name="isForRecording">Whether the recording's transitions are sorted; otherwise the learner's.</param>
    /// <returns>Number of transitions. Those of an older policy are left out if the learner needs samples of the newest one.</returns>
    private int Sort(bool isForRecording)
    {
        int count = 0, ended = 0;
        for (int i = 0; i < _count; i++)
        {
            ref readonly Closing closing = ref _closings[i];
            if (isForRecording ? closing.IsRecorded : closing.IsLearned && (!_isSampled || closing.PolicyVersion == PolicyVersion))
            {
                ended += i >= _decided ? 1 : 0;
                (_order[count], _keys[count]) = (i, (_closings[i].Id << 32) | (_closings[i].Id >> 32));
                count++;
            }
        }

        Array.Sort(_keys, _order, count - ended, ended);
        return count;
    }

    /// <summary>Closes a transition if the learner or the recording wants it.</summary>
    private void Close(int place, EpisodeEnd? end, bool isIntakeOpen, ReadOnlySpan<float> next, ReadOnlySpan<bool> nextMask)
    {
        ref Episode episode = ref _episodes[place];
        bool isLearned = episode.IsOpen && isIntakeOpen;
        if (!isLearned && !episode.IsRecorded)
        {
            return;
        }

        EnsureClosings(_count + 1);
        _closings[_count] = new Closing(episode.Id, episode.Transition, episode.PolicyVersion, end, isLearned, episode.IsRecorded);
        _closed.Set(_count, _open, place, episode.Reward, next, nextMask);
        _count++;
    }

    private void Reward(int place, float reward)
    {
        if (!(Math.Abs(reward) <= float.MaxValue))
        {
            _refusals.AddReward(reward);
            return;
        }

        _episodes[place].Reward += reward;
        _episodes[place].Return += reward;
    }

    private int RequireEpisode(AgentTable agents, AgentHandle handle, string call)
    {
        agents.RequireAlive(handle);
        int place = RequireEpisode(handle.Id, agents.HasDecided(handle), call);
        IsTracking = true;
        return place;
    }

    private int RequireEpisode(ulong id, bool hasDecided, string call)
    {
        if (!_places.TryGetValue(id, out int place) && hasDecided)
        {
            place = StartEpisode(id);
        }
        else if (!hasDecided || _episodes[place].Length == 0)
        {
            throw new InvalidOperationException($"{call}: expected an agent that has decided in this episode, received agent {id & uint.MaxValue}.{id >> 32}, which has not.");
        }

        return place;
    }

    /// <summary>Starts the episode of an agent at its newest decision. Without a learner that uses rewards, tracking begins with the first reward or episode end, when the agent has already decided.</summary>
    private int StartEpisode(ulong id)
    {
        int place = PlaceOf(id);
        _episodes[place].Length = 1;
        _episodes[place].Transition = Math.Max(0, _episodes[place].Transition);
        return place;
    }

    private int PlaceOf(ulong id)
    {
        if (!_places.TryGetValue(id, out int place))
        {
            EnsureCapacity(_places.Count + 1);
            place = _free.Pop();
            _places.Add(id, place);
            _episodes[place] = new Episode { Id = id, Transition = -1 };
        }

        return place;
    }

    /// <summary>An agent's episode so far.</summary>
    private struct Episode
    {
        internal ulong Id;

        /// <summary>Number of the agent's newest transition since its birth, from 0.</summary>
        internal long Transition;

        /// <summary>Version of the policy that decided the newest transition.</summary>
        internal long PolicyVersion;
        internal double Return;
        internal long Length;

        /// <summary>Sum of the rewards since the newest decision.</summary>
        internal float Reward;

        /// <summary>Whether the learner receives the newest transition once it closes.</summary>
        internal bool IsOpen;

        /// <summary>Whether the recording receives the newest transition once it closes.</summary>
        internal bool IsRecorded;

        /// <summary>Whether the columns of the newest transition are kept, because the learner or the recording may receive it.</summary>
        internal bool IsKept;
    }

    /// <summary>A closed transition without its columns.</summary>
    private readonly record struct Closing(ulong Id, long Transition, long PolicyVersion, EpisodeEnd? End, bool IsLearned, bool IsRecorded);

    /// <summary>Columns of transitions, indexed by place.</summary>
    private struct Columns(TransitionIntake owner)
    {
        private float[] _observations = [];
        private float[] _next = [];
        private float[] _samples = [];
        private float[] _masks = [];
        private float[] _nextMasks = [];
        private float[] _logProbabilities = [];
        private float[] _rewards = [];

        internal readonly Span<float> Observation(int place) => _observations.AsSpan(place * owner._observationWidth, owner._observationWidth);

        internal readonly Span<float> Next(int place) => _next.AsSpan(place * owner._observationWidth, owner._observationWidth);

        internal readonly Span<float> Sample(int place) => _samples.AsSpan(place * owner._actionWidth, owner._actionWidth);

        internal readonly Span<float> Mask(int place) => _masks.AsSpan(place * owner._maskWidth, owner._maskWidth);

        internal readonly Span<float> NextMask(int place) => _nextMasks.AsSpan(place * owner.NextMaskWidth, owner.NextMaskWidth);

        internal readonly Span<float> LogProbability(int place) => _logProbabilities.AsSpan(place, 1);

        internal readonly Span<float> Reward(int place) => _rewards.AsSpan(place, 1);

        internal void EnsureCapacity(int places)
        {
            Array.Resize(ref _observations, checked(places * owner._observationWidth));
            Array.Resize(ref _next, _observations.Length);
            Array.Resize(ref _samples, checked(places * owner._actionWidth));
            Array.Resize(ref _masks, checked(places * owner._maskWidth));
            Array.Resize(ref _nextMasks, checked(places * owner.NextMaskWidth));
            Array.Resize(ref _logProbabilities, places);
            Array.Resize(ref _rewards, places);
        }

        internal readonly void Save(TensorArchive archive, ReadOnlySpan<int> places)
        {
            foreach ((string name, float[] values, int width) in All())
            {
                Span<float> saved = archive.Reserve<float>(Prefix + name, [places.Length, width]);
                for (int i = 0; i < places.Length; i++)
                {
                    values.AsSpan(places[i] * width, width).CopyTo(saved[(i * width)..]);
                }
            }
        }

        internal readonly void Load(TensorArchive archive, List<int> places)
        {
            foreach ((string name, float[] values, int width) in All())
            {
                archive.RequireFloats(Prefix + name, [places.Count, width]);
                float[] saved = archive.Get<float>(Prefix + name, [places.Count, width]);
                for (int i = 0; i < places.Count; i++)
                {
                    saved.AsSpan(i * width, width).CopyTo(values.AsSpan(places[i] * width));
                }
            }
        }

        private readonly (string Name, float[] Values, int Width)[] All() =>
        [
            ("observation", _observations, owner._observationWidth), ("action", _samples, owner._actionWidth), ("log_probability", _logProbabilities, 1),
            .. owner._maskWidth > 0 ? [("mask", _masks, owner._maskWidth)] : Array.Empty<(string, float[], int)>(),
        ];

        internal readonly void Set(int place, DecisionRows rows, int row)
        {
            rows.Observations.Row(row)[..owner._observationWidth].CopyTo(Observation(place));
            rows.Sample(row).CopyTo(Sample(place));
            _logProbabilities[place] = rows.IsSampled(row) ? rows.LogProbability(row) : 0;
            Copy(rows.Mask(row), Mask(place));
        }

        internal readonly void Set(int place, in Columns source, int from, float reward, ReadOnlySpan<float> next, ReadOnlySpan<bool> nextMask)
        {
            source.Observation(from).CopyTo(Observation(place));
            source.Sample(from).CopyTo(Sample(place));
            source.Mask(from).CopyTo(Mask(place));
            next[..owner._observationWidth].CopyTo(Next(place));
            (_logProbabilities[place], _rewards[place]) = (source._logProbabilities[from], reward);
            if (nextMask.IsEmpty)
            {
                NextMask(place).Fill(1);
            }
            else
            {
                Copy(nextMask, NextMask(place));
            }
        }

        private static void Copy(ReadOnlySpan<bool> mask, Span<float> target)
        {
            for (int choice = 0; choice < target.Length; choice++)
            {
                target[choice] = mask[choice] ? 1 : 0;
            }
        }
    }
}
