using System.Diagnostics.CodeAnalysis;

namespace NeuroAgents.Simulation.Ecs;

/// <summary>
/// The chunks of a world that match a <see cref="QueryDescription"/>, including chunks that are created later. Get it from <see cref="World.Query"/>,
/// which keeps one query per description.
/// <code>
/// foreach (ref var chunk in world.Query(in description))
/// {
///     Span&lt;Position&gt; positions = chunk.GetSpan&lt;Position&gt;()[..chunk.Count];
/// }
/// </code>
/// </summary>
/// <remarks>
/// Iterating does not allocate. While any <c>foreach</c> over a query of the world runs, the world refuses structural changes. It accepts them again after the
/// loop ends, also by <c>break</c> or an exception. Loops may be nested. Several threads may iterate at once while none changes the structure.
/// The order of chunks and rows is undefined and differs from Arch's.
/// </remarks>
[SuppressMessage("Naming", "CA1710", Justification = "The name is Arch's; it is not a collection.")]
public sealed class Query
{
    private readonly World _world;
    private readonly QueryDescription _description;
    private Archetype[] _archetypes = new Archetype[4];
    private int _count;

    internal Query(World world, in QueryDescription description)
    {
        _world = world;
        _description = description;
    }

    internal ReadOnlySpan<Archetype> Archetypes => _archetypes.AsSpan(0, _count);

    /// <summary>Returns an enumerator for <c>foreach</c>, which also disposes the enumerator.</summary>
    /// <exception cref="ObjectDisposedException">The world was destroyed.</exception>
    public QueryChunkEnumerator GetEnumerator() => new(_world, Archetypes);

    /// <summary>Returns a text for messages and debugging. Allocates.</summary>
    public override string ToString() => _description.ToString();

    internal void AddIfMatching(Archetype archetype)
    {
        if (!_description.Matches(archetype.Signature))
        {
            return;
        }

        if (_count == _archetypes.Length)
        {
            Array.Resize(ref _archetypes, 2 * _count);
        }

        _archetypes[_count++] = archetype;
    }
}
