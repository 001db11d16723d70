namespace NeuroAgents.Agents;

/// <summary>Identity of an agent in one brain for as long as it lives: a slot that is used again, and a generation that is not.</summary>
/// <remarks>A stale handle, or one of another brain of the plugin, is refused; it never names another agent. The default value names nobody.</remarks>
public readonly struct AgentHandle : IEquatable<AgentHandle>, IComparable<AgentHandle>
{
    internal AgentHandle(int brain, int slot, uint generation)
    {
        Brain = brain;
        Slot = slot;
        Generation = generation;
    }

    /// <summary>Place of its brain among those of the plugin, from 0.</summary>
    public int Brain { get; }

    /// <summary>Place in the brain's tables, from 0. Slots of dead agents are used again.</summary>
    public int Slot { get; }

    /// <summary>How often the slot was given away, from 1; 0 for nobody.</summary>
    public uint Generation { get; }

    /// <summary>A number that no other agent of the brain ever has: for random sources and logs.</summary>
    public ulong Id => ((ulong)Generation << 32) | (uint)Slot;

    /// <inheritdoc/>
    public bool Equals(AgentHandle other) => Slot == other.Slot && Generation == other.Generation && Brain == other.Brain;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AgentHandle other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Brain, Slot, Generation);

    /// <summary>Orders by brain, then slot, then generation.</summary>
    public int CompareTo(AgentHandle other) => (Brain, Slot, Generation).CompareTo((other.Brain, other.Slot, other.Generation));

    /// <inheritdoc/>
    public override string ToString() => $"agent {Slot}.{Generation} of brain {Brain}";

    /// <summary>Same agent.</summary>
    public static bool operator ==(AgentHandle left, AgentHandle right) => left.Equals(right);

    /// <summary>Different agents.</summary>
    public static bool operator !=(AgentHandle left, AgentHandle right) => !left.Equals(right);

    /// <summary>Orders by brain, then slot, then generation.</summary>
    public static bool operator <(AgentHandle left, AgentHandle right) => left.CompareTo(right) < 0;

    /// <summary>Orders by brain, then slot, then generation.</summary>
    public static bool operator >(AgentHandle left, AgentHandle right) => left.CompareTo(right) > 0;

    /// <summary>Orders by brain, then slot, then generation.</summary>
    public static bool operator <=(AgentHandle left, AgentHandle right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by brain, then slot, then generation.</summary>
    public static bool operator >=(AgentHandle left, AgentHandle right) => left.CompareTo(right) >= 0;
}
