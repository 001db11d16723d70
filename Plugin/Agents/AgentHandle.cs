using System.Runtime.InteropServices;

namespace NeuroAgents.Agents;

/// <summary>Identity of an agent while it lives: the brain that owns it, a slot that later agents reuse, and a generation that tells the agents of one slot apart.</summary>
/// <remarks>
/// A stale handle is refused and never names another agent. A handle of another brain or another plugin is also refused, even if that plugin was destroyed and its agents had the same numbers.
/// A handle lasts for one process. A saved game keeps <see cref="Id"/>, and <see cref="Brain.FindAgent"/> gives the new handle. The default value names no agent.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly struct AgentHandle : IEquatable<AgentHandle>, IComparable<AgentHandle>
{
    internal AgentHandle(int brain, int slot, uint generation, ulong owner = 0)
    {
        Brain = brain;
        Slot = slot;
        Generation = generation;
        Owner = owner;
    }

    /// <summary>Index of the agent's brain in <see cref="NeuroPlugin.Brains"/>.</summary>
    public int Brain { get; }

    /// <summary>Index of the agent's slot in its brain, from 0. Slots of dead agents are reused.</summary>
    public int Slot { get; }

    /// <summary>Number that tells the agents of one slot apart: a later agent has a higher one. From 1; 0 in the default value.</summary>
    public uint Generation { get; }

    /// <summary>The table that issued the handle: a random number, unique in the process without state shared between plugins.</summary>
    internal ulong Owner { get; }

    /// <summary>A number that no other agent of the brain ever has, for random sources, logs and saved games.</summary>
    public ulong Id => ((ulong)Generation << 32) | (uint)Slot;

    /// <inheritdoc/>
    public bool Equals(AgentHandle other) => Slot == other.Slot && Generation == other.Generation && Brain == other.Brain && Owner == other.Owner;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AgentHandle other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Brain, Slot, Generation, Owner);

    /// <summary>Orders by brain, then slot, then generation, then plugin. The order of plugins changes from run to run.</summary>
    public int CompareTo(AgentHandle other) => (Brain, Slot, Generation, Owner).CompareTo((other.Brain, other.Slot, other.Generation, other.Owner));

    /// <inheritdoc/>
    public override string ToString() => $"agent {Slot}.{Generation} of brain {Brain}";

    /// <summary>Returns whether two handles are equal.</summary>
    public static bool operator ==(AgentHandle left, AgentHandle right) => left.Equals(right);

    /// <summary>Returns whether two handles differ.</summary>
    public static bool operator !=(AgentHandle left, AgentHandle right) => !left.Equals(right);

    /// <summary>Compares like <see cref="CompareTo"/>.</summary>
    public static bool operator <(AgentHandle left, AgentHandle right) => left.CompareTo(right) < 0;

    /// <summary>Compares like <see cref="CompareTo"/>.</summary>
    public static bool operator >(AgentHandle left, AgentHandle right) => left.CompareTo(right) > 0;

    /// <summary>Compares like <see cref="CompareTo"/>.</summary>
    public static bool operator <=(AgentHandle left, AgentHandle right) => left.CompareTo(right) <= 0;

    /// <summary>Compares like <see cref="CompareTo"/>.</summary>
    public static bool operator >=(AgentHandle left, AgentHandle right) => left.CompareTo(right) >= 0;
}
