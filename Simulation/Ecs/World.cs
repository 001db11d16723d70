namespace NeuroAgents.Simulation.Ecs;

/// <summary>
/// A store of entities and their components. Entities that have the same components lie together in chunks, which a <see cref="Query"/> enumerates.
/// The names are those of Arch 2.1, but the checks are stricter; see README.md in this folder.
/// </summary>
/// <remarks>
/// Structural changes (Create, Destroy, Add, Remove, EnsureCapacity, playback) are not thread-safe. While no thread changes the structure, several threads may
/// query, iterate and read or write components of different entities. Worlds share no visible state, so each thread may own a world.
/// <code>
/// World
///   EntityTable   the place of each living entity: archetype, chunk, row
///   Archetype     one per combination of components
///     Chunk         a block of memory:  Entity | Position | Velocity   (one column each, one row per entity)
///   Query         one per description: the archetypes that match
/// </code>
/// </remarks>
/// <example>
/// <code>
/// using World world = World.Create();
/// Entity agent = world.Create(new Position(1, 2), new Velocity(3, 4));
/// QueryDescription moving = new QueryDescription().WithAll&lt;Position, Velocity&gt;();
/// foreach (ref var chunk in world.Query(in moving))
/// {
///     Span&lt;Position&gt; positions = chunk.GetSpan&lt;Position&gt;()[..chunk.Count];
///     Span&lt;Velocity&gt; velocities = chunk.GetSpan&lt;Velocity&gt;()[..chunk.Count];
///     for (int i = 0; i &lt; chunk.Count; i++)
///     {
///         positions[i].X += velocities[i].X / 60;
///     }
/// }
///
/// world.Destroy(agent);
/// </code>
/// </example>
public sealed partial class World : IDisposable
{
    private static int s_lastId;

    private readonly int _chunkBytes;
    private readonly int _minimumRows;
    private readonly EntityTable _entities;
    private readonly Lock _queryLock = new();
    private readonly List<Archetype> _archetypes;

    // Indexed by Signature.Index.
    private Archetype?[] _bySignature = [];

    // The dictionary is replaced and never changed, so look-ups need no lock.
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

    /// <summary>Number of the world in this process, from 1. It is never reused and is part of every <see cref="Entity"/>.</summary>
    public int Id { get; }

    /// <summary>Number of living entities.</summary>
    public int Size => _entities.Alive;

    /// <summary>Creates an empty world.</summary>
    /// <param name="chunkSizeInBytes">Size of a chunk, bytes, at least 1. Smaller chunks waste less memory with few entities; larger ones iterate faster. Default: 16,384.</param>
    /// <param name="minimumAmountOfEntitiesPerChunk">Minimum number of entities per chunk, at least 1. A chunk that would hold fewer is made larger. Default: 100.</param>
    /// <param name="archetypeCapacity">Number of combinations of components that fit before the world allocates more room. Default: 2.</param>
    /// <param name="entityCapacity">Number of entity ids that fit before the world allocates more room. Default: 64.</param>
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

    /// <summary>Destroys a world; does the same as <see cref="Dispose"/>.</summary>
    public static void Destroy(World world)
    {
        ArgumentNullException.ThrowIfNull(world);
        world.Dispose();
    }

    /// <summary>Releases the memory to the garbage collector. No entity of the world is alive afterwards. A second call does nothing.</summary>
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

    /// <summary>Returns the query of a description. It is the same object each time.</summary>
    /// <remarks>Allocates only for a description that is new to this world. Thread-safe while no thread changes the structure.</remarks>
    /// <exception cref="ObjectDisposedException">The world was destroyed.</exception>
    public Query Query(in QueryDescription queryDescription) =>
        _queries.TryGetValue(queryDescription, out Query? query) ? query : NewQuery(in queryDescription);

    /// <summary>Returns the number of entities that match a description.</summary>
    /// <remarks>Allocates only for a description that is new to this world. Thread-safe while no thread changes the structure.</remarks>
    public int CountEntities(in QueryDescription queryDescription)
    {
        int count = 0;
        foreach (Archetype archetype in Query(in queryDescription).Archetypes)
        {
            count += archetype.EntityCount;
        }

        return count;
    }

    /// <summary>Writes the entities that match a description to <paramref name="list"/>, from index <paramref name="start"/> on, in undefined order.</summary>
    /// <remarks>
    /// The list is a copy, so a loop over it may change the structure.
    /// Allocates only for a description that is new to this world. Thread-safe while no thread changes the structure.
    /// </remarks>
    /// <exception cref="ArgumentException">The list is too short. Nothing is written.</exception>
    public void GetEntities(in QueryDescription queryDescription, Span<Entity> list, int start = 0)
    {
        int count = CountEntities(in queryDescription);
        if (start < 0 || count > list.Length - start)
        {
            throw new ArgumentException($"list: expected room for {count} entities, received a list of {list.Length} with start {start}.", nameof(list));
        }

        Span<Entity> rest = list[start..];
        foreach (ref Chunk chunk in Query(in queryDescription))
        {
            chunk.Entities.CopyTo(rest);
            rest = rest[chunk.Count..];
        }
    }

    /// <summary>Returns a text for messages and debugging. Allocates.</summary>
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
