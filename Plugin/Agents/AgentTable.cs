namespace NeuroAgents.Agents;

/// <summary>Which slots live, and in which row of the current decision each agent stands.</summary>
internal sealed class AgentTable
{
    private const int Dead = -1;

    private uint[] generations = [];
    private bool[] alive = [];
    private int[] rows = [];

    // The decision that a slot's row belongs to; Dead if none. Numbering decisions saves clearing the rows before each.
    private long[] decisions = [];
    private readonly Stack<int> free = new();

    /// <summary>Number of slots ever used: slots run from 0 to this.</summary>
    internal int SlotCount { get; private set; }

    internal int AliveCount { get; private set; }

    internal AgentHandle Spawn()
    {
        if (!free.TryPop(out int slot))
        {
            slot = SlotCount++;
            EnsureCapacity(SlotCount);
        }

        generations[slot]++;
        alive[slot] = true;
        decisions[slot] = Dead;
        AliveCount++;
        return new AgentHandle(slot, generations[slot]);
    }

    internal void Despawn(AgentHandle handle)
    {
        RequireAlive(handle);
        alive[handle.Slot] = false;
        AliveCount--;
        free.Push(handle.Slot);
    }

    internal bool IsAlive(AgentHandle handle)
        => (uint)handle.Slot < (uint)SlotCount && alive[handle.Slot] && generations[handle.Slot] == handle.Generation;

    /// <summary>Puts an agent into a row of a decision.</summary>
    internal void Place(AgentHandle handle, int row, long decision)
    {
        RequireAlive(handle);
        if (decisions[handle.Slot] == decision)
        {
            throw new ArgumentException($"handles: expected each agent once, received {handle} in rows {rows[handle.Slot]} and {row}.", nameof(handle));
        }

        rows[handle.Slot] = row;
        decisions[handle.Slot] = decision;
    }

    /// <summary>The agent's row in a decision.</summary>
    internal int RowOf(AgentHandle handle, long decision)
    {
        RequireAlive(handle);
        return decisions[handle.Slot] == decision
            ? rows[handle.Slot]
            : throw new InvalidOperationException($"Expected an agent of the current decision, received {handle}, which was not among its handles.");
    }

    /// <summary>The row of the agent that has a slot, or −1 if it is not in the decision.</summary>
    internal int RowOfSlot(int slot, long decision) => decisions[slot] == decision ? rows[slot] : -1;

    private void RequireAlive(AgentHandle handle)
    {
        if (!IsAlive(handle))
        {
            throw new ArgumentException($"handle: expected a living agent of this brain, received {handle}.", nameof(handle));
        }
    }

    internal void EnsureCapacity(int slots)
    {
        if (slots > generations.Length)
        {
            int capacity = Math.Max(slots, Math.Max(64, generations.Length * 2));
            Array.Resize(ref generations, capacity);
            Array.Resize(ref alive, capacity);
            Array.Resize(ref rows, capacity);
            Array.Resize(ref decisions, capacity);
#if NET
            free.EnsureCapacity(capacity);
#endif
        }
    }
}
