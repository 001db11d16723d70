using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NeuroAgents.Simulation.Ecs;

/// <summary>
/// A block of entities that have the same components, with one contiguous column per component. Row <c>i</c> of every column and
/// of <see cref="Entities"/> belongs to the same entity. Each column starts at a multiple of 64 bytes.
/// </summary>
/// <remarks>
/// Get chunks from <c>foreach (ref var chunk in query)</c> and use them only until the next structural change. Only <see cref="ToString"/> allocates. Several
/// threads may read, and may write different rows or columns, while no thread changes the structure of the world.
/// </remarks>
public struct Chunk
{
    internal const int Alignment = 64;

    internal readonly Archetype Archetype;
    private readonly byte[] _block;
    private readonly int _start;
    private int _count;

    internal Chunk(Archetype archetype, byte[] block, int start)
    {
        Archetype = archetype;
        _block = block;
        _start = start;
    }

    /// <summary>Number of entities in the chunk.</summary>
    public int Count
    {
        readonly get => _count;
        internal set => _count = value;
    }

    /// <summary>Number of entities that fit into the chunk.</summary>
    public readonly int Capacity => Archetype.ChunkCapacity;

    /// <summary>The handles of the entities, <see cref="Count"/> long.</summary>
    public readonly ReadOnlySpan<Entity> Entities => MemoryMarshal.CreateReadOnlySpan(ref EntityAt(0), _count);

    /// <summary>Returns the handle of the entity in row <paramref name="index"/>, 0 ≤ index &lt; <see cref="Count"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The row is not in use.</exception>
    public readonly ref readonly Entity Entity(int index)
    {
        if ((uint)index >= (uint)_count)
        {
            ThrowRow(index);
        }

        return ref EntityAt(index);
    }

    /// <summary>Returns whether the entities of this chunk have the component.</summary>
    public readonly bool Has<T>() where T : unmanaged => Archetype.OffsetOf(Component<T>.Id) >= 0;

    /// <summary>Returns the component in row <paramref name="index"/>, 0 ≤ index &lt; <see cref="Count"/>, by reference. In a loop, call <see cref="GetSpan{T}"/> once instead.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The row is not in use.</exception>
    /// <exception cref="InvalidOperationException">The entities of this chunk lack the component.</exception>
    public readonly ref T Get<T>(int index) where T : unmanaged
    {
        if ((uint)index >= (uint)_count)
        {
            ThrowRow(index);
        }

        return ref Unsafe.Add(ref First<T>(), index);
    }

    /// <summary>Returns the column of one component, <see cref="Count"/> long.</summary>
    /// <exception cref="InvalidOperationException">The entities of this chunk lack the component.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Span<T> GetSpan<T>() where T : unmanaged => MemoryMarshal.CreateSpan(ref First<T>(), _count);

    /// <summary>Returns the columns of two components, each <see cref="Count"/> long.</summary>
    /// <exception cref="InvalidOperationException">The entities of this chunk lack a component.</exception>
    public readonly void GetSpan<T0, T1>(out Span<T0> t0Span, out Span<T1> t1Span) where T0 : unmanaged where T1 : unmanaged
    {
        t0Span = GetSpan<T0>();
        t1Span = GetSpan<T1>();
    }

    /// <summary>Returns the columns of three components, each <see cref="Count"/> long.</summary>
    /// <exception cref="InvalidOperationException">The entities of this chunk lack a component.</exception>
    public readonly void GetSpan<T0, T1, T2>(out Span<T0> t0Span, out Span<T1> t1Span, out Span<T2> t2Span)
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged
    {
        t0Span = GetSpan<T0>();
        t1Span = GetSpan<T1>();
        t2Span = GetSpan<T2>();
    }

    /// <summary>Returns the columns of four components, each <see cref="Count"/> long.</summary>
    /// <exception cref="InvalidOperationException">The entities of this chunk lack a component.</exception>
    public readonly void GetSpan<T0, T1, T2, T3>(out Span<T0> t0Span, out Span<T1> t1Span, out Span<T2> t2Span, out Span<T3> t3Span)
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged
    {
        t0Span = GetSpan<T0>();
        t1Span = GetSpan<T1>();
        t2Span = GetSpan<T2>();
        t3Span = GetSpan<T3>();
    }

    /// <summary>Returns a text for messages and debugging. Allocates.</summary>
    public override readonly string ToString() => $"{_count} of {Capacity} entities with {Archetype.Signature}";

    /// <summary>Returns the first component of a column by reference, even if the chunk is empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly ref T First<T>() where T : unmanaged
    {
        int offset = Archetype.OffsetOf(Component<T>.Id);
        if (offset < 0)
        {
            Archetype.ThrowLacks(Component<T>.Type);
        }

        return ref Unsafe.As<byte, T>(ref At(offset));
    }

    internal readonly Span<Entity> MutableEntities => MemoryMarshal.CreateSpan(ref EntityAt(0), _count);

    internal readonly ref Entity EntityAt(int row) => ref Unsafe.Add(ref Unsafe.As<byte, Entity>(ref At(0)), row);

    /// <summary>Returns the byte at an offset from the aligned start of the block. The caller must keep the offset inside the layout.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly ref byte At(int offset) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_block), _start + offset);

    [DoesNotReturn]
    private readonly void ThrowRow(int index) =>
        throw new ArgumentOutOfRangeException(nameof(index), index, $"index: expected a row of the chunk's {_count} entities, received {index}.");
}
