namespace NeuroAgents.Agents;

/// <summary>Which slots live, and in which row of the current decision each agent stands.</summary>
/// <param name="brain">Place of the brain among those of the plugin: part of every handle.</param>
internal sealed partial class AgentTable(int brain)
{
    private const int Dead = -1;

    private uint[] _generations = [];
    private bool[] _alive = [];
    private int[] _rows = [];

    // The decision that a slot's row belongs to; Dead if none. Numbering decisions saves clearing the rows before each.
    private long[] _decisions = [];

    // A stack of slots that can be given away.
    private int[] _free = [];
    private int _freeCount;

    // Slots of the dead that are still wanted: see Despawn.
    private readonly List<int> _waiting = [];

    /// <summary>Number of slots ever used: slots run from 0 to this.</summary>
    internal int SlotCount { get; private set; }

    internal int AliveCount { get; private set; }

    internal AgentHandle Spawn()
    {
        if (_freeCount == 0)
        {
            EnsureCapacity(SlotCount + 1);
            _free[_freeCount++] = SlotCount++;
        }

        int slot = _free[--_freeCount];
        _generations[slot]++;
        _alive[slot] = true;
        _decisions[slot] = Dead;
        AliveCount++;
        return new AgentHandle(brain, slot, _generations[slot]);
    }

    /// <summary>Ends an agent; its slot is used again at once, or, where its row is still wanted, after the next <see cref="FreeWaiting"/>.</summary>
    internal void Despawn(AgentHandle handle, bool keepsRow)
    {
        RequireAlive(handle);
        _alive[handle.Slot] = false;
        AliveCount--;
        if (keepsRow)
        {
            _waiting.Add(handle.Slot);
        }
        else
        {
            _free[_freeCount++] = handle.Slot;
        }
    }

    internal void FreeWaiting()
    {
        foreach (int slot in _waiting)
        {
            _free[_freeCount++] = slot;
        }

        _waiting.Clear();
    }

    internal bool IsAlive(AgentHandle handle)
        => handle.Brain == brain && (uint)handle.Slot < (uint)SlotCount && _alive[handle.Slot] && _generations[handle.Slot] == handle.Generation;

    /// <summary>Puts an agent into a row of a decision.</summary>
    internal void Place(AgentHandle handle, int row, long decision)
    {
        RequireAlive(handle);
        if (_decisions[handle.Slot] == decision)
        {
            throw new ArgumentException($"handles: expected each agent once, received {handle} in rows {_rows[handle.Slot]} and {row}.", nameof(handle));
        }

        _rows[handle.Slot] = row;
        _decisions[handle.Slot] = decision;
    }

    /// <summary>Whether an agent was in any decision since it was spawned.</summary>
    internal bool HasDecided(AgentHandle handle)
    {
        RequireAlive(handle);
        return _decisions[handle.Slot] != Dead;
    }

    /// <summary>The agent's row in a decision.</summary>
    internal int RowOf(AgentHandle handle, long decision)
    {
        RequireAlive(handle);
        return _decisions[handle.Slot] == decision
            ? _rows[handle.Slot]
            : throw new InvalidOperationException($"Expected an agent of the current decision, received {handle}, which was not among its handles.");
    }

    /// <summary>The agent's row in a decision, or −1 if it is not in it.</summary>
    internal int FindRow(AgentHandle handle, long decision)
    {
        RequireAlive(handle);
        return RowOfSlot(handle.Slot, decision);
    }

    /// <summary>The row of the agent that has a slot, or −1 if it is not in the decision.</summary>
    internal int RowOfSlot(int slot, long decision) => _decisions[slot] == decision ? _rows[slot] : -1;

    private void RequireAlive(AgentHandle handle)
    {
        if (!IsAlive(handle))
        {
            throw new ArgumentException($"handle: expected a living agent of this brain, received {handle}.", nameof(handle));
        }
    }

    internal void EnsureCapacity(int slots)
    {
        if (slots > _generations.Length)
        {
            int capacity = Math.Max(slots, Math.Max(64, _generations.Length * 2));
            Array.Resize(ref _generations, capacity);
            Array.Resize(ref _alive, capacity);
            Array.Resize(ref _rows, capacity);
            Array.Resize(ref _decisions, capacity);
            _waiting.Capacity = capacity;
            Array.Resize(ref _free, capacity);
        }
    }
}
