using System.Runtime.CompilerServices;

namespace NeuroAgents.Simulation.Ecs;

/// <summary>A newly appended row. The caller must write every component.</summary>
internal readonly ref struct Row(ref Chunk chunk, int index, Entity entity)
{
    private readonly ref Chunk _chunk = ref chunk;

    public Entity Entity { get; } = entity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write<T>(in T component) where T : unmanaged => Unsafe.Add(ref _chunk.First<T>(), index) = component;

    public void Zero() => _chunk.Archetype.Zero(ref _chunk, index, 1);
}

/// <summary>Newly appended rows in one or more chunks. The caller must write every component.</summary>
internal readonly ref struct Rows(Archetype archetype, int firstChunk, int firstRow)
{
    public void Fill<T>(in T component) where T : unmanaged
    {
        int row = firstRow;
        foreach (ref Chunk chunk in Chunks)
        {
            chunk.GetSpan<T>()[row..].Fill(component);
            row = 0;
        }
    }

    public void Zero()
    {
        int row = firstRow;
        foreach (ref Chunk chunk in Chunks)
        {
            archetype.Zero(ref chunk, row, chunk.Count - row);
            row = 0;
        }
    }

    private Span<Chunk> Chunks => archetype.Chunks.AsSpan(firstChunk..archetype.UsedChunks);
}
