using NeuroAgents.Serialization;

namespace NeuroAgents.Agents;

internal sealed partial class AgentTable
{
    private const string GenerationsKey = "agents/generations";
    private const string AliveKey = "agents/alive";
    private const string FreeKey = "agents/free";
    private const byte DeadMark = 0;
    private const byte NewMark = 1;

    /// <summary>Alive, and in a decision before.</summary>
    private const byte AliveMark = 2;

    /// <summary>Adds who lives, and which slots are given away next. Nobody's label may be waiting.</summary>
    internal void Save(TensorArchive archive)
    {
        archive.Add<int>(GenerationsKey, [SlotCount], [.. _generations.Take(SlotCount).Select(generation => unchecked((int)generation))]);
        archive.Add<byte>(AliveKey, [SlotCount], [.. Enumerable.Range(0, SlotCount).Select(slot => !_alive[slot] ? DeadMark : _decisions[slot] == Dead ? NewMark : AliveMark)]);
        archive.Add<int>(FreeKey, [_freeCount], _free.AsSpan(0, _freeCount));
    }

    /// <summary>Makes those live that lived then, in no decision that is current. A bad archive changes nothing.</summary>
    internal void Load(TensorArchive archive)
    {
        int slots = archive.RequireVector<int>(GenerationsKey);
        int[] generations = archive.Get<int>(GenerationsKey, [slots]);
        byte[] alive = archive.Get<byte>(AliveKey, [slots]);
        int[] free = archive.Get<int>(FreeKey, [archive.RequireVector<int>(FreeKey)]);
        RequireConsistent(archive, alive, free);
        EnsureCapacity(slots);
        for (int slot = 0; slot < slots; slot++)
        {
            _generations[slot] = unchecked((uint)generations[slot]);
            _alive[slot] = alive[slot] != DeadMark;
            _decisions[slot] = alive[slot] == AliveMark ? 0 : Dead;
        }

        free.CopyTo(_free, 0);
        (_freeCount, SlotCount, AliveCount) = (free.Length, slots, slots - free.Length);
        _waiting.Clear();
    }

    /// <summary>Each slot is either alive or, once, free.</summary>
    private static void RequireConsistent(TensorArchive archive, byte[] alive, int[] free)
    {
        bool[] isFree = new bool[alive.Length];
        foreach (int slot in free)
        {
            if ((uint)slot >= (uint)alive.Length || isFree[slot] || alive[slot] != DeadMark)
            {
                throw new ArchiveFormatException(archive.Origin, $"tensor \"{FreeKey}\"", "slots of the dead, each once", $"{slot}");
            }

            isFree[slot] = true;
        }

        int living = alive.Count(each => each != DeadMark);
        if (living + free.Length != alive.Length)
        {
            throw new ArchiveFormatException(archive.Origin, $"tensor \"{AliveKey}\"", $"{alive.Length - free.Length} that live", $"{living}");
        }
    }

    /// <summary>The living agent of a number, or null.</summary>
    internal AgentHandle? Find(ulong id)
    {
        ulong slot = id & uint.MaxValue;
        uint generation = (uint)(id >> 32);
        return slot < (ulong)SlotCount && _alive[slot] && _generations[slot] == generation ? new AgentHandle(brain, (int)slot, generation) : null;
    }
}
