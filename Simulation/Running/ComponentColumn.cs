using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.Running;

/// <summary>One type of component of all entities that have it, as a tensor of a saved run: a row per entity, in the order in which the store walks over them.</summary>
internal abstract class ComponentColumn
{
    internal abstract Type Component { get; }

    internal abstract void Save(World world, TensorArchive archive);

    /// <summary>Writes the rows over the components of a world that has as many entities of each kind, made in the same way.</summary>
    /// <param name="world">The world.</param>
    /// <param name="archive">The saved run.</param>
    /// <param name="kinds">The kinds of agents, whose brains are loaded already.</param>
    internal abstract void Load(World world, TensorArchive archive, IReadOnlyList<AgentKind> kinds);
}

/// <summary>Components that are rows of <typeparamref name="TElement"/>, such as x and y.</summary>
internal sealed class ComponentColumn<T, TElement>(string name) : ComponentColumn
    where T : unmanaged
    where TElement : unmanaged
{
    private static readonly QueryDescription Entities = new QueryDescription().WithAll<T>();
    private readonly string _tensor = $"world/{name}";

    internal override Type Component => typeof(T);

    private static int Width => Unsafe.SizeOf<T>() / Unsafe.SizeOf<TElement>();

    internal override void Save(World world, TensorArchive archive)
    {
        int count = world.CountEntities(in Entities), saved = 0;
        T[] rows = ArrayPool<T>.Shared.Rent(count);
        foreach (ref Chunk chunk in world.Query(in Entities))
        {
            chunk.GetSpan<T>()[..chunk.Count].CopyTo(rows.AsSpan(saved));
            saved += chunk.Count;
        }

        archive.Add<TElement>(_tensor, [count, Width], MemoryMarshal.Cast<T, TElement>(rows.AsSpan(0, count)));
        ArrayPool<T>.Shared.Return(rows);
    }

    internal override void Load(World world, TensorArchive archive, IReadOnlyList<AgentKind> kinds)
    {
        int count = world.CountEntities(in Entities), loaded = 0;
        ReadOnlySpan<T> rows = MemoryMarshal.Cast<TElement, T>(archive.Get<TElement>(_tensor, [count, Width]));
        foreach (ref Chunk chunk in world.Query(in Entities))
        {
            rows.Slice(loaded, chunk.Count).CopyTo(chunk.GetSpan<T>());
            loaded += chunk.Count;
        }
    }
}
