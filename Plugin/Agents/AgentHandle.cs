namespace NeuroAgents.Agents;

/// <summary>Identity of an agent in one brain for as long as it lives: a slot that is used again, and a generation that is not.</summary>
/// <remarks>A stale handle is refused; it never names another agent. The default value names nobody.</remarks>
public readonly struct AgentHandle : IEquatable<AgentHandle>, IComparable<AgentHandle>
{
    internal AgentHandle(int slot, uint generation)
    {
        Slot = slot;
        Generation = generation;
    }

    /// <summary>Place in the brain's tables, from 0. Slots of dead agents are used again.</summary>
    public int Slot { get; }

    /// <summary>How often the slot was given away, from 1; 0 for nobody.</summary>
    public uint Generation { get; }

    /// <summary>A number that no other agent of the brain ever has: for random sources and logs.</summary>
    public ulong Id => ((ulong)Generation << 32) | (uint)Slot;

    /// <inheritdoc/>
    public bool Equals(AgentHandle other) => Slot == other.Slot && Generation == other.Generation;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AgentHandle other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Slot, Generation);

    /// <summary>Orders by slot, then generation.</summary>
    public int CompareTo(AgentHandle other) => Slot != other.Slot ? Slot.CompareTo(other.Slot) : Generation.CompareTo(other.Generation);

    /// <inheritdoc/>
    public override string ToString() => $"agent {Slot}.{Generation}";

    /// <summary>Same agent.</summary>
    public static bool operator ==(AgentHandle left, AgentHandle right) => left.Equals(right);

    /// <summary>Different agents.</summary>
    public static bool operator !=(AgentHandle left, AgentHandle right) => !left.Equals(right);

    /// <summary>Orders by slot, then generation.</summary>
    public static bool operator <(AgentHandle left, AgentHandle right) => left.CompareTo(right) < 0;

    /// <summary>Orders by slot, then generation.</summary>
    public static bool operator >(AgentHandle left, AgentHandle right) => left.CompareTo(right) > 0;

    /// <summary>Orders by slot, then generation.</summary>
    public static bool operator <=(AgentHandle left, AgentHandle right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by slot, then generation.</summary>
    public static bool operator >=(AgentHandle left, AgentHandle right) => left.CompareTo(right) >= 0;
}
