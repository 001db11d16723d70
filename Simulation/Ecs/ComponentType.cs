using System.Runtime.CompilerServices;

namespace NeuroAgents.Simulation.Ecs;

/// <summary>The description of a component type: a dense number, its size and its name.</summary>
/// <remarks>
/// Types are numbered in order of first use in the process, so the numbers may differ between two runs. No visible result depends on them.
/// Thread-safe.
/// </remarks>
internal sealed class ComponentType
{
    private static int s_count;

    private ComponentType(int id, int size, string name)
    {
        Id = id;
        Size = size;
        Name = name;
    }

    public int Id { get; }

    /// <summary>Size of one component, bytes. An empty struct takes 1.</summary>
    public int Size { get; }

    public string Name { get; }

    public static ComponentType Register<T>() where T : unmanaged =>
        new(Interlocked.Increment(ref s_count) - 1, Unsafe.SizeOf<T>(), typeof(T).Name);
}
