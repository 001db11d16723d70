using System.Diagnostics.CodeAnalysis;

namespace NeuroAgents.Simulation.Ecs;

/// <content>The parts that all structural changes share.</content>
public sealed partial class World
{
    // Interlocked because several threads may iterate at once.
    internal void BeginIteration()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Interlocked.Increment(ref _openIterations);
    }

    internal void EndIteration() => Interlocked.Decrement(ref _openIterations);

    internal void RefuseWhileIterating(string operation)
    {
        if (_openIterations != 0 || _disposed)
        {
            ThrowRefused(operation);
        }
    }

    /// <summary>Returns the component types of a living entity.</summary>
    internal Signature SignatureOf(Entity entity) => _entities.Find(entity).Archetype!.Signature;

    /// <summary>Returns a reference to the first byte of an entity's component.</summary>
    internal ref byte ComponentBytes(Entity entity, ComponentType type)
    {
        ref EntityRecord record = ref _entities.Find(entity);
        int offset = record.Archetype!.OffsetOf(type.Id);
        if (offset < 0)
        {
            record.Archetype.ThrowLacks(type);
        }

        return ref record.Archetype.Chunks[record.Chunk].At(offset + (record.Row * type.Size));
    }

    /// <summary>Moves an entity to the archetype with one component more or less. The caller must write an added component.</summary>
    internal ref EntityRecord MoveToNeighbour(Entity entity, bool adds, ComponentType type)
    {
        ref EntityRecord record = ref _entities.Find(entity);
        Archetype source = record.Archetype!;
        Archetype target = source.Edge(adds, type) ?? FindNeighbour(source, adds, type, entity);
        int chunk = record.Chunk;
        int row = record.Row;

        ref Chunk targetChunk = ref target.Append(out int targetChunkIndex, out int targetRow);
        targetChunk.EntityAt(targetRow) = entity;
        source.CopyShared(ref source.Chunks[chunk], row, ref targetChunk, targetRow);
        RemoveRow(source, chunk, row);

        record.Archetype = target;
        record.Chunk = targetChunkIndex;
        record.Row = targetRow;
        return ref record;
    }

    private Archetype FindNeighbour(Archetype source, bool adds, ComponentType type, Entity entity)
    {
        if (source.Signature.Contains(type) == adds)
        {
            throw new InvalidOperationException(adds
                ? $"World.Add: expected an entity without {type.Name}, received {entity} with {source.Signature}. Use Set to overwrite it."
                : $"World.Remove: expected an entity with {type.Name}, received {entity} with {source.Signature}.");
        }

        Archetype target = ArchetypeOf(adds ? source.Signature.With(type) : source.Signature.Without(type));
        source.Edge(adds, type) = target;
        target.Edge(!adds, type) = source;
        return target;
    }

    private void RemoveRow(Archetype archetype, int chunk, int row)
    {
        Entity moved = archetype.Remove(chunk, row);
        if (moved != Entity.Null)
        {
            _entities.Place(moved.Id, chunk, row);
        }
    }

    private Row NewRow(Signature signature)
    {
        RefuseWhileIterating("World.Create");
        Archetype archetype = ArchetypeOf(signature);
        ref Chunk chunk = ref archetype.Append(out int chunkIndex, out int row);
        Entity entity = _entities.Issue(archetype, chunkIndex, row);
        chunk.EntityAt(row) = entity;
        return new Row(ref chunk, row, entity);
    }

    private Rows NewRows(Signature signature, int amount, Span<Entity> created)
    {
        RefuseWhileIterating("World.Create");
        ArgumentOutOfRangeException.ThrowIfLessThan(amount, 1);
        Archetype archetype = ArchetypeOf(signature);
        archetype.Reserve(amount);
        _entities.Reserve(amount);

        int firstChunk = archetype.Append(amount, out int firstRow);
        int row = firstRow;
        for (int chunkIndex = firstChunk; chunkIndex < archetype.UsedChunks; chunkIndex++, row = 0)
        {
            Span<Entity> entities = archetype.Chunks[chunkIndex].MutableEntities[row..];
            _entities.Issue(archetype, chunkIndex, row, entities);
            if (!created.IsEmpty)
            {
                entities.CopyTo(created);
                created = created[entities.Length..];
            }
        }

        return new Rows(archetype, firstChunk, firstRow);
    }

    private void Reserve(Signature signature, int amount)
    {
        RefuseWhileIterating("World.EnsureCapacity");
        ArgumentOutOfRangeException.ThrowIfLessThan(amount, 1);
        ArchetypeOf(signature).Reserve(amount);
        _entities.Reserve(amount);
    }

    private Archetype ArchetypeOf(Signature signature)
    {
        Archetype?[] bySignature = _bySignature;
        return (uint)signature.Index < (uint)bySignature.Length && bySignature[signature.Index] is { } archetype
            ? archetype
            : NewArchetype(signature);
    }

    private Archetype NewArchetype(Signature signature)
    {
        var archetype = new Archetype(signature, _chunkBytes, _minimumRows);
        if (signature.Index >= _bySignature.Length)
        {
            Array.Resize(ref _bySignature, Math.Max(signature.Index + 1, 2 * _bySignature.Length));
        }

        _bySignature[signature.Index] = archetype;
        _archetypes.Add(archetype);
        foreach (Query query in _queries.Values)
        {
            query.AddIfMatching(archetype);
        }

        return archetype;
    }

    [DoesNotReturn]
    private void ThrowRefused(string operation)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        throw new InvalidOperationException(
            $"{operation}: expected no running foreach over a query of world {Id}, because the call changes the world's structure, received {_openIterations}. "
            + "Record the change in a CommandBuffer and call Playback after the loop.");
    }
}
