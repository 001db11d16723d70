using System.Runtime.CompilerServices;

namespace NeuroAgents.Simulation.Ecs;

/// <summary>An enumerator of the chunks of a <see cref="Query"/> that hold entities. Use it only through <c>foreach</c>, because Arch's enumerator has no Dispose.</summary>
/// <remarks>
/// Does not allocate. From the enumerator's creation until its disposal or the end of the chunks, the world refuses structural changes. The world counts its
/// open enumerators.
/// </remarks>
public ref struct QueryChunkEnumerator
{
    private readonly ReadOnlySpan<Archetype> _archetypes;
    private World? _open;
    private Span<Chunk> _chunks;
    private int _chunk = -1;
    private int _nextArchetype;

    internal QueryChunkEnumerator(World world, ReadOnlySpan<Archetype> archetypes)
    {
        world.BeginIteration();
        _open = world;
        _archetypes = archetypes;
    }

    /// <summary>The current chunk, by reference.</summary>
    public readonly ref Chunk Current => ref _chunks[_chunk];

    /// <summary>Moves to the next chunk that holds entities.</summary>
    /// <returns>False if there is no such chunk.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext() => ++_chunk < _chunks.Length || MoveToNextArchetype();

    /// <summary>Ends the iteration. Calling it again does nothing.</summary>
    public void Dispose()
    {
        _open?.EndIteration();
        _open = null;
    }

    private bool MoveToNextArchetype()
    {
        while (_nextArchetype < _archetypes.Length)
        {
            Archetype archetype = _archetypes[_nextArchetype++];
            if (archetype.UsedChunks > 0)
            {
                _chunks = archetype.Chunks.AsSpan(0, archetype.UsedChunks);
                _chunk = 0;
                return true;
            }
        }

        _chunks = default;
        Dispose();
        return false;
    }
}
