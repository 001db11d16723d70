using System.Numerics;
using System.Runtime.CompilerServices;
#if NET
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
#endif

namespace NeuroAgents.Numerics;

/// <summary>Arithmetic whose instructions differ between runtimes and processors: multiply-add, rounding and powers of two.</summary>
/// <remarks>
/// Where the processor has a fused multiply-add, every multiply-add of the plugin is rounded once, on vectors and on scalars, so a value's bits don't depend
/// on the lane that computed it. Elsewhere, and in the netstandard2.1 build, every multiply-add is rounded twice, on vectors and on scalars alike.
/// </remarks>
internal static class Arithmetic
{
    /// <summary>1.5 · 2²³. Adding and then subtracting it rounds a float of magnitude below 2²² to the nearest whole number.</summary>
    private const float RoundingShift = 12582912f;

#if NET
    internal static bool IsFused
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Fma.IsSupported || AdvSimd.Arm64.IsSupported;
    }
#else
    internal const bool IsFused = false;
#endif

    /// <summary>Computes a · b + c in each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> MultiplyAdd(Vector<float> a, Vector<float> b, Vector<float> c)
    {
#if NET9_0_OR_GREATER
        return IsFused ? Vector.FusedMultiplyAdd(a, b, c) : a * b + c;
#elif NET
        if (Fma.IsSupported && Vector<float>.Count == Vector256<float>.Count)
        {
            return Fma.MultiplyAdd(a.AsVector256(), b.AsVector256(), c.AsVector256()).AsVector();
        }

        return AdvSimd.IsSupported ? AdvSimd.FusedMultiplyAdd(c.AsVector128(), a.AsVector128(), b.AsVector128()).AsVector() : a * b + c;
#else
        return a * b + c;
#endif
    }

#if NET
    /// <summary>Computes a · b + c in each lane. The processor must have a fused multiply-add.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c)
#if NET9_0_OR_GREATER
        => Vector256.FusedMultiplyAdd(a, b, c);
#else
        => Fma.MultiplyAdd(a, b, c);
#endif

    /// <summary>Computes a · b + c in each lane. The processor must have AVX-512.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c)
#if NET9_0_OR_GREATER
        => Vector512.FusedMultiplyAdd(a, b, c);
#else
        => Avx512F.FusedMultiplyAdd(a, b, c);
#endif
#endif

    /// <summary>Computes a · b + c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float MultiplyAdd(float a, float b, float c)
    {
#if NET
        return IsFused ? MathF.FusedMultiplyAdd(a, b, c) : a * b + c;
#else
        return a * b + c;
#endif
    }

    /// <summary>Rounds to the nearest whole number, ties to even, for |x| below 2²².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> RoundToWhole(Vector<float> x) => x + new Vector<float>(RoundingShift) - new Vector<float>(RoundingShift);

    /// <summary>Returns the smaller of two values in each lane. If one of them is NaN, the result may be either of the two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> Min(Vector<float> a, Vector<float> b)
#if NET9_0_OR_GREATER
        => Vector.MinNative(a, b);
#else
        => Vector.Min(a, b);
#endif

    /// <summary>Returns the larger of two values in each lane. If one of them is NaN, the result may be either of the two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> Max(Vector<float> a, Vector<float> b)
#if NET9_0_OR_GREATER
        => Vector.MaxNative(a, b);
#else
        => Vector.Max(a, b);
#endif

    /// <summary>Computes x · 2ⁿ, rounded once, for |x| from ½ to 2 and whole n from −150 to 128. NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> Scale(Vector<float> x, Vector<float> n)
    {
#if NET
        if (Avx512F.VL.IsSupported && Vector<float>.Count == Vector256<float>.Count)
        {
            return Avx512F.VL.Scale(x.AsVector256(), n.AsVector256()).AsVector();
        }
#endif
        // The first product is exact, so only the second one rounds.
        Vector<float> half = RoundToWhole(n * new Vector<float>(0.5f));
        return x * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    /// <summary>Computes 2ⁿ for whole n from −126 to 127.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> PowerOfTwo(Vector<float> n)
    {
#if NET9_0_OR_GREATER
        return Vector.AsVectorSingle(Vector.ShiftLeft(Vector.ConvertToInt32Native(n) + new Vector<int>(127), 23));
#elif NET
        return Vector.AsVectorSingle(Vector.ShiftLeft(Vector.ConvertToInt32(n) + new Vector<int>(127), 23));
#else
        return Vector.AsVectorSingle((Vector.ConvertToInt32(n) + new Vector<int>(127)) * (1 << 23));
#endif
    }
}
