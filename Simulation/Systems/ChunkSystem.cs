using NeuroAgents.Numerics;

namespace NeuroAgents.Simulation.Systems;

/// <summary>A step that does the same to every chunk of a query, on all workers.</summary>
/// <remarks>Chunks are taken in any order and by any worker: each writes its own rows, and elsewhere only what belongs to the entities in it.</remarks>
/// <param name="world">The world.</param>
/// <param name="entities">Which entities.</param>
/// <param name="workers">Who works; null for the caller alone.</param>
public abstract class ChunkSystem(World world, QueryDescription entities, Workers? workers) : IParallelWork
{
    private const int ChunksPerPart = 2;
    private Chunk[] _chunks = [];

    /// <summary>Does one chunk. Several threads run this at once, for different chunks.</summary>
    protected abstract void Execute(ref Chunk chunk);

    /// <summary>Does every chunk. Does not allocate unless there are more chunks than ever before.</summary>
    protected void RunChunks()
    {
        // Copies of chunks hold until the next structural change, and none may come before all are done.
        int count = 0;
        foreach (ref Chunk chunk in world.Query(in entities))
        {
            if (count == _chunks.Length)
            {
                Array.Resize(ref _chunks, Math.Max(64, 2 * count));
            }

            _chunks[count++] = chunk;
        }

        if (workers is null)
        {
            ExecuteChunks(0, count);
        }
        else
        {
            workers.Run(this, count, ChunksPerPart);
        }
    }

    void IParallelWork.Execute(int start, int count, int worker) => ExecuteChunks(start, count);

    private void ExecuteChunks(int start, int count)
    {
        for (int i = start; i < start + count; i++)
        {
            Execute(ref _chunks[i]);
        }
    }
}
