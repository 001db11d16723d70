using System.Runtime.CompilerServices;
#if NET
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
#endif

namespace NeuroAgents.Numerics;

/// <summary>Prefetch hints for rows that are visited in an order the processor can't predict.</summary>
/// <remarks>A hint changes no value and never fails. On processors without SSE it does nothing. Does not allocate. Thread safe.</remarks>
public static class MemoryHint
{
    /// <summary>Prefetches all cache lines of some values. Worthwhile a few hundred nanoseconds before the values are used, if the data is larger than the nearest caches.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
#if NET
        if (Sse.IsSupported)
        {
            PrefetchLines(ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(values)), values.Length * Unsafe.SizeOf<T>());
        }
#endif
    }

#if NET
    private const int LineBytes = 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void PrefetchLines(ref byte first, int bytes)
    {
        // No pin is needed: if the array moves, the hint is merely useless.
        for (int at = 0; at < bytes; at += LineBytes)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref first, at)));
        }
    }
#endif
}
