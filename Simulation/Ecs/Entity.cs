using System.Diagnostics.CodeAnalysis;

namespace NeuroAgents.Simulation.Ecs;

/// <summary>
/// A handle to one entity of one <see cref="World"/>. It is a value: copy it, keep it, compare it. It never refers to another entity:
/// once the entity is destroyed its <see cref="Id"/> comes back with a higher <see cref="Version"/>, and the old handle is refused.
/// </summary>
/// <remarks>
/// 12 bytes. Does not allocate. Immutable, so safe to use from any thread. <c>default(Entity)</c> is never alive either, but it differs
/// from <see cref="Null"/>: compare with <see cref="Null"/>, or ask <see cref="World.IsAlive"/>.
/// </remarks>
[SuppressMessage("Design", "CA1051", Justification = "Fields, not properties, as in Arch; they are read-only.")]
public readonly struct Entity : IEquatable<Entity>
{
    /// <summary>The handle that refers to nothing.</summary>
    public static readonly Entity Null = new(-1, 0, -1);

    /// <summary>Position in the world's entity table. Reused after destruction, so it identifies an entity only while that is alive.</summary>
    public readonly int Id;

    /// <summary>The world that created the entity.</summary>
    public readonly int WorldId;

    /// <summary>How often <see cref="Id"/> has been given out, from 1.</summary>
    public readonly int Version;

    /// <summary>The same as <see cref="Null"/>.</summary>
    public Entity() : this(-1, 0, -1)
    {
    }

    internal Entity(int id, int worldId, int version)
    {
        Id = id;
        WorldId = worldId;
        Version = version;
    }

    /// <summary>True when both handles refer to the same entity of the same world.</summary>
    public static bool operator ==(Entity left, Entity right) => left.Equals(right);

    /// <summary>True when the handles refer to different entities.</summary>
    public static bool operator !=(Entity left, Entity right) => !left.Equals(right);

    /// <summary>True when both handles refer to the same entity of the same world.</summary>
    public bool Equals(Entity other) => Id == other.Id && Version == other.Version && WorldId == other.WorldId;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Entity other && Equals(other);

    /// <summary>A hash of id and version. The world is left out, so that equal runs in two worlds of one process hash alike.</summary>
    public override int GetHashCode() => (Id * 397) ^ Version;

    /// <summary>For messages and debugging: <c>entity 12 (version 3, world 1)</c>. Allocates.</summary>
    public override string ToString() => this == Null ? "entity null" : $"entity {Id} (version {Version}, world {WorldId})";
}
