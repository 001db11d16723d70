using System.Diagnostics.CodeAnalysis;

namespace NeuroAgents.Simulation.Ecs;

/// <summary>
/// A handle to one entity of one <see cref="World"/>. It is a value that may be copied, kept and compared. After the entity is destroyed, its <see cref="Id"/>
/// is reused with a higher <see cref="Version"/>, so the old handle is refused and never refers to another entity.
/// </summary>
/// <remarks>
/// 12 bytes. Immutable and thread-safe. Only <see cref="ToString"/> allocates. Like <see cref="Null"/>, <c>default(Entity)</c> is never alive, but the two
/// differ: initialise unset handles to <see cref="Null"/>, or check them with <see cref="World.IsAlive"/>.
/// </remarks>
[SuppressMessage("Design", "CA1051", Justification = "Fields, not properties, as in Arch; they are read-only.")]
public readonly struct Entity : IEquatable<Entity>
{
    /// <summary>The handle that refers to no entity.</summary>
    public static readonly Entity Null = new(-1, 0, -1);

    /// <summary>Position in the world's entity table. It is reused after destruction, so it identifies an entity only while the entity is alive.</summary>
    public readonly int Id;

    /// <summary>Number of the world that created the entity: its <see cref="World.Id"/>. Below 0 for a placeholder of a <see cref="CommandBuffer"/>.</summary>
    public readonly int WorldId;

    /// <summary>Number of times that <see cref="Id"/> has been used, from 1.</summary>
    public readonly int Version;

    /// <summary>Creates a handle equal to <see cref="Null"/>.</summary>
    public Entity() : this(-1, 0, -1)
    {
    }

    internal Entity(int id, int worldId, int version)
    {
        Id = id;
        WorldId = worldId;
        Version = version;
    }

    internal bool IsPlaceholder => WorldId < 0;

    /// <summary>Returns whether both handles refer to the same entity of the same world.</summary>
    public static bool operator ==(Entity left, Entity right) => left.Equals(right);

    /// <summary>Returns whether the handles refer to different entities.</summary>
    public static bool operator !=(Entity left, Entity right) => !left.Equals(right);

    /// <summary>Returns whether both handles refer to the same entity of the same world.</summary>
    public bool Equals(Entity other) => Id == other.Id && Version == other.Version && WorldId == other.WorldId;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Entity other && Equals(other);

    /// <summary>Returns a hash of id and version. The world is omitted, so that equal runs in two worlds of one process have equal hashes.</summary>
    public override int GetHashCode() => (Id * 397) ^ Version;

    /// <summary>Returns a text for messages and debugging, such as <c>entity 12 (version 3, world 1)</c>. Allocates.</summary>
    public override string ToString() =>
        this == Null ? "Entity.Null"
        : IsPlaceholder ? $"placeholder {-Id} (recording {Version}, command buffer {-WorldId})"
        : $"entity {Id} (version {Version}, world {WorldId})";
}
