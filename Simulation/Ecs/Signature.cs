using System.Diagnostics.CodeAnalysis;

namespace NeuroAgents.Simulation.Ecs;

/// <summary>
/// A set of component types. Signatures are interned: sets of the same types are the same object, for any order of the types.
/// Get a signature from <see cref="Component{T0, T1}"/> and its siblings.
/// </summary>
/// <remarks>Immutable and thread-safe. One object per distinct set and process, kept for the life of the process.</remarks>
[SuppressMessage("Naming", "CA1716", Justification = "The name is Arch's.")]
public sealed class Signature
{
    private static readonly Lock s_lock = new();
    private static readonly Dictionary<ComponentType[], Signature> s_interned = new(new SameTypes());

    internal static readonly Signature Empty = Of();

    private readonly ComponentType[] _types;
    private readonly ulong[] _bits;

    private Signature(ComponentType[] sortedTypes, int index)
    {
        _types = sortedTypes;
        Index = index;
        _bits = new ulong[sortedTypes.Length == 0 ? 0 : (sortedTypes[^1].Id >> 6) + 1];
        foreach (ComponentType type in sortedTypes)
        {
            _bits[type.Id >> 6] |= 1UL << (type.Id & 63);
        }
    }

    /// <summary>Number of component types in the set.</summary>
    public int Count => _types.Length;

    /// <summary>Dense number of the signature in this process, with which a world finds the archetype without hashing.</summary>
    internal int Index { get; }

    /// <summary>The types in ascending order of their numbers.</summary>
    internal ReadOnlySpan<ComponentType> Types => _types;

    /// <summary>Returns the names of the component types, for messages. Allocates.</summary>
    public override string ToString() => _types.Length == 0 ? "no components" : string.Join(", ", _types.Select(type => type.Name));

    /// <summary>Returns the interned signature of component types.</summary>
    /// <exception cref="ArgumentException">A type is named twice.</exception>
    internal static Signature Of(params ReadOnlySpan<ComponentType> types)
    {
        ComponentType[] sorted = types.ToArray();
        Array.Sort(sorted, static (a, b) => a.Id.CompareTo(b.Id));
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] == sorted[i - 1])
            {
                throw new ArgumentException($"types: expected each component once, received {sorted[i].Name} twice.", nameof(types));
            }
        }

        lock (s_lock)
        {
            if (!s_interned.TryGetValue(sorted, out Signature? signature))
            {
                signature = new Signature(sorted, s_interned.Count);
                s_interned.Add(sorted, signature);
            }

            return signature;
        }
    }

    internal Signature With(ComponentType type) => Of([.. _types, type]);

    internal Signature Without(ComponentType type) => Of(Array.FindAll(_types, other => other != type));

    internal bool Contains(ComponentType type) =>
        type.Id >> 6 < _bits.Length && (_bits[type.Id >> 6] & (1UL << (type.Id & 63))) != 0;

    internal bool ContainsAll(Signature other)
    {
        foreach (ComponentType type in other._types)
        {
            if (!Contains(type))
            {
                return false;
            }
        }

        return true;
    }

    internal bool Intersects(Signature other)
    {
        foreach (ComponentType type in other._types)
        {
            if (Contains(type))
            {
                return true;
            }
        }

        return false;
    }

    private sealed class SameTypes : IEqualityComparer<ComponentType[]>
    {
        public bool Equals(ComponentType[]? x, ComponentType[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(ComponentType[] obj)
        {
            int hash = obj.Length;
            foreach (ComponentType type in obj)
            {
                hash = (hash * 31) + type.Id;
            }

            return hash;
        }
    }
}
