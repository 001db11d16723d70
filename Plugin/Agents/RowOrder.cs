namespace NeuroAgents.Agents;

/// <summary>The rows of the current decision ordered by their agents' slots, so that the order of handles in a decision never changes results.</summary>
/// <remarks>Costs one pass over the rows if the handles are already in that order. Otherwise it costs a pass over the slots or, if the slots far outnumber the rows, a sort. Does not allocate once the number of rows stops growing.</remarks>
internal sealed class RowOrder
{
    private const int MaxSlotsPerRow = 4;
    private int[] _rows = [];
    private int[] _slots = [];

    /// <summary>Number of slots that the last sort visited, for tests.</summary>
    internal int Visited { get; private set; }

    internal void EnsureCapacity(int rows)
    {
        if (_rows.Length < rows)
        {
            _rows = new int[Math.Max(rows, 2 * _rows.Length)];
            _slots = new int[_rows.Length];
        }
    }

    /// <summary>Returns all rows, sorted. Rows of dead agents may be missing if their slots were reused.</summary>
    internal ReadOnlySpan<int> Sort(AgentTable agents, DecisionRows rows)
    {
        int count = rows.Count;
        EnsureCapacity(count);

        Visited = count;
        if (IsAscending(rows.Slots.AsSpan(0, count)))
        {
            for (int row = 0; row < count; row++)
            {
                _rows[row] = row;
            }
        }
        else if (agents.SlotCount <= MaxSlotsPerRow * count)
        {
            count = Scan(agents, rows.Number);
        }
        else
        {
            for (int row = 0; row < count; row++)
            {
                (_rows[row], _slots[row]) = (row, rows.Slots[row]);
            }

            Array.Sort(_slots, _rows, 0, count);
        }

        return _rows.AsSpan(0, count);
    }

    private int Scan(AgentTable agents, long decision)
    {
        int count = 0;
        Visited = agents.SlotCount;
        for (int slot = 0; slot < agents.SlotCount; slot++)
        {
            int row = agents.RowOfSlot(slot, decision);
            if (row >= 0)
            {
                _rows[count++] = row;
            }
        }

        return count;
    }

    private static bool IsAscending(ReadOnlySpan<int> slots)
    {
        for (int row = 1; row < slots.Length; row++)
        {
            if (slots[row] <= slots[row - 1])
            {
                return false;
            }
        }

        return true;
    }
}
