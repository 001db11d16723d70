using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NeuroAgents.Simulation.Ecs;

/// <summary>
/// A buffer of structural changes. It records changes inside a loop over a query and makes them after the loop, when the structure may change.
/// </summary>
/// <remarks>
/// For each entity the playback adds components, then writes values, then removes components, then destroys the entity, in any order of recording.
/// If several values are recorded for one component, the last one counts.
/// Recording and playback allocate only when the buffer becomes fuller than ever before. Not thread-safe: use one buffer per thread, and play them
/// back in a fixed order.
/// </remarks>
/// <example>
/// <code>
/// foreach (ref var chunk in world.Query(in description))
/// {
///     for (int i = 0; i &lt; chunk.Count; i++)
///     {
///         if (chunk.Get&lt;Energy&gt;(i).Value &lt;= 0)
///         {
///             commands.Destroy(chunk.Entity(i));
///         }
///     }
/// }
///
/// commands.Playback(world);
/// </code>
/// </example>
public sealed partial class CommandBuffer : IDisposable
{
    private const int None = -1;
    private static int s_lastNumber;

    private readonly List<Command> _commands;
    private readonly List<Target> _targets;
    private readonly Dictionary<Entity, int> _targetOf;
    private byte[] _values = [];
    private int _valueBytes;

    // Both numbers are part of every placeholder, so that it never refers to an entity of another buffer or of a later recording.
    private int _number = NextNumber();
    private int _recording = 1;
    private bool _disposed;

    /// <summary>Creates an empty buffer.</summary>
    /// <param name="initialCapacity">Number of entities and of commands that fit before the buffer grows. Default: 128.</param>
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

    /// <summary>Records the creation of an entity with the components of a signature. They are zero until they are set.</summary>
    /// <returns>A placeholder for this buffer's other methods. It is valid until <see cref="Playback"/> and never alive in a world.</returns>
    /// <exception cref="ObjectDisposedException">The buffer was disposed.</exception>
    public Entity Create(Signature types)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(types);
        var placeholder = new Entity(-(_targets.Count + 1), -_number, _recording);
        Register(placeholder, types);
        return placeholder;
    }

    /// <summary>Records the destruction of an entity.</summary>
    /// <exception cref="InvalidOperationException">The entity's destruction is recorded already.</exception>
    /// <exception cref="ArgumentException">The entity is <see cref="Entity.Null"/> or a placeholder that this buffer did not create or has already played back.</exception>
    /// <exception cref="ObjectDisposedException">The buffer was disposed.</exception>
    public void Destroy(in Entity entity)
    {
        ref Target target = ref TargetOf(entity);
        if (target.Destroyed)
        {
            throw new InvalidOperationException($"CommandBuffer.Destroy: expected each entity once, received {entity} twice.");
        }

        target.Destroyed = true;
    }

    /// <summary>Records a new value for a component that the entity has or that this buffer adds.</summary>
    /// <inheritdoc cref="Remove{T}" path="/exception"/>
    public void Set<T>(in Entity entity, in T component = default) where T : unmanaged
    {
        Record(Kind.Set, entity, Component<T>.Type, Store(in component));
    }

    /// <summary>Records the addition of a component with its value.</summary>
    /// <inheritdoc cref="Remove{T}" path="/exception"/>
    public void Add<T>(in Entity entity, in T component = default) where T : unmanaged
    {
        Record(Kind.Add, entity, Component<T>.Type, Store(in component));
    }

    /// <summary>Records the removal of a component that the entity has or that this buffer adds.</summary>
    /// <exception cref="ArgumentException">The entity is <see cref="Entity.Null"/> or a placeholder that this buffer did not create or has already played back.</exception>
    /// <exception cref="ObjectDisposedException">The buffer was disposed.</exception>
    public void Remove<T>(in Entity entity) where T : unmanaged => Record(Kind.Remove, entity, Component<T>.Type, None);

    /// <summary>Drops the recorded changes. The buffer then refuses further use. A second call does nothing.</summary>
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
            if (entity.Version <= 0 || entity.IsPlaceholder)
            {
                throw new ArgumentException(
                    $"entity: expected an entity of a world or a placeholder that this buffer created and has not played back, received {entity}.", nameof(entity));
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

    private static int NextNumber() => Interlocked.Increment(ref s_lastNumber);

    private void Clear()
    {
        _commands.Clear();
        _targets.Clear();
        _targetOf.Clear();
        _valueBytes = 0;
        (_number, _recording) = _recording < int.MaxValue ? (_number, _recording + 1) : (NextNumber(), 1);
    }

    /// <summary>A recorded change of one entity. <see cref="Next"/> is the index of the same entity's next command.</summary>
    private record struct Command(Kind Kind, ComponentType Type, int ValueOffset)
    {
        public int Next = None;
    }

    /// <summary>An entity that the buffer creates or changes, with the indices of its first and last command.</summary>
    private record struct Target(Entity Entity, Signature? Created)
    {
        public int First = None;
        public int Last = None;
        public bool Destroyed;

        // The entity itself, or the entity that was created for a placeholder.
        public Entity Resolved;
    }
}
