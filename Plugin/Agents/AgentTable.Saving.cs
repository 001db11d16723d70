using NeuroAgents.Serialization;

namespace NeuroAgents.Agents;

internal sealed partial class AgentTable
{
    private const string GenerationsKey = "agents/generations";
    private const string AliveKey = "agents/alive";
    private const string FreeKey = "agents/free";

    /// <summary>Slot of each row of the other tensors. Missing if no slot was retired: a row's index is then its slot.</summary>
    private const string SlotsKey = "agents/slots";

    /// <summary>Number of slots, and the generation that retired slots start from. Missing if no slot was retired.</summary>
    private const string RetiredKey = "agents/retired";

    /// <summary>Steps until an agent's next decision. Missing in files of versions up to 0.1.0.</summary>
    private const string DueKey = "agents/due_in";

    private const byte DeadMark = 0;
    private const byte NewMark = 1;

    /// <summary>Alive, and already in a decision.</summary>
    private const byte AliveMark = 2;

    /// <summary>Adds the living agents and the free slots to an archive. Call it only while no label is waiting.</summary>
    internal void Save(TensorArchive archive)
    {
        int rows = SlotCount - _retired, row = 0;
        int[] slots = new int[rows], generations = new int[rows], due = new int[rows];
        byte[] alive = new byte[rows];
        for (int page = 0; page << PageBits < SlotCount; page++)
        {
            for (int index = page << PageBits; _used[page] > 0 && index < Math.Min(SlotCount, (page + 1) << PageBits); index++)
            {
                ref Slot slot = ref At(index);
                if (slot.State != SlotState.Retired)
                {
                    slots[row] = index;
                    generations[row] = unchecked((int)slot.Generation);
                    alive[row] = slot.State != SlotState.Alive ? DeadMark : slot.Decision == Undecided ? NewMark : AliveMark;
                    due[row++] = slot.State == SlotState.Alive ? (int)Math.Max(0, slot.Due - _schedule.Step) : 0;
                }
            }
        }

        archive.Add<int>(GenerationsKey, [rows], generations);
        archive.Add<byte>(AliveKey, [rows], alive);
        archive.Add<int>(FreeKey, [_freeCount], _free.AsSpan(0, _freeCount));
        archive.Add<int>(DueKey, [rows], due);
        if (_firstGeneration > 1 || _retired > 0)
        {
            archive.Add<int>(SlotsKey, [rows], slots);
            archive.Add<long>(RetiredKey, [2], [SlotCount, _firstGeneration]);
        }
    }

    /// <summary>Builds a table of the agents that lived when the archive was saved, with none of them in a current decision. This table is not changed.</summary>
    /// <remarks>A handle of this table stays valid in the new table if its agent lives in both. Other handles are stale in the new table.</remarks>
    /// <param name="archive">An archive that <see cref="Save"/> filled.</param>
    /// <param name="decisions">Number of decisions that the brain had begun when the archive was saved.</param>
    internal AgentTable Load(TensorArchive archive, long decisions = 0)
    {
        int rows = archive.RequireVector<int>(GenerationsKey);
        int[] generations = archive.Get<int>(GenerationsKey, [rows]);
        byte[] alive = archive.Get<byte>(AliveKey, [rows]);
        int[] free = archive.Get<int>(FreeKey, [archive.RequireVector<int>(FreeKey)]);
        bool isRetired = archive.TryGet<long>(RetiredKey, [2], out long[]? retired);
        int[] slots = isRetired ? archive.Get<int>(SlotsKey, [rows]) : [.. Enumerable.Range(0, rows)];
        if (!archive.TryGet<int>(DueKey, [rows], out int[]? due))
        {
            due = [.. slots.Select(slot => OldDue(slot, decisions))];
        }

        AgentTable loaded = new(_brain, _owner, checked(_epoch + 1), new DecisionSchedule(_schedule.Period, _schedule.Step));
        loaded.LoadRetired(archive, retired ?? [rows, 1], rows);
        loaded.EnsureTables(loaded.SlotCount, rows);
        for (int row = 0; row < rows; row++)
        {
            loaded.LoadSlot(archive, row == 0 ? -1 : slots[row - 1], slots[row], unchecked((uint)generations[row]), alive[row], due[row], this);
        }

        loaded.LoadFree(archive, free, rows);
        return loaded;
    }

    /// <summary>Finds the living agent with an ID; null if there is none.</summary>
    internal AgentHandle? Find(ulong id)
    {
        ulong index = id & uint.MaxValue;
        return index < (ulong)SlotCount && _pages[index >> PageBits] is { } page
            && page[index & (PageSize - 1)] is { State: SlotState.Alive } slot && slot.Generation == (uint)(id >> 32) ? HandleOf((int)index) : null;
    }

    /// <summary>Finds the living agent with an ID. Returns whether there is one.</summary>
    internal bool TryFind(ulong id, out AgentHandle handle)
    {
        AgentHandle? found = Find(id);
        handle = found.GetValueOrDefault();
        return found is not null;
    }

    /// <summary>Computes the steps until a decision for files of versions up to 0.1.0, in which agents decided in turn by their slots.</summary>
    private int OldDue(int slot, long decisions) => (int)(((slot - (decisions + 1)) % _schedule.Period + _schedule.Period) % _schedule.Period);

    private void LoadRetired(TensorArchive archive, long[] retired, int rows)
    {
        (long count, long generation) = (retired[0], retired[1]);
        if (count < rows || count > MaxSlots || generation is < 1 or > MaxGeneration)
        {
            throw new ArchiveFormatException(archive.Origin, $"tensor \"{RetiredKey}\"", $"{rows} to {MaxSlots} slots and a generation of 1 to {MaxGeneration}", $"{count} and {generation}");
        }

        (SlotCount, _firstGeneration, _retired) = ((int)count, (uint)generation, (int)count - rows);
    }

    private void LoadSlot(TensorArchive archive, int previous, int index, uint generation, byte mark, int due, AgentTable before)
    {
        if (index <= previous || index >= SlotCount)
        {
            throw new ArchiveFormatException(archive.Origin, $"tensor \"{SlotsKey}\"", $"ascending slots from 0 to {SlotCount - 1}", $"{index} after {previous}");
        }

        if (mark > AliveMark || generation == 0 || mark == DeadMark && generation == MaxGeneration || due is < 0 or > BrainOptions.MaxDecisionPeriod)
        {
            throw new ArchiveFormatException(archive.Origin, $"agents in slot {index}",
                $"a mark of 0 to {AliveMark}, a generation from 1 (below {MaxGeneration} for a dead agent), and 0 to {BrainOptions.MaxDecisionPeriod} steps to the next decision", $"{mark}, {generation}, {due}");
        }

        ref Slot slot = ref (_pages[index >> PageBits] ??= new Slot[PageSize])[index & (PageSize - 1)];
        slot = new Slot
        {
            Generation = generation,
            Epoch = before.Find(((ulong)generation << 32) | (uint)index) is null ? _epoch : before.At(index).Epoch,
            Decision = mark == AliveMark ? DecidedBefore : Undecided,
            Due = _schedule.Step + Math.Min(due, _schedule.Period),
            State = mark == DeadMark ? SlotState.Waiting : SlotState.Alive,
        };
        _used[index >> PageBits]++;
        if (slot.State == SlotState.Alive)
        {
            AliveCount++;
            _schedule.Plan(slot.Due);
        }
    }

    /// <summary>Loads the free slots, and checks that each slot of the file is either alive or listed once as free.</summary>
    private void LoadFree(TensorArchive archive, int[] free, int rows)
    {
        foreach (int index in free)
        {
            if ((uint)index >= (uint)SlotCount || _pages[index >> PageBits] is not { } page || page[index & (PageSize - 1)].State != SlotState.Waiting)
            {
                throw new ArchiveFormatException(archive.Origin, $"tensor \"{FreeKey}\"", "slots of dead agents, each once", $"{index}");
            }

            page[index & (PageSize - 1)].State = SlotState.Free;
            _free[_freeCount++] = index;
        }

        if (AliveCount + free.Length != rows)
        {
            throw new ArchiveFormatException(archive.Origin, $"tensor \"{AliveKey}\"", $"{rows - free.Length} living agents", $"{AliveCount}");
        }
    }
}
