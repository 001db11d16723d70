using NeuroAgents.Numerics;

namespace NeuroAgents.Simulation.Systems;

/// <summary>A step of the frame that processes every chunk of a query, on several threads.</summary>
/// <remarks>Chunks are processed in any order and by any worker. Processing a chunk may write only that chunk's rows and data that belong to its entities.</remarks>
/// <param name="world">The world.</param>
/// <param name="entities">The query that selects the entities.</param>
/// <param name="workers">The threads that share the work; null for the calling thread alone.</param>
public abstract class ChunkSystem(World world, QueryDescription entities, Workers? workers) : IParallelWork
{
    private const int ChunksPerPart = 2;
    private Chunk[] _chunks = [];

    /// <summary>Processes one chunk. Several threads call this at once, for different chunks.</summary>
    protected abstract void Execute(ref Chunk chunk);

    /// <summary>Processes every chunk, then returns. Allocates only when there are more chunks than ever before.</summary>
    protected void RunChunks()
    {
        // The copied chunks are valid until the next structural change, and no such change may happen before all are processed.
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
