namespace NeuroAgents.Simulation.Ecs;

/// <summary>The place of a column in a chunk's block.</summary>
/// <param name="Type">The component; null for the column of entity handles.</param>
/// <param name="Offset">Distance of the column from the aligned start of the block, bytes.</param>
/// <param name="Size">Size of one element, bytes.</param>
internal readonly record struct Column(ComponentType? Type, int Offset, int Size);

/// <summary>
/// The division of a block of memory into columns: first the entity handles, then one column per component. Each column starts at a multiple of
/// <see cref="Chunk.Alignment"/> bytes.
/// </summary>
internal sealed class ArchetypeLayout
{
    // With a capacity that is a multiple of 16, columns of 4-byte components fill whole cache lines, without padding between them.
    private const int Rows = 16;

    public unsafe ArchetypeLayout(Signature signature, int chunkBytes, int minimumRows)
    {
        int rowBytes = sizeof(Entity);
        foreach (ComponentType type in signature.Types)
        {
            rowBytes += type.Size;
        }

        int capacity = chunkBytes / rowBytes;
        while (capacity > 0 && Arrange(signature, capacity).Bytes > chunkBytes)
        {
            capacity--;
        }

        capacity = capacity >= Rows ? capacity / Rows * Rows : capacity;
        Capacity = Math.Max(capacity, minimumRows);
        (Columns, BlockBytes) = Arrange(signature, Capacity);
    }

    /// <summary>Number of entities per chunk.</summary>
    public int Capacity { get; }

    /// <summary>Size of a block from its aligned start, bytes.</summary>
    public int BlockBytes { get; }

    public Column[] Columns { get; }

    private static unsafe (Column[] Columns, int Bytes) Arrange(Signature signature, int capacity)
    {
        var columns = new Column[signature.Count + 1];
        columns[0] = new Column(null, 0, sizeof(Entity));
        int end = checked(capacity * sizeof(Entity));
        for (int i = 0; i < signature.Count; i++)
        {
            ComponentType type = signature.Types[i];
            int offset = (end + Chunk.Alignment - 1) / Chunk.Alignment * Chunk.Alignment;
            columns[i + 1] = new Column(type, offset, type.Size);
            end = checked(offset + (capacity * type.Size));
        }

        return (columns, end);
    }
}
