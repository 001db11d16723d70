using System.Diagnostics;

namespace NeuroAgents.Learning.Experience;

/// <summary>A value for each agent slot, in pages that are allocated when one of their slots is first used.</summary>
/// <remarks>
/// Does not allocate for a slot of a known page. The list of pages grows by doubling, so new agents cost amortised constant time. Because of the pages, a damaged file
/// claims memory only in proportion to its rows.
/// </remarks>
internal sealed class SlotTable<T> where T : struct
{
    /// <summary>Maximum number of slots, as for the agents of a brain.</summary>
    internal const int MaxSlots = 1 << 25;

    private const int PageBits = 6;
    private const int PageSize = 1 << PageBits;
    private T[]?[] _pages = [];

    /// <summary>Value of the agent's slot, which is the low half of <paramref name="agent"/>; default at first.</summary>
    internal ref T this[ulong agent]
    {
        get
        {
            Debug.Assert(IsAgent(agent), "An agent's slot is within the limit, and its generation is not 0.");
            uint slot = (uint)agent;
            int page = (int)(slot >> PageBits);
            if (page >= _pages.Length)
            {
                Array.Resize(ref _pages, Math.Max(page + 1, 2 * _pages.Length));
            }

            return ref (_pages[page] ??= new T[PageSize])[slot & (PageSize - 1)];
        }
    }

    /// <summary>Allocates the pages of the first slots, so that their agents allocate nothing later.</summary>
    internal void Reserve(int slots)
    {
        int pages = (slots + PageSize - 1) >> PageBits;
        if (pages > _pages.Length)
        {
            Array.Resize(ref _pages, pages);
        }

        for (int page = 0; page < pages; page++)
        {
            _pages[page] ??= new T[PageSize];
        }
    }

    /// <summary>All values in the order of their slots, unused ones included. Allocates.</summary>
    internal IEnumerable<T> Values => _pages.OfType<T[]>().SelectMany(page => page);

    /// <summary>Returns whether a number can be that of an agent: a slot below the limit, a generation from 1.</summary>
    internal static bool IsAgent(ulong agent) => (uint)agent < MaxSlots && agent >> 32 != 0;
}
