using System.Diagnostics;
using NeuroAgents.Diagnostics;
#if NET
using System.Runtime.CompilerServices;
#endif

namespace NeuroAgents.Numerics;

/// <summary>A fixed block of float32 values that starts on a 64-byte boundary, zero at first.</summary>
/// <remarks>
/// The memory is managed and, on .NET, pinned for life: a span over it can never outlive it and needs no disposal. On netstandard2.1 it is an
/// ordinary array without the alignment. Construction allocates; nothing else does. Reading from several threads is safe; writing is the owner's.
/// </remarks>
public sealed class AlignedBuffer
{
    /// <summary>Alignment of the first value, bytes.</summary>
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
        Debug.Assert(_start < Alignment / sizeof(float), "The first boundary lies within the reserve of one boundary's length.");
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

    /// <summary>All values, in a form that objects can hold. Does not allocate.</summary>
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
