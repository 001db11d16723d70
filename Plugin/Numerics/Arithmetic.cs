using System.Numerics;
using System.Runtime.CompilerServices;
#if NET
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
#endif

namespace NeuroAgents.Numerics;

/// <summary>The seam between the formulas and what a runtime offers: the only file that knows about instruction sets.</summary>
/// <remarks>
/// Where the processor has a fused multiply-add, every product-sum of the plugin is one rounding, on vectors and on scalars alike, so a value's bits
/// don't depend on the lane that computed it. Where it has none (netstandard2.1 among them) both are two roundings.
/// </remarks>
internal static class Arithmetic
{
    /// <summary>Adding and subtracting 1.5 · 2²³ rounds a float of magnitude below 2²² to the nearest whole number.</summary>
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

    /// <summary>a · b + c in each lane.</summary>
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
    /// <summary>a · b + c in each lane; the processor must have a fused multiply-add.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c)
#if NET9_0_OR_GREATER
        => Vector256.FusedMultiplyAdd(a, b, c);
#else
        => Fma.MultiplyAdd(a, b, c);
#endif

    /// <summary>a · b + c in each lane; the processor must have AVX-512.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c)
#if NET9_0_OR_GREATER
        => Vector512.FusedMultiplyAdd(a, b, c);
#else
        => Avx512F.FusedMultiplyAdd(a, b, c);
#endif
#endif

    /// <summary>a · b + c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float MultiplyAdd(float a, float b, float c)
    {
#if NET
        return IsFused ? MathF.FusedMultiplyAdd(a, b, c) : a * b + c;
#else
        return a * b + c;
#endif
    }

    /// <summary>The nearest whole number, ties to even; |x| below 2²².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> RoundToWhole(Vector<float> x) => x + new Vector<float>(RoundingShift) - new Vector<float>(RoundingShift);

    /// <summary>2ⁿ for whole n from −126 to 127.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> PowerOfTwo(Vector<int> n)
    {
#if NET
        return Vector.AsVectorSingle(Vector.ShiftLeft(n + new Vector<int>(127), 23));
#else
        return Vector.AsVectorSingle((n + new Vector<int>(127)) * (1 << 23));
#endif
    }
}
