using System.Diagnostics;
#if NET
using System.Runtime.Intrinsics;
#endif

namespace NeuroAgents.Numerics;

/// <summary>Kernels of the matrix product. All give the same bits where a fused multiply-add is available; the .NET Standard build never uses one.</summary>
public enum TileKernel
{
    /// <summary>Vectors of the runtime's preferred width, used where the other kernels don't run: .NET Standard, ARM64 and, by default, Native AOT.</summary>
    Portable,

    /// <summary>Vectors of 8 values. Needs a fused multiply-add and 256-bit vectors (AVX2).</summary>
    Vector256,

    /// <summary>Vectors of 16 values. Needs 512-bit vectors (AVX-512).</summary>
    Vector512,
}

/// <summary>Choice of the kernel, made once at start, and calls to it.</summary>
internal static class TileKernels
{
    /// <summary>Fastest supported kernel, which all products use.</summary>
    internal static TileKernel Fastest { get; } = FindSupported()[^1];

    /// <summary>Kernels that this processor runs at full speed, the fastest last.</summary>
    internal static IReadOnlyList<TileKernel> Supported => FindSupported();

    internal static void Multiply(in Operands operands) => Multiply(operands, Fastest);

    internal static void Multiply(in Operands operands, TileKernel kernel)
    {
        switch (kernel)
        {
#if NET
            case TileKernel.Vector512:
                Debug.Assert(Vector512.IsHardwareAccelerated, "The processor has 512-bit vectors.");
                TileDriver.Multiply<TileKernel512>(operands);
                break;
            case TileKernel.Vector256:
                Debug.Assert(Vector256.IsHardwareAccelerated, "The processor has 256-bit vectors.");
                TileDriver.Multiply<TileKernel256>(operands);
                break;
#endif
            default:
                TileKernelPortable.Multiply(operands);
                break;
        }
    }

    private static List<TileKernel> FindSupported()
    {
        List<TileKernel> kernels = [TileKernel.Portable];
#if NET
        if (Arithmetic.IsFused && Vector256.IsHardwareAccelerated)
        {
            kernels.Add(TileKernel.Vector256);
        }

        if (Arithmetic.IsFused && Vector512.IsHardwareAccelerated)
        {
            kernels.Add(TileKernel.Vector512);
        }
#endif
        return kernels;
    }
}
