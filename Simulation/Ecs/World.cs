namespace NeuroAgents.Simulation.Ecs;

/// <summary>
/// Holds entities and their components. Entities that have the same components lie together in chunks, which a <see cref="Query"/> walks over.
/// The names are those of Arch 2.1, the checks are stricter: see README.md beside this file.
/// </summary>
/// <remarks>
/// Not thread-safe for structural changes (Create, Destroy, Add, Remove, EnsureCapacity, playback). Several threads may query, iterate and read or write
/// components of different entities while no thread changes the structure. Worlds share nothing that is visible, so each thread may own one.
/// </remarks>
public sealed partial class World : IDisposable
{
    private static int s_lastId;

    private readonly int _chunkBytes;
    private readonly int _minimumRows;
    private readonly EntityTable _entities;
    private readonly Lock _queryLock = new();
    private readonly List<Archetype> _archetypes;

    // Archetypes by Signature.Index.
    private Archetype?[] _bySignature = [];

    // Replaced, never changed, so that look-ups need no lock.
    private volatile Dictionary<QueryDescription, Query> _queries = [];

    private int _openIterations;
    private volatile bool _disposed;

    private World(int chunkBytes, int minimumRows, int archetypeCapacity, int entityCapacity)
    {
        Id = Interlocked.Increment(ref s_lastId);
        _chunkBytes = chunkBytes;
        _minimumRows = minimumRows;
        _entities = new EntityTable(Id, entityCapacity);
        _archetypes = new List<Archetype>(archetypeCapacity);
    }

    /// <summary>The world's number in this process, from 1, never reused. It is part of every <see cref="Entity"/>.</summary>
    public int Id { get; }

    /// <summary>Number of living entities.</summary>
    public int Size => _entities.Alive;

    /// <summary>Creates an empty world.</summary>
    /// <param name="chunkSizeInBytes">Size of a chunk, bytes, at least 1. Default 16,384.</param>
    /// <param name="minimumAmountOfEntitiesPerChunk">A chunk is made larger where it would hold fewer. At least 1, default 100.</param>
    /// <param name="archetypeCapacity">Room for this many combinations of components at the start. Default 2.</param>
    /// <param name="entityCapacity">Room for this many entity ids at the start. Default 64.</param>
    /// <remarks>Allocates. Thread-safe.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A size or capacity is too small.</exception>
    public static World Create(
        int chunkSizeInBytes = 16_384, int minimumAmountOfEntitiesPerChunk = 100, int archetypeCapacity = 2, int entityCapacity = 64)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkSizeInBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(minimumAmountOfEntitiesPerChunk, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(archetypeCapacity);
        ArgumentOutOfRangeException.ThrowIfNegative(entityCapacity);
        return new World(chunkSizeInBytes, minimumAmountOfEntitiesPerChunk, archetypeCapacity, entityCapacity);
    }

    /// <summary>The same as <see cref="Dispose"/>.</summary>
    public static void Destroy(World world)
    {
        ArgumentNullException.ThrowIfNull(world);
        world.Dispose();
    }

    /// <summary>Gives the memory back to the garbage collector. No entity of the world is alive afterwards. A second call does nothing.</summary>
    /// <exception cref="InvalidOperationException">A query of this world is being iterated.</exception>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        RefuseWhileIterating("World.Dispose");
        _disposed = true;
        _entities.Clear();
        _archetypes.Clear();
        _bySignature = [];
        _queries = [];
    }

    /// <summary>The query of a description; the same object each time.</summary>
    /// <remarks>Allocates for a description that is new to this world, never afterwards. Thread-safe while no thread changes the structure.</remarks>
    /// <exception cref="ObjectDisposedException">The world was destroyed.</exception>
    public Query Query(in QueryDescription queryDescription) =>
        _queries.TryGetValue(queryDescription, out Query? query) ? query : NewQuery(in queryDescription);

    /// <summary>Number of entities that a description matches.</summary>
    /// <remarks>As <see cref="Query"/>.</remarks>
    public int CountEntities(in QueryDescription queryDescription)
    {
        int count = 0;
        foreach (Archetype archetype in Query(in queryDescription).Archetypes)
        {
            count += archetype.EntityCount;
        }

        return count;
    }

    /// <summary>Writes the entities that a description matches to <paramref name="list"/>, from index <paramref name="start"/>, in no promised order.</summary>
    /// <remarks>As <see cref="Query"/>. The list is a copy: the structure may be changed while it is walked over.</remarks>
    /// <exception cref="ArgumentException">The list is too short; nothing is written.</exception>
    public void GetEntities(in QueryDescription queryDescription, Span<Entity> list, int start = 0)
    {
        int count = CountEntities(in queryDescription);
        if (start < 0 || count > list.Length - start)
        {
            throw new ArgumentException($"Expected room for {count} entities; received a list of {list.Length} with start {start}.", nameof(list));
        }

        Span<Entity> rest = list[start..];
        foreach (ref Chunk chunk in Query(in queryDescription))
        {
            chunk.Entities.CopyTo(rest);
            rest = rest[chunk.Count..];
        }
    }

    /// <summary>For messages and debugging. Allocates.</summary>
    public override string ToString() => $"world {Id}: {Size} entities with {_archetypes.Count} combinations of components";

    private Query NewQuery(in QueryDescription description)
    {
        lock (_queryLock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_queries.TryGetValue(description, out Query? query))
            {
                query = new Query(this, in description);
                foreach (Archetype archetype in _archetypes)
                {
                    query.AddIfMatching(archetype);
                }

                _queries = new Dictionary<QueryDescription, Query>(_queries) { [description] = query };
            }

            return query;
        }
    }
}
