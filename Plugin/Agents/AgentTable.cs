namespace NeuroAgents.Agents;

/// <summary>The agents of a brain: their slots, their rows in the current decision, and the steps of their next decisions.</summary>
/// <remarks>
/// <para>Slots are stored in pages, which are allocated when one of their slots is first used. Freed slots wait on a stack, the newest on top. When many more slots are free than alive, all free slots are retired.
/// One generation number, higher than all of theirs, replaces their individual records, and a retired slot that is reused starts from it. Frame time, file size and the memory for loading a file therefore grow with the living agents only.</para>
/// <para>Does not allocate once the number of agents stops growing. One thread at a time.</para>
/// </remarks>
internal sealed partial class AgentTable
{
    /// <summary>Free slots that are kept in addition to four for each living agent.</summary>
    internal const int SpareSlots = 256;

    /// <summary>Maximum number of slots of a brain: twice the largest <see cref="BrainOptions.AgentCapacity"/>.</summary>
    internal const int MaxSlots = 1 << 25;

    private const uint MaxGeneration = uint.MaxValue;
    private const int PageBits = 6;
    private const int PageSize = 1 << PageBits;
    private const int FreePerLiving = 4;
    private const long Undecided = -1;

    /// <summary>Mark of an agent whose newest decision came before the saved game was loaded. No current decision has this number.</summary>
    private const long DecidedBefore = -2;

    private readonly int _brain;

    private readonly ulong _owner;

    /// <summary>Number of times that a saved game replaced the table. A handle from an earlier table is stale if this table lacks its agent.</summary>
    private readonly uint _epoch;

    private readonly DecisionSchedule _schedule;
    private readonly List<int> _waiting = [];
    private Slot[]?[] _pages = [];

    /// <summary>For each page, the number of its slots that are not retired.</summary>
    private int[] _used = [];
    private int[] _free = [];
    private int _freeCount;
    private int _retired;

    /// <summary>No slot below this index is retired.</summary>
    private int _cursor;

    /// <summary>The generation that retired slots and new slots start from.</summary>
    private uint _firstGeneration = 1;

    /// <param name="brain">Index of the brain in the plugin, which is part of every handle.</param>
    /// <param name="period">Maximum number of steps from one decision of an agent to its next.</param>
    internal AgentTable(int brain, int period = 1)
        : this(brain, ProcessIdentity.Next(), 0, new DecisionSchedule(period))
    {
    }

    private AgentTable(int brain, ulong owner, uint epoch, DecisionSchedule schedule) => (_brain, _owner, _epoch, _schedule) = (brain, owner, epoch, schedule);

    private enum SlotState : byte
    {
        /// <summary>A slot without a record of its own. Also the state of slots that were never used.</summary>
        Retired,
        Free,

        /// <summary>Dead, with a label that is not recorded yet.</summary>
        Waiting,
        Alive,
    }

    /// <summary>Number of slots, retired ones included. Slot indices are below it.</summary>
    internal int SlotCount { get; private set; }

    internal int AliveCount { get; private set; }

    internal AgentHandle Spawn()
    {
        int index = _freeCount > 0 ? _free[--_freeCount] : ReuseOrAddSlot();
        ref Slot slot = ref At(index);
        slot = new Slot { Generation = slot.Generation + 1, Epoch = _epoch, Decision = Undecided, Due = _schedule.Step, State = SlotState.Alive };
        AliveCount++;
        return HandleOf(index);
    }

    /// <summary>Removes an agent. Its slot can be reused at once or, if its row is still needed, after the next <see cref="FreeWaiting"/>.</summary>
    internal void Despawn(AgentHandle handle, bool keepsRow)
    {
        RequireAlive(handle);
        ref Slot slot = ref At(handle.Slot);
        _schedule.Cancel(slot.Due);
        AliveCount--;
        if (keepsRow)
        {
            slot.State = SlotState.Waiting;
            _waiting.Add(handle.Slot);
        }
        else
        {
            Free(handle.Slot);
        }
    }

    internal void FreeWaiting()
    {
        foreach (int slot in _waiting)
        {
            Free(slot);
        }

        _waiting.Clear();
    }

    internal bool IsAlive(AgentHandle handle)
        => (uint)handle.Slot < (uint)SlotCount && _pages[handle.Slot >> PageBits] is { } page && IsNamed(in page[handle.Slot & (PageSize - 1)], handle) && handle.Brain == _brain;

    /// <summary>Puts an agent into a row of a decision.</summary>
    internal void Place(AgentHandle handle, int row, long decision)
    {
        RequireAlive(handle);
        ref Slot slot = ref At(handle.Slot);
        if (slot.Decision == decision)
        {
            throw new ArgumentException($"handles: expected each agent once, received {handle} in rows {slot.Row} and {row}.", nameof(handle));
        }

        slot.Row = row;
        slot.Decision = decision;
    }

    /// <summary>Begins the next step. Agents that are planned for it are due.</summary>
    internal void AdvanceStep() => _schedule.Advance();

    /// <summary>Whether an agent is due to decide in the current step.</summary>
    internal bool IsDue(AgentHandle handle)
    {
        RequireAlive(handle);
        return _schedule.IsDue(At(handle.Slot).Due);
    }

    /// <summary>Copies the handles of the agents that are due to decide in the current step.</summary>
    /// <returns>Number of agents that are due.</returns>
    internal int SelectDue(ReadOnlySpan<AgentHandle> handles, Span<AgentHandle> due)
    {
        if (due.Length < handles.Length)
        {
            throw new ArgumentException($"due: expected room for {handles.Length} handles, received {due.Length}.", nameof(due));
        }

        int count = 0;
        foreach (AgentHandle handle in handles)
        {
            if (IsDue(handle))
            {
                due[count++] = handle;
            }
        }

        return count;
    }

    /// <summary>Plans the next decision of every agent that decides in the current step.</summary>
    internal void PlanNext(DecisionRows rows, RowOrder order)
    {
        // With a period of 1 all agents decide again in the next step, so the planning order has no effect.
        ReadOnlySpan<int> sorted = _schedule.Period > 1 ? order.Sort(this, rows) : [];
        for (int i = 0; i < rows.Count; i++)
        {
            PlanNext(rows.Slots[sorted.IsEmpty ? i : sorted[i]]);
        }
    }

    /// <summary>Plans the next decision of a slot's agent that decides in the current step.</summary>
    internal void PlanNext(int index)
    {
        ref Slot slot = ref At(index);
        slot.Due = _schedule.Next(slot.Due);
    }

    /// <summary>Returns the agent's row in a decision.</summary>
    internal int RowOf(AgentHandle handle, long decision)
    {
        int row = FindRow(handle, decision);
        return row >= 0 ? row : throw new InvalidOperationException($"handle: expected an agent of the current decision, received {handle}, which was not passed to BeginDecisions.");
    }

    /// <summary>Finds the agent's row in a decision, or −1 if the agent is not in it.</summary>
    internal int FindRow(AgentHandle handle, long decision)
    {
        RequireAlive(handle);
        return RowOfSlot(handle.Slot, decision);
    }

    /// <summary>Finds the row of the agent in a slot below <see cref="SlotCount"/>, or −1 if the agent is not in the decision.</summary>
    internal int RowOfSlot(int index, long decision)
        => index < SlotCount && _pages[index >> PageBits] is { } page && page[index & (PageSize - 1)] is var slot && slot.Decision == decision ? slot.Row : -1;

    /// <summary>Reserves memory for a number of slots.</summary>
    internal void EnsureCapacity(int slots)
    {
        EnsureTables(slots, slots);
        for (int page = 0; page << PageBits < slots; page++)
        {
            _pages[page] ??= new Slot[PageSize];
        }
    }

    private AgentHandle HandleOf(int index)
    {
        ref Slot slot = ref At(index);
        return new AgentHandle(_brain, index, slot.Generation, unchecked(_owner + slot.Epoch));
    }

    private bool IsNamed(in Slot slot, AgentHandle handle)
        => slot.State == SlotState.Alive && slot.Generation == handle.Generation && unchecked(_owner + slot.Epoch) == handle.Owner;

    private ref Slot At(int index) => ref _pages[index >> PageBits]![index & (PageSize - 1)];

    /// <summary>Whether a living agent has been in a decision.</summary>
    internal bool HasDecided(AgentHandle handle) => At(handle.Slot).Decision != Undecided;

    /// <summary>Refuses a stale handle.</summary>
    internal void RequireAlive(AgentHandle handle)
    {
        if (!IsAlive(handle))
        {
            string origin = unchecked(handle.Owner - _owner) <= _epoch ? "" : ", which another plugin issued";
            throw new ArgumentException($"handle: expected a living agent of this brain, received {handle}{(handle == default ? "" : origin)}.", nameof(handle));
        }
    }

    private void Free(int index)
    {
        if (At(index).Generation == MaxGeneration)
        {
            // All generations of the slot are used, so they start again.
            Retire(index);
            (_retired, _cursor) = (_retired + 1, Math.Min(_cursor, index));
            return;
        }

        At(index).State = SlotState.Free;
        _free[_freeCount++] = index;
        if (_freeCount > SpareSlots + FreePerLiving * AliveCount)
        {
            RetireFree();
        }
    }

    private void RetireFree()
    {
        foreach (int index in _free.AsSpan(0, _freeCount))
        {
            _firstGeneration = Math.Max(_firstGeneration, At(index).Generation + 1);
            Retire(index);
        }

        _retired += _freeCount;
        (_freeCount, _cursor) = (0, 0);
        while (SlotCount > 0 && At(SlotCount - 1).State == SlotState.Retired)
        {
            SlotCount--;
            _retired--;
        }
    }

    private void Retire(int index)
    {
        At(index) = default;
        _used[index >> PageBits]--;
    }

    /// <summary>Finds the first retired slot, or adds a new one if there is none.</summary>
    private int ReuseOrAddSlot()
    {
        if (_retired == 0)
        {
            _cursor = SlotCount;
            SlotCount = SlotCount < MaxSlots ? SlotCount + 1 : throw new InvalidOperationException($"Spawn: expected at most {MaxSlots} agents, received one more.");
        }
        else
        {
            while (_pages[_cursor >> PageBits] is { } used && used[_cursor & (PageSize - 1)].State != SlotState.Retired)
            {
                _cursor++;
            }

            _retired--;
        }

        EnsureTables(SlotCount, SlotCount - _retired);
        int page = _cursor >> PageBits;
        _pages[page] ??= new Slot[PageSize];
        _used[page]++;
        At(_cursor).Generation = _firstGeneration - 1;
        return _cursor;
    }

    /// <param name="slots">Number of slots.</param>
    /// <param name="dead">Maximum number of slots whose agents are dead at the same time.</param>
    private void EnsureTables(int slots, int dead)
    {
        if (slots > _pages.Length << PageBits)
        {
            int pages = Math.Max((slots + PageSize - 1) >> PageBits, 2 * _pages.Length);
            Array.Resize(ref _pages, pages);
            Array.Resize(ref _used, pages);
        }

        if (dead > _free.Length)
        {
            Array.Resize(ref _free, Math.Max(dead, Math.Max(PageSize, 2 * _free.Length)));
            _waiting.Capacity = _free.Length;
        }
    }

    /// <summary>A slot that one agent after another occupies.</summary>
    private struct Slot
    {
        /// <summary>The newest decision that the agent is in, or <see cref="Undecided"/> if it had none since its birth. Numbered decisions make clearing the rows unnecessary.</summary>
        internal long Decision;

        /// <summary>The step of the agent's next decision.</summary>
        internal long Due;
        internal int Row;
        internal uint Generation;

        /// <summary>The <see cref="_epoch"/> in which the agent's handle was issued. Loading a saved game keeps it if the agent lives before and after the load.</summary>
        internal uint Epoch;
        internal SlotState State;
    }
}
