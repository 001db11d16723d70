using System.Diagnostics;
#if NET
using System.Runtime.Intrinsics;
#endif

namespace NeuroAgents.Numerics;

/// <summary>The kernels of the matrix product; all give the same bits where the processor has a fused multiply-add.</summary>
public enum TileKernel
{
    /// <summary>Vectors of whatever width the runtime likes best, where the others don't run: .NET Standard, ARM64, Native AOT by default.</summary>
    Portable,

    /// <summary>Vectors of 8: needs a fused multiply-add and 256-bit vectors (AVX2).</summary>
    Vector256,

    /// <summary>Vectors of 16: needs 512-bit vectors (AVX-512).</summary>
    Vector512,
}

/// <summary>Chooses a kernel once, at start, and calls it.</summary>
internal static class TileKernels
{
    /// <summary>The kernel in use.</summary>
    internal static TileKernel Fastest { get; } = FindSupported()[^1];

    /// <summary>The kernels that this processor runs at full speed, the fastest last.</summary>
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
