using System.Runtime.CompilerServices;

namespace NeuroAgents.Simulation.Ecs;

/// <summary>A row that was just appended and whose components are still to be written.</summary>
internal readonly ref struct Row(ref Chunk chunk, int index, Entity entity)
{
    private readonly ref Chunk _chunk = ref chunk;

    public Entity Entity { get; } = entity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write<T>(in T component) where T : unmanaged => Unsafe.Add(ref _chunk.First<T>(), index) = component;

    public void Zero() => _chunk.Archetype.Zero(ref _chunk, index, 1);
}

/// <summary>Rows that were just appended, over as many chunks as they take, and whose components are still to be written.</summary>
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
