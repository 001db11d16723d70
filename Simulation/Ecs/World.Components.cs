using System.Runtime.CompilerServices;

namespace NeuroAgents.Simulation.Ecs;

/// <content>Single entities: their life and their components.</content>
public sealed partial class World
{
    /// <summary>True when the handle is of a living entity of this world.</summary>
    /// <remarks>Does not allocate. Thread-safe while no thread changes the structure.</remarks>
    public bool IsAlive(Entity entity) => _entities.IsAlive(entity);

    /// <summary>Destroys an entity. Its id will be used again, with a higher version.</summary>
    /// <remarks>Does not allocate. Not thread-safe. The chunk's last entity moves into the freed row.</remarks>
    /// <exception cref="ArgumentException">The entity is not alive in this world: destroyed before, never created, or of another world.</exception>
    /// <exception cref="InvalidOperationException">A query of this world is being iterated.</exception>
    public void Destroy(Entity entity)
    {
        RefuseWhileIterating("World.Destroy");
        ref EntityRecord record = ref _entities.Find(entity);
        RemoveRow(record.Archetype!, record.Chunk, record.Row);
        _entities.Release(entity.Id);
    }

    /// <summary>The entity's component, by reference. The reference holds until the next structural change.</summary>
    /// <remarks>Does not allocate. Thread-safe while no thread changes the structure.</remarks>
    /// <exception cref="ArgumentException">The entity is not alive in this world.</exception>
    /// <exception cref="InvalidOperationException">The entity lacks the component.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Get<T>(Entity entity) where T : unmanaged
    {
        ref EntityRecord record = ref _entities.Find(entity);
        return ref Unsafe.Add(ref record.Archetype!.Chunks[record.Chunk].First<T>(), record.Row);
    }

    /// <summary>Copies the entity's component to <paramref name="component"/>, or zero where it lacks it.</summary>
    /// <returns>True when the entity has the component.</returns>
    /// <inheritdoc cref="Get{T}" path="/remarks"/>
    /// <exception cref="ArgumentException">The entity is not alive in this world.</exception>
    public bool TryGet<T>(Entity entity, out T component) where T : unmanaged
    {
        bool has = Has<T>(entity);
        component = has ? Get<T>(entity) : default;
        return has;
    }

    /// <summary>True when the entity has the component.</summary>
    /// <inheritdoc cref="Get{T}" path="/remarks"/>
    /// <exception cref="ArgumentException">The entity is not alive in this world.</exception>
    public bool Has<T>(Entity entity) where T : unmanaged => _entities.Find(entity).Archetype!.OffsetOf(Component<T>.Id) >= 0;

    /// <summary>Overwrites a component that the entity has.</summary>
    /// <inheritdoc cref="Get{T}" path="/*[not(self::summary)]"/>
    public void Set<T>(Entity entity, in T component = default) where T : unmanaged => Get<T>(entity) = component;

    /// <summary>Gives the entity a component that it lacks, zero at first.</summary>
    /// <remarks>
    /// The entity moves to the chunks of its new combination of components. Does not allocate once that combination and this step to it are known
    /// and the room is there. Not thread-safe.
    /// </remarks>
    /// <exception cref="ArgumentException">The entity is not alive in this world.</exception>
    /// <exception cref="InvalidOperationException">The entity has the component, or a query of this world is being iterated.</exception>
    public void Add<T>(Entity entity) where T : unmanaged => Add<T>(entity, default);

    /// <summary>Gives the entity a component that it lacks.</summary>
    /// <inheritdoc cref="Add{T}(Entity)" path="/*[not(self::summary)]"/>
    public void Add<T>(Entity entity, in T component) where T : unmanaged
    {
        RefuseWhileIterating("World.Add");
        ref EntityRecord record = ref MoveToNeighbour(entity, adds: true, Component<T>.Type);
        Unsafe.Add(ref record.Archetype!.Chunks[record.Chunk].First<T>(), record.Row) = component;
    }

    /// <summary>Takes a component from the entity.</summary>
    /// <inheritdoc cref="Add{T}(Entity)" path="/remarks"/>
    /// <exception cref="ArgumentException">The entity is not alive in this world.</exception>
    /// <exception cref="InvalidOperationException">The entity lacks the component, or a query of this world is being iterated.</exception>
    public void Remove<T>(Entity entity) where T : unmanaged
    {
        RefuseWhileIterating("World.Remove");
        MoveToNeighbour(entity, adds: false, Component<T>.Type);
    }
}
