#if NET
using System.Runtime.Intrinsics;

namespace NeuroAgents.Numerics;

/// <content>Tiles for the last column vector and for few rows.</content>
internal readonly unsafe partial struct TileKernel512
{
    private static void Tile12x1(in Operands o, int row, int column)
    {
        nint ars = o.ARowStride, acs = o.AColumnStride, bs = o.BStride, cs = o.CStride;
        float* a0 = o.A + row * ars;
        float* a3 = a0 + 3 * ars;
        float* a6 = a3 + 3 * ars;
        float* a9 = a6 + 3 * ars;
        float* b = o.B + column;
        Vector512<float> c0_0 = default, c1_0 = default, c2_0 = default, c3_0 = default, c4_0 = default, c5_0 = default;
        Vector512<float> c6_0 = default, c7_0 = default, c8_0 = default, c9_0 = default, c10_0 = default, c11_0 = default;
        if (o.Start != null)
        {
            float* start = o.Start + row * o.StartStride + column;
            c0_0 = Load(start);
            c1_0 = Load(start + o.StartStride);
            c2_0 = Load(start + 2 * o.StartStride);
            c3_0 = Load(start + 3 * o.StartStride);
            c4_0 = Load(start + 4 * o.StartStride);
            c5_0 = Load(start + 5 * o.StartStride);
            c6_0 = Load(start + 6 * o.StartStride);
            c7_0 = Load(start + 7 * o.StartStride);
            c8_0 = Load(start + 8 * o.StartStride);
            c9_0 = Load(start + 9 * o.StartStride);
            c10_0 = Load(start + 10 * o.StartStride);
            c11_0 = Load(start + 11 * o.StartStride);
        }

        for (int k = o.Inner; k > 0; k--)
        {
            Vector512<float> b0 = Load(b);
            Vector512<float> a = Vector512.Create(*a0);
            c0_0 = Arithmetic.MultiplyAdd(a, b0, c0_0);
            a = Vector512.Create(a0[ars]);
            c1_0 = Arithmetic.MultiplyAdd(a, b0, c1_0);
            a = Vector512.Create(a0[2 * ars]);
            c2_0 = Arithmetic.MultiplyAdd(a, b0, c2_0);
            a = Vector512.Create(*a3);
            c3_0 = Arithmetic.MultiplyAdd(a, b0, c3_0);
            a = Vector512.Create(a3[ars]);
            c4_0 = Arithmetic.MultiplyAdd(a, b0, c4_0);
            a = Vector512.Create(a3[2 * ars]);
            c5_0 = Arithmetic.MultiplyAdd(a, b0, c5_0);
            a = Vector512.Create(*a6);
            c6_0 = Arithmetic.MultiplyAdd(a, b0, c6_0);
            a = Vector512.Create(a6[ars]);
            c7_0 = Arithmetic.MultiplyAdd(a, b0, c7_0);
            a = Vector512.Create(a6[2 * ars]);
            c8_0 = Arithmetic.MultiplyAdd(a, b0, c8_0);
            a = Vector512.Create(*a9);
            c9_0 = Arithmetic.MultiplyAdd(a, b0, c9_0);
            a = Vector512.Create(a9[ars]);
            c10_0 = Arithmetic.MultiplyAdd(a, b0, c10_0);
            a = Vector512.Create(a9[2 * ars]);
            c11_0 = Arithmetic.MultiplyAdd(a, b0, c11_0);
            a0 += acs;
            a3 += acs;
            a6 += acs;
            a9 += acs;
            b += bs;
        }

        float* c = o.C + row * cs + column;
        Store(c, c0_0, o.IsRectified);
        Store(c + cs, c1_0, o.IsRectified);
        Store(c + 2 * cs, c2_0, o.IsRectified);
        Store(c + 3 * cs, c3_0, o.IsRectified);
        Store(c + 4 * cs, c4_0, o.IsRectified);
        Store(c + 5 * cs, c5_0, o.IsRectified);
        Store(c + 6 * cs, c6_0, o.IsRectified);
        Store(c + 7 * cs, c7_0, o.IsRectified);
        Store(c + 8 * cs, c8_0, o.IsRectified);
        Store(c + 9 * cs, c9_0, o.IsRectified);
        Store(c + 10 * cs, c10_0, o.IsRectified);
        Store(c + 11 * cs, c11_0, o.IsRectified);
    }

    private static void Tile4x1(in Operands o, int row, int column)
    {
        nint ars = o.ARowStride, acs = o.AColumnStride, bs = o.BStride, cs = o.CStride;
        float* a0 = o.A + row * ars;
        float* a3 = a0 + 3 * ars;
        float* b = o.B + column;
        Vector512<float> c0_0 = default, c1_0 = default, c2_0 = default, c3_0 = default;
        if (o.Start != null)
        {
            float* start = o.Start + row * o.StartStride + column;
            c0_0 = Load(start);
            c1_0 = Load(start + o.StartStride);
            c2_0 = Load(start + 2 * o.StartStride);
            c3_0 = Load(start + 3 * o.StartStride);
        }

        for (int k = o.Inner; k > 0; k--)
        {
            Vector512<float> b0 = Load(b);
            Vector512<float> a = Vector512.Create(*a0);
            c0_0 = Arithmetic.MultiplyAdd(a, b0, c0_0);
            a = Vector512.Create(a0[ars]);
            c1_0 = Arithmetic.MultiplyAdd(a, b0, c1_0);
            a = Vector512.Create(a0[2 * ars]);
            c2_0 = Arithmetic.MultiplyAdd(a, b0, c2_0);
            a = Vector512.Create(*a3);
            c3_0 = Arithmetic.MultiplyAdd(a, b0, c3_0);
            a0 += acs;
            a3 += acs;
            b += bs;
        }

        float* c = o.C + row * cs + column;
        Store(c, c0_0, o.IsRectified);
        Store(c + cs, c1_0, o.IsRectified);
        Store(c + 2 * cs, c2_0, o.IsRectified);
        Store(c + 3 * cs, c3_0, o.IsRectified);
    }

    private static void Tile1x4(in Operands o, int row, int column)
    {
        nint acs = o.AColumnStride, bs = o.BStride;
        float* a0 = o.A + row * o.ARowStride;
        float* b = o.B + column;
        Vector512<float> c0_0 = default, c0_1 = default, c0_2 = default, c0_3 = default;
        if (o.Start != null)
        {
            float* start = o.Start + row * o.StartStride + column;
            (c0_0, c0_1, c0_2, c0_3) = (Load(start), Load(start + Width), Load(start + 2 * Width), Load(start + 3 * Width));
        }

        for (int k = o.Inner; k > 0; k--)
        {
            Vector512<float> b0 = Load(b), b1 = Load(b + Width), b2 = Load(b + 2 * Width), b3 = Load(b + 3 * Width);
            Vector512<float> a = Vector512.Create(*a0);
            c0_0 = Arithmetic.MultiplyAdd(a, b0, c0_0);
            c0_1 = Arithmetic.MultiplyAdd(a, b1, c0_1);
            c0_2 = Arithmetic.MultiplyAdd(a, b2, c0_2);
            c0_3 = Arithmetic.MultiplyAdd(a, b3, c0_3);
            a0 += acs;
            b += bs;
        }

        float* c = o.C + row * o.CStride + column;
        Store(c, c0_0, o.IsRectified);
        Store(c + Width, c0_1, o.IsRectified);
        Store(c + 2 * Width, c0_2, o.IsRectified);
        Store(c + 3 * Width, c0_3, o.IsRectified);
    }

    private static void Tile1x2(in Operands o, int row, int column)
    {
        nint acs = o.AColumnStride, bs = o.BStride;
        float* a0 = o.A + row * o.ARowStride;
        float* b = o.B + column;
        Vector512<float> c0_0 = default, c0_1 = default;
        if (o.Start != null)
        {
            float* start = o.Start + row * o.StartStride + column;
            (c0_0, c0_1) = (Load(start), Load(start + Width));
        }

        for (int k = o.Inner; k > 0; k--)
        {
            Vector512<float> b0 = Load(b), b1 = Load(b + Width);
            Vector512<float> a = Vector512.Create(*a0);
            c0_0 = Arithmetic.MultiplyAdd(a, b0, c0_0);
            c0_1 = Arithmetic.MultiplyAdd(a, b1, c0_1);
            a0 += acs;
            b += bs;
        }

        float* c = o.C + row * o.CStride + column;
        Store(c, c0_0, o.IsRectified);
        Store(c + Width, c0_1, o.IsRectified);
    }

    private static void Tile1x1(in Operands o, int row, int column)
    {
        nint acs = o.AColumnStride, bs = o.BStride;
        float* a0 = o.A + row * o.ARowStride;
        float* b = o.B + column;
        Vector512<float> c0_0 = default;
        if (o.Start != null)
        {
            float* start = o.Start + row * o.StartStride + column;
            c0_0 = Load(start);
        }

        for (int k = o.Inner; k > 0; k--)
        {
            Vector512<float> b0 = Load(b);
            Vector512<float> a = Vector512.Create(*a0);
            c0_0 = Arithmetic.MultiplyAdd(a, b0, c0_0);
            a0 += acs;
            b += bs;
        }

        float* c = o.C + row * o.CStride + column;
        Store(c, c0_0, o.IsRectified);
    }
}
#endif
