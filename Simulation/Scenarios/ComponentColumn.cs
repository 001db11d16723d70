using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>All components of one type, as a tensor of a saved run with one row per entity. The rows follow the iteration order of the entity store.</summary>
internal abstract class ComponentColumn
{
    internal abstract Type Component { get; }

    internal abstract void Save(World world, TensorArchive archive);

    /// <summary>Refuses a tensor of another type or width, or with a component that no entity can have.</summary>
    /// <exception cref="ArchiveFormatException">The tensor is refused.</exception>
    internal abstract void Check(TensorArchive archive);

    /// <summary>Overwrites the components of a world with the saved rows. The world must have the same number of entities of each kind, created in the same order.</summary>
    /// <param name="world">The world.</param>
    /// <param name="archive">The saved run.</param>
    /// <param name="kinds">The kinds of agents, whose brains are already loaded.</param>
    internal abstract void Load(World world, TensorArchive archive, IReadOnlyList<AgentKind> kinds);
}

/// <summary>Components that consist of values of <typeparamref name="TElement"/>, such as x and y.</summary>
/// <param name="name">Name of the component in the file.</param>
/// <param name="isPossible">Whether an entity can have such a component in any world.</param>
internal sealed class ComponentColumn<T, TElement>(string name, Func<T, bool> isPossible) : ComponentColumn
    where T : unmanaged
    where TElement : unmanaged
{
    private static readonly QueryDescription s_entities = new QueryDescription().WithAll<T>();
    private readonly string _tensor = $"world/{name}";

    internal override Type Component => typeof(T);

    private static int Width => Unsafe.SizeOf<T>() / Unsafe.SizeOf<TElement>();

    internal override void Save(World world, TensorArchive archive)
    {
        int count = world.CountEntities(in s_entities), saved = 0;
        T[] rows = ArrayPool<T>.Shared.Rent(count);
        foreach (ref Chunk chunk in world.Query(in s_entities))
        {
            chunk.GetSpan<T>()[..chunk.Count].CopyTo(rows.AsSpan(saved));
            saved += chunk.Count;
        }

        archive.Add<TElement>(_tensor, [count, Width], MemoryMarshal.Cast<T, TElement>(rows.AsSpan(0, count)));
        ArrayPool<T>.Shared.Return(rows);
    }

    internal override void Check(TensorArchive archive)
    {
        int rows = archive.TryFind(_tensor, out ArchivedTensor? tensor) && tensor.Shape.Length == 2 ? tensor.Shape[0] : 0;
        foreach (T row in Rows(archive, rows))
        {
            if (!isPossible(row))
            {
                throw new ArchiveFormatException(archive.Origin, $"tensor \"{_tensor}\"", "only valid components", $"{row}");
            }
        }
    }

    internal override void Load(World world, TensorArchive archive, IReadOnlyList<AgentKind> kinds)
    {
        int count = world.CountEntities(in s_entities), loaded = 0;
        ReadOnlySpan<T> rows = Rows(archive, count);
        foreach (ref Chunk chunk in world.Query(in s_entities))
        {
            rows.Slice(loaded, chunk.Count).CopyTo(chunk.GetSpan<T>());
            loaded += chunk.Count;
        }
    }

    private ReadOnlySpan<T> Rows(TensorArchive archive, int count) => MemoryMarshal.Cast<TElement, T>(archive.Get<TElement>(_tensor, [count, Width]));
}
