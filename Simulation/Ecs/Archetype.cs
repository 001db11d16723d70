using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NeuroAgents.Simulation.Ecs;

/// <summary>The store of all entities of one world that have exactly the same components.</summary>
/// <remarks>
/// Chunks are filled in order and stay dense: every chunk in use except the last is full. Removing a row moves the archetype's last row into the gap.
/// Empty chunks are kept for reuse.
/// <code>
/// chunk 0   [ 0 1 2 3 ]   full
/// chunk 1   [ 4 5 . . ]   last in use: Append writes row 2, Remove moves row 1 into the gap
/// chunk 2   [ . . . . ]   allocated and empty
/// </code>
/// </remarks>
internal sealed class Archetype
{
    private readonly ArchetypeLayout _layout;
    private readonly int[] _offsetById;
    private Archetype?[] _withComponent = [];
    private Archetype?[] _withoutComponent = [];
    private int _allocatedChunks;

    public Archetype(Signature signature, int chunkBytes, int minimumRows)
    {
        Signature = signature;
        _layout = new ArchetypeLayout(signature, chunkBytes, minimumRows);
        ChunkCapacity = _layout.Capacity;
        _offsetById = new int[signature.Count == 0 ? 0 : signature.Types[^1].Id + 1];
        Array.Fill(_offsetById, -1);
        foreach (Column column in Components)
        {
            _offsetById[column.Type!.Id] = column.Offset;
        }
    }

    public Signature Signature { get; }

    public int ChunkCapacity { get; }

    /// <summary>The allocated chunks. The first <see cref="UsedChunks"/> of them hold entities.</summary>
    public Chunk[] Chunks { get; private set; } = [];

    public int UsedChunks { get; private set; }

    public int EntityCount { get; private set; }

    private ReadOnlySpan<Column> Components => _layout.Columns.AsSpan(1);

    /// <summary>Returns the offset of a component's column in a block, bytes, or −1 if the entities lack the component.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int OffsetOf(int componentId)
    {
        int[] offsets = _offsetById;
        return (uint)componentId < (uint)offsets.Length ? offsets[componentId] : -1;
    }

    /// <summary>Appends a row. The caller must write the entity handle and every component.</summary>
    public ref Chunk Append(out int chunkIndex, out int row)
    {
        chunkIndex = UsedChunks - 1;
        if (chunkIndex < 0 || Chunks[chunkIndex].Count == ChunkCapacity)
        {
            chunkIndex = UsedChunks;
            if (chunkIndex == _allocatedChunks)
            {
                AllocateChunk();
            }

            UsedChunks++;
        }

        ref Chunk chunk = ref Chunks[chunkIndex];
        row = chunk.Count;
        chunk.Count = row + 1;
        EntityCount++;
        return ref chunk;
    }

    /// <summary>Appends rows in reserved memory. They extend from row <paramref name="firstRow"/> of the returned chunk to the end of the archetype.</summary>
    public int Append(int amount, out int firstRow)
    {
        int firstChunk = EntityCount / ChunkCapacity;
        firstRow = EntityCount % ChunkCapacity;
        EntityCount += amount;
        UsedChunks = (EntityCount + ChunkCapacity - 1) / ChunkCapacity;
        for (int i = firstChunk; i < UsedChunks; i++)
        {
            Chunks[i].Count = Math.Min(ChunkCapacity, EntityCount - (i * ChunkCapacity));
        }

        return firstChunk;
    }

    /// <summary>Removes a row by moving the last row into its place. Returns the moved entity, or <see cref="Entity.Null"/> if the row was the last.</summary>
    public Entity Remove(int chunkIndex, int row)
    {
        ref Chunk last = ref Chunks[UsedChunks - 1];
        int lastRow = last.Count - 1;
        Entity moved = Entity.Null;
        if (chunkIndex != UsedChunks - 1 || row != lastRow)
        {
            ref Chunk hole = ref Chunks[chunkIndex];
            moved = last.EntityAt(lastRow);
            foreach (ref readonly Column column in _layout.Columns.AsSpan())
            {
                Copy(ref last.At(column.Offset + (lastRow * column.Size)), ref hole.At(column.Offset + (row * column.Size)), column.Size);
            }
        }

        last.Count = lastRow;
        EntityCount--;
        if (lastRow == 0)
        {
            UsedChunks--;
        }

        return moved;
    }

    /// <summary>Copies the components that both archetypes have.</summary>
    public void CopyShared(ref Chunk from, int fromRow, ref Chunk to, int toRow)
    {
        foreach (ref readonly Column column in Components)
        {
            int target = to.Archetype.OffsetOf(column.Type!.Id);
            if (target >= 0)
            {
                Copy(ref from.At(column.Offset + (fromRow * column.Size)), ref to.At(target + (toRow * column.Size)), column.Size);
            }
        }
    }

    /// <summary>Sets all components of some rows of a chunk to zero.</summary>
    public void Zero(ref Chunk chunk, int row, int count)
    {
        foreach (ref readonly Column column in Components)
        {
            Unsafe.InitBlockUnaligned(ref chunk.At(column.Offset + (row * column.Size)), 0, (uint)(count * column.Size));
        }
    }

    /// <summary>Allocates room for this many more entities and clears the memory, so that the first use of a page costs no time later.</summary>
    public void Reserve(int amount)
    {
        long chunks = ((long)EntityCount + amount + ChunkCapacity - 1) / ChunkCapacity;
        while (_allocatedChunks < chunks)
        {
            AllocateChunk();
        }
    }

    /// <summary>Returns a reference to the cached archetype that has one component more or less. It is null until it is set.</summary>
    public ref Archetype? Edge(bool adds, ComponentType type)
    {
        ref Archetype?[] edges = ref adds ? ref _withComponent : ref _withoutComponent;
        if (type.Id >= edges.Length)
        {
            Array.Resize(ref edges, Math.Max(type.Id + 1, 2 * edges.Length));
        }

        return ref edges[type.Id];
    }

    [DoesNotReturn]
    public void ThrowLacks(ComponentType type) =>
        throw new InvalidOperationException($"component: expected entities with {type.Name}, received entities with {Signature}.");

    private static void Copy(ref byte from, ref byte to, int size)
    {
        // Common sizes need one load and one store; the general copy is a call.
        switch (size)
        {
            case 4:
                Unsafe.WriteUnaligned(ref to, Unsafe.ReadUnaligned<int>(ref from));
                break;
            case 8:
                Unsafe.WriteUnaligned(ref to, Unsafe.ReadUnaligned<long>(ref from));
                break;
            default:
                Unsafe.CopyBlockUnaligned(ref to, ref from, (uint)size);
                break;
        }
    }

    private unsafe void AllocateChunk()
    {
        if (_allocatedChunks == Chunks.Length)
        {
            Chunk[] chunks = Chunks;
            Array.Resize(ref chunks, Math.Max(1, 2 * chunks.Length));
            Chunks = chunks;
        }

        // Pinning keeps the alignment. The managed heap keeps a span valid that outlives the world.
        byte[] block = GC.AllocateUninitializedArray<byte>(_layout.BlockBytes + Chunk.Alignment, pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(block));
        int start = (int)((Chunk.Alignment - (address % Chunk.Alignment)) % Chunk.Alignment);
        Array.Clear(block);
        Chunks[_allocatedChunks++] = new Chunk(this, block, start);
    }
}
