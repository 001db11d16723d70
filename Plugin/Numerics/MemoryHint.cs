using System.Runtime.CompilerServices;
#if NET
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
#endif

namespace NeuroAgents.Numerics;

/// <summary>Tells the processor which memory will be used soon, where it couldn't guess: rows that are visited in an order of their own.</summary>
/// <remarks>A hint changes no value and never fails; where the processor takes none it does nothing. Does not allocate. Thread safe.</remarks>
public static class MemoryHint
{
    /// <summary>Asks for all cache lines of some values. Worth it a few hundred nanoseconds before they are used, in data larger than the nearest caches.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
#if NET
        if (Sse.IsSupported)
        {
            Ask(ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(values)), values.Length * Unsafe.SizeOf<T>());
        }
#endif
    }

#if NET
    private const int LineBytes = 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Ask(ref byte first, int bytes)
    {
        // No pin: a moved array only makes the hint useless.
        for (int at = 0; at < bytes; at += LineBytes)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref first, at)));
        }
    }
#endif
}
