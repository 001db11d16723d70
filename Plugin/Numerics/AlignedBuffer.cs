using System.Diagnostics;
using NeuroAgents.Diagnostics;
#if NET
using System.Runtime.CompilerServices;
#endif

namespace NeuroAgents.Numerics;

/// <summary>A fixed block of float32 values, initially zero, that starts on a 64-byte boundary.</summary>
/// <remarks>
/// The memory is managed and, on .NET, pinned for its lifetime, so spans over it stay valid and need no disposal. On netstandard2.1 the memory is an
/// ordinary array without the alignment. Only construction allocates. Several threads may read at once; the owner decides which thread writes.
/// </remarks>
public sealed class AlignedBuffer
{
    /// <summary>Alignment of the first value, in bytes.</summary>
    public const int Alignment = 64;

    private readonly float[] _storage;
    private readonly int _start;

    /// <summary>Allocates <paramref name="length"/> zeros.</summary>
    /// <param name="length">Number of values, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    public AlignedBuffer(int length)
    {
        Require.NotNegative(length);
        Length = length;
#if NET
        _storage = GC.AllocateArray<float>(length + Alignment / sizeof(float), pinned: true);
        _start = ValuesToBoundary(_storage);
        Debug.Assert(_start < Alignment / sizeof(float), "The first boundary lies within the values reserved for alignment.");
        Debug.Assert(ValuesToBoundary(_storage, _start) == 0, "The first value lies on a boundary.");
#else
        _storage = new float[length];
        _start = 0;
#endif
        Debug.Assert(_start + Length <= _storage.Length, "All values lie within the storage.");
    }

    /// <summary>Number of values.</summary>
    public int Length { get; }

    /// <summary>All values. Does not allocate.</summary>
    public Span<float> Span => _storage.AsSpan(_start, Length);

    /// <summary>All values as memory that an object can store. Does not allocate.</summary>
    internal Memory<float> Memory => _storage.AsMemory(_start, Length);

#if NET
    private static unsafe int ValuesToBoundary(float[] pinned, int from = 0)
    {
        nuint address = (nuint)Unsafe.AsPointer(ref pinned[from]);
        nuint past = address % Alignment;
        return past == 0 ? 0 : (int)((Alignment - past) / sizeof(float));
    }
#endif
}
