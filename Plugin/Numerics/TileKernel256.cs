#if NET
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuroAgents.Numerics;

/// <summary>Tiles of 6 rows and 2 vectors of 8, or 12 rows and 1 vector: 12 of 16 registers accumulate.</summary>
internal readonly unsafe partial struct TileKernel256 : ITileKernel
{
    private const int Width = 8;

    public static int Lanes => Width;

    public static int PairRows => 6;

    public static int MiddleRows => 2;

    public static int SingleRows => 12;

    public static void Pair(in Operands o, int row, int column, float* ahead, nint aheadStep) => Tile6x2(o, row, column, ahead, aheadStep);

    public static void MiddlePair(in Operands o, int row, int column) => Tile2x2(o, row, column);

    public static void RowPair(in Operands o, int row, int column) => Tile1x2(o, row, column);

    public static void RowQuad(in Operands o, int row, int column) => Tile1x4(o, row, column);

    public static void Single(in Operands o, int row, int column) => Tile12x1(o, row, column);

    public static void MiddleSingle(in Operands o, int row, int column) => Tile2x1(o, row, column);

    public static void RowSingle(in Operands o, int row, int column) => Tile1x1(o, row, column);

    private static void Tile6x2(in Operands o, int row, int column, float* ahead, nint aheadStep)
    {
        nint ars = o.ARowStride, acs = o.AColumnStride, bs = o.BStride, cs = o.CStride;
        float* a0 = o.A + row * ars;
        float* a3 = a0 + 3 * ars;
        float* b = o.B + column;
        Vector256<float> c0_0 = default, c0_1 = default, c1_0 = default, c1_1 = default, c2_0 = default, c2_1 = default;
        Vector256<float> c3_0 = default, c3_1 = default, c4_0 = default, c4_1 = default, c5_0 = default, c5_1 = default;
        if (o.Start != null)
        {
            float* start = o.Start + row * o.StartStride + column;
            (c0_0, c0_1) = (Load(start), Load(start + Width));
            (c1_0, c1_1) = (Load(start + o.StartStride), Load(start + o.StartStride + Width));
            (c2_0, c2_1) = (Load(start + 2 * o.StartStride), Load(start + 2 * o.StartStride + Width));
            (c3_0, c3_1) = (Load(start + 3 * o.StartStride), Load(start + 3 * o.StartStride + Width));
            (c4_0, c4_1) = (Load(start + 4 * o.StartStride), Load(start + 4 * o.StartStride + Width));
            (c5_0, c5_1) = (Load(start + 5 * o.StartStride), Load(start + 5 * o.StartStride + Width));
        }

        for (int k = o.Inner; k > 0; k--)
        {
            Vector256<float> b0 = Load(b), b1 = Load(b + Width);
            Vector256<float> a = Vector256.Create(*a0);
            c0_0 = Arithmetic.MultiplyAdd(a, b0, c0_0);
            c0_1 = Arithmetic.MultiplyAdd(a, b1, c0_1);
            a = Vector256.Create(a0[ars]);
            c1_0 = Arithmetic.MultiplyAdd(a, b0, c1_0);
            c1_1 = Arithmetic.MultiplyAdd(a, b1, c1_1);
            a = Vector256.Create(a0[2 * ars]);
            c2_0 = Arithmetic.MultiplyAdd(a, b0, c2_0);
            c2_1 = Arithmetic.MultiplyAdd(a, b1, c2_1);
            a = Vector256.Create(*a3);
            c3_0 = Arithmetic.MultiplyAdd(a, b0, c3_0);
            c3_1 = Arithmetic.MultiplyAdd(a, b1, c3_1);
            a = Vector256.Create(a3[ars]);
            c4_0 = Arithmetic.MultiplyAdd(a, b0, c4_0);
            c4_1 = Arithmetic.MultiplyAdd(a, b1, c4_1);
            a = Vector256.Create(a3[2 * ars]);
            c5_0 = Arithmetic.MultiplyAdd(a, b0, c5_0);
            c5_1 = Arithmetic.MultiplyAdd(a, b1, c5_1);
            a0 += acs;
            a3 += acs;
            Prefetch.Line(ahead);
            ahead += aheadStep;
            b += bs;
        }

        float* c = o.C + row * cs + column;
        Store(c, c0_0, o.IsRectified);
        Store(c + Width, c0_1, o.IsRectified);
        Store(c + cs, c1_0, o.IsRectified);
        Store(c + cs + Width, c1_1, o.IsRectified);
        Store(c + 2 * cs, c2_0, o.IsRectified);
        Store(c + 2 * cs + Width, c2_1, o.IsRectified);
        Store(c + 3 * cs, c3_0, o.IsRectified);
        Store(c + 3 * cs + Width, c3_1, o.IsRectified);
        Store(c + 4 * cs, c4_0, o.IsRectified);
        Store(c + 4 * cs + Width, c4_1, o.IsRectified);
        Store(c + 5 * cs, c5_0, o.IsRectified);
        Store(c + 5 * cs + Width, c5_1, o.IsRectified);
    }

    private static void Tile2x2(in Operands o, int row, int column)
    {
        nint ars = o.ARowStride, acs = o.AColumnStride, bs = o.BStride, cs = o.CStride;
        float* a0 = o.A + row * ars;
        float* b = o.B + column;
        Vector256<float> c0_0 = default, c0_1 = default, c1_0 = default, c1_1 = default;
        if (o.Start != null)
        {
            float* start = o.Start + row * o.StartStride + column;
            (c0_0, c0_1) = (Load(start), Load(start + Width));
            (c1_0, c1_1) = (Load(start + o.StartStride), Load(start + o.StartStride + Width));
        }

        for (int k = o.Inner; k > 0; k--)
        {
            Vector256<float> b0 = Load(b), b1 = Load(b + Width);
            Vector256<float> a = Vector256.Create(*a0);
            c0_0 = Arithmetic.MultiplyAdd(a, b0, c0_0);
            c0_1 = Arithmetic.MultiplyAdd(a, b1, c0_1);
            a = Vector256.Create(a0[ars]);
            c1_0 = Arithmetic.MultiplyAdd(a, b0, c1_0);
            c1_1 = Arithmetic.MultiplyAdd(a, b1, c1_1);
            a0 += acs;
            b += bs;
        }

        float* c = o.C + row * cs + column;
        Store(c, c0_0, o.IsRectified);
        Store(c + Width, c0_1, o.IsRectified);
        Store(c + cs, c1_0, o.IsRectified);
        Store(c + cs + Width, c1_1, o.IsRectified);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(float* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* destination, Vector256<float> value, bool isRectified)
    {
        // A comparison, not Max: NaN must stay visible.
        Vector256<float> rectified = Vector256.ConditionalSelect(Vector256.LessThan(value, Vector256<float>.Zero), Vector256<float>.Zero, value);
        (isRectified ? rectified : value).Store(destination);
    }
}
#endif
