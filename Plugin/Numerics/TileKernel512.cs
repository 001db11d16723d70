#if NET
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuroAgents.Numerics;

/// <summary>Tiles of 12 rows and 2 vectors of 16: 24 of 32 registers accumulate.</summary>
internal readonly unsafe partial struct TileKernel512 : ITileKernel
{
    private const int Width = 16;

    public static int Lanes => Width;

    public static int PairRows => 12;

    public static int MiddleRows => 4;

    public static int SingleRows => 12;

    public static void Pair(in Operands o, int row, int column, float* ahead, nint aheadStep) => Tile12x2(o, row, column, ahead, aheadStep);

    public static void MiddlePair(in Operands o, int row, int column) => Tile4x2(o, row, column);

    public static void RowPair(in Operands o, int row, int column) => Tile1x2(o, row, column);

    public static void RowQuad(in Operands o, int row, int column) => Tile1x4(o, row, column);

    public static void Single(in Operands o, int row, int column) => Tile12x1(o, row, column);

    public static void MiddleSingle(in Operands o, int row, int column) => Tile4x1(o, row, column);

    public static void RowSingle(in Operands o, int row, int column) => Tile1x1(o, row, column);

    private static void Tile12x2(in Operands o, int row, int column, float* ahead, nint aheadStep)
    {
        nint ars = o.ARowStride, acs = o.AColumnStride, bs = o.BStride, cs = o.CStride;
        float* a0 = o.A + row * ars;
        float* a3 = a0 + 3 * ars;
        float* a6 = a3 + 3 * ars;
        float* a9 = a6 + 3 * ars;
        float* b = o.B + column;
        Vector512<float> c0_0 = default, c0_1 = default, c1_0 = default, c1_1 = default, c2_0 = default, c2_1 = default;
        Vector512<float> c3_0 = default, c3_1 = default, c4_0 = default, c4_1 = default, c5_0 = default, c5_1 = default;
        Vector512<float> c6_0 = default, c6_1 = default, c7_0 = default, c7_1 = default, c8_0 = default, c8_1 = default;
        Vector512<float> c9_0 = default, c9_1 = default, c10_0 = default, c10_1 = default, c11_0 = default, c11_1 = default;
        if (o.Start != null)
        {
            float* start = o.Start + row * o.StartStride + column;
            (c0_0, c0_1) = (Load(start), Load(start + Width));
            (c1_0, c1_1) = (Load(start + o.StartStride), Load(start + o.StartStride + Width));
            (c2_0, c2_1) = (Load(start + 2 * o.StartStride), Load(start + 2 * o.StartStride + Width));
            (c3_0, c3_1) = (Load(start + 3 * o.StartStride), Load(start + 3 * o.StartStride + Width));
            (c4_0, c4_1) = (Load(start + 4 * o.StartStride), Load(start + 4 * o.StartStride + Width));
            (c5_0, c5_1) = (Load(start + 5 * o.StartStride), Load(start + 5 * o.StartStride + Width));
            (c6_0, c6_1) = (Load(start + 6 * o.StartStride), Load(start + 6 * o.StartStride + Width));
            (c7_0, c7_1) = (Load(start + 7 * o.StartStride), Load(start + 7 * o.StartStride + Width));
            (c8_0, c8_1) = (Load(start + 8 * o.StartStride), Load(start + 8 * o.StartStride + Width));
            (c9_0, c9_1) = (Load(start + 9 * o.StartStride), Load(start + 9 * o.StartStride + Width));
            (c10_0, c10_1) = (Load(start + 10 * o.StartStride), Load(start + 10 * o.StartStride + Width));
            (c11_0, c11_1) = (Load(start + 11 * o.StartStride), Load(start + 11 * o.StartStride + Width));
        }

        for (int k = o.Inner; k > 0; k--)
        {
            Vector512<float> b0 = Load(b), b1 = Load(b + Width);
            Vector512<float> a = Vector512.Create(*a0);
            c0_0 = Arithmetic.MultiplyAdd(a, b0, c0_0);
            c0_1 = Arithmetic.MultiplyAdd(a, b1, c0_1);
            a = Vector512.Create(a0[ars]);
            c1_0 = Arithmetic.MultiplyAdd(a, b0, c1_0);
            c1_1 = Arithmetic.MultiplyAdd(a, b1, c1_1);
            a = Vector512.Create(a0[2 * ars]);
            c2_0 = Arithmetic.MultiplyAdd(a, b0, c2_0);
            c2_1 = Arithmetic.MultiplyAdd(a, b1, c2_1);
            a = Vector512.Create(*a3);
            c3_0 = Arithmetic.MultiplyAdd(a, b0, c3_0);
            c3_1 = Arithmetic.MultiplyAdd(a, b1, c3_1);
            a = Vector512.Create(a3[ars]);
            c4_0 = Arithmetic.MultiplyAdd(a, b0, c4_0);
            c4_1 = Arithmetic.MultiplyAdd(a, b1, c4_1);
            a = Vector512.Create(a3[2 * ars]);
            c5_0 = Arithmetic.MultiplyAdd(a, b0, c5_0);
            c5_1 = Arithmetic.MultiplyAdd(a, b1, c5_1);
            a = Vector512.Create(*a6);
            c6_0 = Arithmetic.MultiplyAdd(a, b0, c6_0);
            c6_1 = Arithmetic.MultiplyAdd(a, b1, c6_1);
            a = Vector512.Create(a6[ars]);
            c7_0 = Arithmetic.MultiplyAdd(a, b0, c7_0);
            c7_1 = Arithmetic.MultiplyAdd(a, b1, c7_1);
            a = Vector512.Create(a6[2 * ars]);
            c8_0 = Arithmetic.MultiplyAdd(a, b0, c8_0);
            c8_1 = Arithmetic.MultiplyAdd(a, b1, c8_1);
            a = Vector512.Create(*a9);
            c9_0 = Arithmetic.MultiplyAdd(a, b0, c9_0);
            c9_1 = Arithmetic.MultiplyAdd(a, b1, c9_1);
            a = Vector512.Create(a9[ars]);
            c10_0 = Arithmetic.MultiplyAdd(a, b0, c10_0);
            c10_1 = Arithmetic.MultiplyAdd(a, b1, c10_1);
            a = Vector512.Create(a9[2 * ars]);
            c11_0 = Arithmetic.MultiplyAdd(a, b0, c11_0);
            c11_1 = Arithmetic.MultiplyAdd(a, b1, c11_1);
            a0 += acs;
            a3 += acs;
            a6 += acs;
            a9 += acs;
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
        Store(c + 6 * cs, c6_0, o.IsRectified);
        Store(c + 6 * cs + Width, c6_1, o.IsRectified);
        Store(c + 7 * cs, c7_0, o.IsRectified);
        Store(c + 7 * cs + Width, c7_1, o.IsRectified);
        Store(c + 8 * cs, c8_0, o.IsRectified);
        Store(c + 8 * cs + Width, c8_1, o.IsRectified);
        Store(c + 9 * cs, c9_0, o.IsRectified);
        Store(c + 9 * cs + Width, c9_1, o.IsRectified);
        Store(c + 10 * cs, c10_0, o.IsRectified);
        Store(c + 10 * cs + Width, c10_1, o.IsRectified);
        Store(c + 11 * cs, c11_0, o.IsRectified);
        Store(c + 11 * cs + Width, c11_1, o.IsRectified);
    }

    private static void Tile4x2(in Operands o, int row, int column)
    {
        nint ars = o.ARowStride, acs = o.AColumnStride, bs = o.BStride, cs = o.CStride;
        float* a0 = o.A + row * ars;
        float* a3 = a0 + 3 * ars;
        float* b = o.B + column;
        Vector512<float> c0_0 = default, c0_1 = default, c1_0 = default, c1_1 = default, c2_0 = default, c2_1 = default;
        Vector512<float> c3_0 = default, c3_1 = default;
        if (o.Start != null)
        {
            float* start = o.Start + row * o.StartStride + column;
            (c0_0, c0_1) = (Load(start), Load(start + Width));
            (c1_0, c1_1) = (Load(start + o.StartStride), Load(start + o.StartStride + Width));
            (c2_0, c2_1) = (Load(start + 2 * o.StartStride), Load(start + 2 * o.StartStride + Width));
            (c3_0, c3_1) = (Load(start + 3 * o.StartStride), Load(start + 3 * o.StartStride + Width));
        }

        for (int k = o.Inner; k > 0; k--)
        {
            Vector512<float> b0 = Load(b), b1 = Load(b + Width);
            Vector512<float> a = Vector512.Create(*a0);
            c0_0 = Arithmetic.MultiplyAdd(a, b0, c0_0);
            c0_1 = Arithmetic.MultiplyAdd(a, b1, c0_1);
            a = Vector512.Create(a0[ars]);
            c1_0 = Arithmetic.MultiplyAdd(a, b0, c1_0);
            c1_1 = Arithmetic.MultiplyAdd(a, b1, c1_1);
            a = Vector512.Create(a0[2 * ars]);
            c2_0 = Arithmetic.MultiplyAdd(a, b0, c2_0);
            c2_1 = Arithmetic.MultiplyAdd(a, b1, c2_1);
            a = Vector512.Create(*a3);
            c3_0 = Arithmetic.MultiplyAdd(a, b0, c3_0);
            c3_1 = Arithmetic.MultiplyAdd(a, b1, c3_1);
            a0 += acs;
            a3 += acs;
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
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Load(float* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* destination, Vector512<float> value, bool isRectified)
    {
        // A comparison, not Max: NaN must stay visible.
        Vector512<float> rectified = Vector512.ConditionalSelect(Vector512.LessThan(value, Vector512<float>.Zero), Vector512<float>.Zero, value);
        (isRectified ? rectified : value).Store(destination);
    }
}
#endif
