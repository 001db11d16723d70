using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NeuroAgents.Simulation.Ecs;

/// <summary>The place where an entity is stored. While its id is free, <see cref="Archetype"/> is null and <see cref="Row"/> is the next free id.</summary>
internal struct EntityRecord
{
    public Archetype? Archetype;
    public int Chunk;
    public int Row;
    public int Version;
}

/// <summary>The table of entity ids. It issues ids, takes them back and finds the record of a handle.</summary>
/// <remarks>Allocates only when the table grows. Several threads may read while no thread changes the table.</remarks>
internal sealed class EntityTable(int worldId, int capacity)
{
    private const int None = -1;

    private EntityRecord[] _records = new EntityRecord[capacity];
    private int _issued;
    private int _firstFree = None;
    private int _retired;

    public int Alive { get; private set; }

    /// <summary>Makes room for this many more entities.</summary>
    public void Reserve(int amount)
    {
        int needed = checked(Alive + _retired + amount);
        if (needed > _records.Length)
        {
            Array.Resize(ref _records, Math.Max(needed, (int)Math.Min(2L * _records.Length, Array.MaxLength)));
        }
    }

    /// <summary>Issues an id for an entity that is stored at the given place.</summary>
    public Entity Issue(Archetype archetype, int chunk, int row)
    {
        int id = _firstFree;
        if (id == None)
        {
            id = _issued;
            if (id == _records.Length)
            {
                Array.Resize(ref _records, Math.Max(4, 2 * id));
            }

            _issued = id + 1;
            _records[id].Version = 1;
        }
        else
        {
            _firstFree = _records[id].Row;
        }

        ref EntityRecord record = ref _records[id];
        record.Archetype = archetype;
        record.Chunk = chunk;
        record.Row = row;
        Alive++;
        return new Entity(id, worldId, record.Version);
    }

    /// <summary>Issues ids for entities that are stored from the given row on, and writes their handles to <paramref name="entities"/>.</summary>
    public void Issue(Archetype archetype, int chunk, int row, Span<Entity> entities)
    {
        int done = 0;
        while (done < entities.Length && _firstFree != None)
        {
            entities[done] = Issue(archetype, chunk, row + done);
            done++;
        }

        // No free ids are left, so the rest are new and consecutive.
        entities = entities[done..];
        Span<EntityRecord> records = _records.AsSpan(_issued, entities.Length);
        for (int i = 0; i < records.Length; i++)
        {
            records[i] = new EntityRecord { Archetype = archetype, Chunk = chunk, Row = row + done + i, Version = 1 };
            entities[i] = new Entity(_issued + i, worldId, 1);
        }

        _issued += records.Length;
        Alive += records.Length;
    }

    public void Release(int id)
    {
        ref EntityRecord record = ref _records[id];
        record.Archetype = null;
        Alive--;
        if (record.Version == int.MaxValue)
        {
            // Retire the id, because no higher version is left. With reuse, an old handle could refer to a new entity.
            _retired++;
            return;
        }

        record.Version++;
        record.Row = _firstFree;
        _firstFree = id;
    }

    public void Place(int id, int chunk, int row)
    {
        ref EntityRecord record = ref _records[id];
        record.Chunk = chunk;
        record.Row = row;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsAlive(Entity entity)
    {
        EntityRecord[] records = _records;
        return (uint)entity.Id < (uint)records.Length
            && records[entity.Id].Version == entity.Version
            && records[entity.Id].Archetype is not null
            && entity.WorldId == worldId;
    }

    /// <exception cref="ArgumentException">The entity is not alive in this world.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref EntityRecord Find(Entity entity)
    {
        if (!IsAlive(entity))
        {
            ThrowNotAlive(entity);
        }

        return ref _records[entity.Id];
    }

    /// <summary>Empties the table. No handle is alive afterwards.</summary>
    public void Clear()
    {
        _records = [];
        _issued = 0;
        _firstFree = None;
        _retired = 0;
        Alive = 0;
    }

    [DoesNotReturn]
    private void ThrowNotAlive(Entity entity)
    {
        string why =
            entity == Entity.Null ? ""
            : entity.Version <= 0 ? ", which was never created (a default value or a handle made by hand)"
            : entity.IsPlaceholder ? ", which is valid only in its CommandBuffer and until the playback"
            : entity.WorldId != worldId ? ", which belongs to another world"
            : (uint)entity.Id < (uint)_issued && _records[entity.Id].Archetype is not null
                ? $", which was destroyed; version {_records[entity.Id].Version} uses its id now"
            : ", which was destroyed";
        throw new ArgumentException($"entity: expected an entity that is alive in world {worldId}, received {entity}{why}.", nameof(entity));
    }
}
