using System.Runtime.CompilerServices;

namespace NeuroAgents.Simulation.Ecs;

/// <content>The destruction and the components of single entities.</content>
public sealed partial class World
{
    /// <summary>Returns whether the handle refers to a living entity of this world.</summary>
    /// <remarks>Does not allocate. Thread-safe while no thread changes the structure.</remarks>
    public bool IsAlive(Entity entity) => _entities.IsAlive(entity);

    /// <summary>Destroys an entity. Its id is reused later with a higher version.</summary>
    /// <remarks>Does not allocate. Not thread-safe. The last entity with the same components moves into the freed row.</remarks>
    /// <exception cref="ArgumentException">The entity is not alive in this world: it was destroyed, never created, or belongs to another world.</exception>
    /// <exception cref="InvalidOperationException">A query of this world is being iterated.</exception>
    public void Destroy(Entity entity)
    {
        RefuseWhileIterating("World.Destroy");
        ref EntityRecord record = ref _entities.Find(entity);
        RemoveRow(record.Archetype!, record.Chunk, record.Row);
        _entities.Release(entity.Id);
    }

    /// <summary>Returns the entity's component by reference. The reference is valid until the next structural change.</summary>
    /// <remarks>Does not allocate. Thread-safe while no thread changes the structure.</remarks>
    /// <exception cref="ArgumentException">The entity is not alive in this world.</exception>
    /// <exception cref="InvalidOperationException">The entity lacks the component.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Get<T>(Entity entity) where T : unmanaged
    {
        ref EntityRecord record = ref _entities.Find(entity);
        return ref Unsafe.Add(ref record.Archetype!.Chunks[record.Chunk].First<T>(), record.Row);
    }

    /// <summary>Copies the entity's component to <paramref name="component"/>, or writes zero if the entity lacks the component.</summary>
    /// <returns>Whether the entity has the component.</returns>
    /// <inheritdoc cref="Get{T}" path="/remarks"/>
    /// <exception cref="ArgumentException">The entity is not alive in this world.</exception>
    public bool TryGet<T>(Entity entity, out T component) where T : unmanaged
    {
        bool has = Has<T>(entity);
        component = has ? Get<T>(entity) : default;
        return has;
    }

    /// <summary>Returns whether the entity has the component.</summary>
    /// <inheritdoc cref="Get{T}" path="/remarks"/>
    /// <exception cref="ArgumentException">The entity is not alive in this world.</exception>
    public bool Has<T>(Entity entity) where T : unmanaged => _entities.Find(entity).Archetype!.OffsetOf(Component<T>.Id) >= 0;

    /// <summary>Overwrites a component that the entity has.</summary>
    /// <inheritdoc cref="Get{T}" path="/*[not(self::summary)]"/>
    public void Set<T>(Entity entity, in T component = default) where T : unmanaged => Get<T>(entity) = component;

    /// <summary>Adds a component that the entity lacks. Its value is zero.</summary>
    /// <remarks>
    /// The entity moves to a chunk of its new combination of components. Allocates only when that chunk has to be created, or when the step from the old
    /// combination to the new one is made for the first time. Not thread-safe.
    /// </remarks>
    /// <exception cref="ArgumentException">The entity is not alive in this world.</exception>
    /// <exception cref="InvalidOperationException">The entity has the component, or a query of this world is being iterated.</exception>
    public void Add<T>(Entity entity) where T : unmanaged => Add<T>(entity, default);

    /// <summary>Adds a component that the entity lacks, with a value.</summary>
    /// <inheritdoc cref="Add{T}(Entity)" path="/*[not(self::summary)]"/>
    public void Add<T>(Entity entity, in T component) where T : unmanaged
    {
        RefuseWhileIterating("World.Add");
        ref EntityRecord record = ref MoveToNeighbour(entity, adds: true, Component<T>.Type);
        Unsafe.Add(ref record.Archetype!.Chunks[record.Chunk].First<T>(), record.Row) = component;
    }

    /// <summary>Removes a component from the entity.</summary>
    /// <inheritdoc cref="Add{T}(Entity)" path="/remarks"/>
    /// <exception cref="ArgumentException">The entity is not alive in this world.</exception>
    /// <exception cref="InvalidOperationException">The entity lacks the component, or a query of this world is being iterated.</exception>
    public void Remove<T>(Entity entity) where T : unmanaged
    {
        RefuseWhileIterating("World.Remove");
        MoveToNeighbour(entity, adds: false, Component<T>.Type);
    }
}
