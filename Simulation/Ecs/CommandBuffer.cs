using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NeuroAgents.Simulation.Ecs;

/// <summary>
/// Records structural changes, so that they can be made after the queries that asked for them are done. For each entity the playback adds,
/// then writes values, then removes, then destroys, whatever the order of recording; of several values for one component the last recorded counts.
/// </summary>
/// <remarks>
/// Recording and playback don't allocate once the buffer has been as full before. Not thread-safe: use one buffer per thread, and play them
/// back in a fixed order.
/// </remarks>
public sealed partial class CommandBuffer : IDisposable
{
    private const int None = -1;
    private const int PlaceholderWorld = -1;

    private readonly List<Command> _commands;
    private readonly List<Target> _targets;
    private readonly Dictionary<Entity, int> _targetOf;
    private byte[] _values = [];
    private int _valueBytes;
    private bool _disposed;

    /// <param name="initialCapacity">Room for this many entities and commands at the start. Default 128.</param>
    /// <remarks>Allocates.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="initialCapacity"/> is negative.</exception>
    public CommandBuffer(int initialCapacity = 128)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(initialCapacity);
        _commands = new List<Command>(initialCapacity);
        _targets = new List<Target>(initialCapacity);
        _targetOf = new Dictionary<Entity, int>(initialCapacity);
    }

    private enum Kind
    {
        Add,
        Set,
        Remove,
    }

    /// <summary>Number of entities that the recorded commands create or change.</summary>
    public int Size => _targets.Count;

    /// <summary>Records the creation of an entity with the components of a signature, zero until they are set.</summary>
    /// <returns>A placeholder, good for this buffer's other methods until <see cref="Playback"/>; it is never alive in a world.</returns>
    /// <exception cref="ObjectDisposedException">The buffer was disposed.</exception>
    public Entity Create(Signature types)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(types);
        var placeholder = new Entity(-(_targets.Count + 1), PlaceholderWorld, 1);
        Register(placeholder, types);
        return placeholder;
    }

    /// <summary>Records the destruction of an entity.</summary>
    /// <exception cref="InvalidOperationException">Its destruction is recorded already.</exception>
    /// <exception cref="ArgumentException">The entity is <see cref="Entity.Null"/> or a placeholder that this buffer did not give out, or played back.</exception>
    /// <exception cref="ObjectDisposedException">The buffer was disposed.</exception>
    public void Destroy(in Entity entity)
    {
        ref Target target = ref TargetOf(entity);
        if (target.Destroyed)
        {
            throw new InvalidOperationException($"CommandBuffer.Destroy expects each entity once; {entity} is recorded already.");
        }

        target.Destroyed = true;
    }

    /// <summary>Records a new value for a component that the entity has, or gets in this buffer.</summary>
    /// <inheritdoc cref="Remove{T}" path="/exception"/>
    public void Set<T>(in Entity entity, in T component = default) where T : unmanaged
    {
        Record(Kind.Set, entity, Component<T>.Type, Store(in component));
    }

    /// <summary>Records a component that the entity gets, with its value.</summary>
    /// <inheritdoc cref="Remove{T}" path="/exception"/>
    public void Add<T>(in Entity entity, in T component = default) where T : unmanaged
    {
        Record(Kind.Add, entity, Component<T>.Type, Store(in component));
    }

    /// <summary>Records that the entity loses a component that it has, or gets in this buffer.</summary>
    /// <exception cref="ArgumentException">The entity is <see cref="Entity.Null"/> or a placeholder that this buffer did not give out, or played back.</exception>
    /// <exception cref="ObjectDisposedException">The buffer was disposed.</exception>
    public void Remove<T>(in Entity entity) where T : unmanaged => Record(Kind.Remove, entity, Component<T>.Type, None);

    /// <summary>Drops what is recorded and refuses further use. A second call does nothing.</summary>
    public void Dispose()
    {
        Clear();
        _disposed = true;
    }

    private void Record(Kind kind, Entity entity, ComponentType type, int valueOffset)
    {
        ref Target target = ref TargetOf(entity);
        int index = _commands.Count;
        _commands.Add(new Command(kind, type, valueOffset));
        if (target.First == None)
        {
            target.First = index;
        }
        else
        {
            CollectionsMarshal.AsSpan(_commands)[target.Last].Next = index;
        }

        target.Last = index;
    }

    private ref Target TargetOf(Entity entity)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_targetOf.TryGetValue(entity, out int index))
        {
            if (entity.Version <= 0 || entity.WorldId == PlaceholderWorld)
            {
                throw new ArgumentException(
                    $"Expected an entity of a world, or one that this buffer creates and has not played back; received {entity}.", nameof(entity));
            }

            index = Register(entity, null);
        }

        return ref CollectionsMarshal.AsSpan(_targets)[index];
    }

    private int Register(Entity entity, Signature? created)
    {
        int index = _targets.Count;
        _targets.Add(new Target(entity, created));
        _targetOf.Add(entity, index);
        return index;
    }

    private int Store<T>(in T component) where T : unmanaged
    {
        int offset = _valueBytes;
        int end = checked(offset + Unsafe.SizeOf<T>());
        if (end > _values.Length)
        {
            Array.Resize(ref _values, Math.Max(end, Math.Max(256, 2 * _values.Length)));
        }

        Unsafe.WriteUnaligned(ref _values[offset], component);
        _valueBytes = end;
        return offset;
    }

    private void Clear()
    {
        _commands.Clear();
        _targets.Clear();
        _targetOf.Clear();
        _valueBytes = 0;
    }

    /// <summary>One recorded change of one entity; <see cref="Next"/> is the entity's next one.</summary>
    private record struct Command(Kind Kind, ComponentType Type, int ValueOffset)
    {
        public int Next = None;
    }

    /// <summary>An entity that the buffer creates or changes, with the first and last of its commands.</summary>
    private record struct Target(Entity Entity, Signature? Created)
    {
        public int First = None;
        public int Last = None;
        public bool Destroyed;

        // The entity itself, or what was created for a placeholder.
        public Entity Resolved;
    }
}
