using NeuroAgents.Serialization;

namespace NeuroAgents.Agents;

/// <summary>The earlier observations of every agent, for a spec that stacks the newest ones (<see cref="ObservationSpec.Stack"/>).</summary>
/// <remarks>
/// <code>
/// a row of depth 3      [ two decisions ago | one ago | now, written by the game ]
/// memory of the agent               [ one ago | now ] ──► start of its next row
/// </code>
/// <para>An agent without a memory, at its birth or after the end of an episode, has its first observation in all places. Does not allocate once the number of agents stops growing. One thread at a time.</para>
/// </remarks>
internal sealed class ObservationStack(int sensedWidth, int depth)
{
    private const string AgentKey = "stack/agent";
    private const string MemoryKey = "stack/observations";
    private readonly int _earlier = sensedWidth * (depth - 1);
    private readonly float[] _row = new float[sensedWidth * depth];
    private readonly Dictionary<ulong, int> _places = [];
    private readonly Stack<int> _free = new();
    private float[] _memories = [];
    private int _capacity;

    internal void EnsureCapacity(int agents)
    {
        if (agents > _capacity)
        {
            int capacity = Math.Max(agents, 2 * _capacity);
            Array.Resize(ref _memories, checked(capacity * _earlier));
            _places.EnsureCapacity(capacity);
            for (int place = capacity - 1; place >= _capacity; place--)
            {
                _free.Push(place);
            }

            _capacity = capacity;
        }
    }

    /// <summary>Writes the earlier observations of every row, before the decision.</summary>
    internal void Complete(DecisionRows rows)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            Complete(rows.Ids[row], rows.Observations.Row(row));
        }
    }

    /// <summary>Returns the whole row that an agent would decide from with this observation. Valid until the next call.</summary>
    internal ReadOnlySpan<float> Complete(ulong agent, ReadOnlySpan<float> observation)
    {
        observation.CopyTo(_row.AsSpan(_earlier));
        Complete(agent, _row.AsSpan());
        return _row;
    }

    /// <summary>Remembers the observations of all rows that were not refused, after the decision.</summary>
    internal void Remember(DecisionRows rows, AgentTable agents)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            // An agent can disappear between BeginDecisions and Decide.
            if (!rows.Refused[row] && agents.TryFind(rows.Ids[row], out _))
            {
                rows.Observations.Row(row)[sensedWidth..].CopyTo(Memory(PlaceOf(rows.Ids[row])));
            }
        }
    }

    /// <summary>Clears the memory of an agent that disappears or whose episode ends.</summary>
    internal void Forget(ulong agent)
    {
        if (_places.Remove(agent, out int place))
        {
            _free.Push(place);
        }
    }

    internal void Save(TensorArchive archive)
    {
        ulong[] agents = [.. _places.Keys.OrderBy(agent => (uint)agent)];
        archive.Add<ulong>(AgentKey, [agents.Length], agents);
        Span<float> memories = archive.Reserve<float>(MemoryKey, [agents.Length, _earlier]);
        for (int i = 0; i < agents.Length; i++)
        {
            Memory(_places[agents[i]]).CopyTo(memories[(i * _earlier)..]);
        }
    }

    /// <summary>Creates the stack of a saved game. This one is not changed.</summary>
    /// <exception cref="ArchiveFormatException">A part is missing, of another shape, or of agents that are not alive.</exception>
    internal ObservationStack Load(TensorArchive archive, AgentTable agents)
    {
        int count = archive.RequireVector<ulong>(AgentKey);
        ulong[] ids = archive.Get<ulong>(AgentKey, [count]);
        archive.RequireFloats(MemoryKey, [count, _earlier]);
        float[] memories = archive.Get<float>(MemoryKey, [count, _earlier]);
        ObservationStack loaded = new(sensedWidth, depth);
        loaded.EnsureCapacity(Math.Max(_capacity, count));
        for (int i = 0; i < count; i++)
        {
            if (!agents.TryFind(ids[i], out _) || loaded._places.ContainsKey(ids[i]))
            {
                throw new ArchiveFormatException(archive.Origin, $"tensor \"{AgentKey}\"", "living agents, each once", $"agent {ids[i] & uint.MaxValue}.{ids[i] >> 32}");
            }

            memories.AsSpan(i * _earlier, _earlier).CopyTo(loaded.Memory(loaded.PlaceOf(ids[i])));
        }

        return loaded;
    }

    private void Complete(ulong agent, Span<float> row)
    {
        if (_places.TryGetValue(agent, out int place))
        {
            Memory(place).CopyTo(row);
            return;
        }

        for (int start = 0; start < _earlier; start += sensedWidth)
        {
            row[_earlier..].CopyTo(row[start..]);
        }
    }

    private Span<float> Memory(int place) => _memories.AsSpan(place * _earlier, _earlier);

    private int PlaceOf(ulong agent)
    {
        if (!_places.TryGetValue(agent, out int place))
        {
            EnsureCapacity(_places.Count + 1);
            place = _free.Pop();
            _places.Add(agent, place);
        }

        return place;
    }
}
