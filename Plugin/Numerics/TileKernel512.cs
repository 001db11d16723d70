#if NET
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuroAgents.Numerics;

/// <summary>Tiles of 12 rows and 2 vectors of 16: 24 of 32 registers accumulate.</summary>
internal static unsafe class TileKernel512
{
    private const int Width = 16;

    internal static void Multiply(in Operands o)
    {
        // Panels of columns outside: a panel of B stays in the first cache level while all rows pass over it.
        int column = 0;
        if (o.Rows < 4)
        {
            column = MultiplyFewRows(o);
        }

        for (; column + Width < o.Columns; column += 2 * Width)
        {
            int row = 0;
            for (; row + 12 <= o.Rows; row += 12)
            {
                Tile12x2(o, row, column);
            }

            for (; row + 4 <= o.Rows; row += 4)
            {
                Tile4x2(o, row, column);
            }

            for (; row < o.Rows; row++)
            {
                Tile1x2(o, row, column);
            }
        }

        if (column < o.Columns)
        {
            LastColumns(o, column);
        }
    }

    /// <summary>Four vectors side by side: with few rows they are the only chains that can run at the same time.</summary>
    private static int MultiplyFewRows(in Operands o)
    {
        int column = 0;
        for (; column + 3 * Width < o.Columns; column += 4 * Width)
        {
            for (int row = 0; row < o.Rows; row++)
            {
                Tile1x4(o, row, column);
            }
        }

        return column;
    }

    private static void LastColumns(in Operands o, int column)
    {
        int row = 0;
        for (; row + 12 <= o.Rows; row += 12)
        {
            Tile12x1(o, row, column);
        }

        for (; row + 4 <= o.Rows; row += 4)
        {
            Tile4x1(o, row, column);
        }

        for (; row < o.Rows; row++)
        {
            Tile1x1(o, row, column);
        }
    }

    private static void Tile12x2(in Operands o, int row, int column)
    {
        nint ars = o.ARowStride, acs = o.AColumnStride, bs = o.BStride, cs = o.CStride;
        float* a0 = o.A + row * ars;
        float* a3 = a0 + 3 * ars;
        float* a6 = a3 + 3 * ars;
        float* a9 = a6 + 3 * ars;
        float* b = o.B + column;
        Vector512<float> s0 = Start(o, column), s1 = Start(o, column + 1 * Width);
        Vector512<float> c0_0 = s0, c0_1 = s1, c1_0 = s0, c1_1 = s1, c2_0 = s0, c2_1 = s1;
        Vector512<float> c3_0 = s0, c3_1 = s1, c4_0 = s0, c4_1 = s1, c5_0 = s0, c5_1 = s1;
        Vector512<float> c6_0 = s0, c6_1 = s1, c7_0 = s0, c7_1 = s1, c8_0 = s0, c8_1 = s1;
        Vector512<float> c9_0 = s0, c9_1 = s1, c10_0 = s0, c10_1 = s1, c11_0 = s0, c11_1 = s1;
        for (int k = o.Inner; k > 0; k--)
        {
            Vector512<float> b0 = Load(b), b1 = Load(b + 1 * Width);
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
        Vector512<float> s0 = Start(o, column), s1 = Start(o, column + 1 * Width);
        Vector512<float> c0_0 = s0, c0_1 = s1, c1_0 = s0, c1_1 = s1, c2_0 = s0, c2_1 = s1;
        Vector512<float> c3_0 = s0, c3_1 = s1;
        for (int k = o.Inner; k > 0; k--)
        {
            Vector512<float> b0 = Load(b), b1 = Load(b + 1 * Width);
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

    private static void Tile1x4(in Operands o, int row, int column)
    {
        nint acs = o.AColumnStride, bs = o.BStride;
        float* a0 = o.A + row * o.ARowStride;
        float* b = o.B + column;
        Vector512<float> s0 = Start(o, column), s1 = Start(o, column + 1 * Width), s2 = Start(o, column + 2 * Width), s3 = Start(o, column + 3 * Width);
        Vector512<float> c0_0 = s0, c0_1 = s1, c0_2 = s2, c0_3 = s3;
        for (int k = o.Inner; k > 0; k--)
        {
            Vector512<float> b0 = Load(b), b1 = Load(b + 1 * Width), b2 = Load(b + 2 * Width), b3 = Load(b + 3 * Width);
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
        Vector512<float> s0 = Start(o, column), s1 = Start(o, column + 1 * Width);
        Vector512<float> c0_0 = s0, c0_1 = s1;
        for (int k = o.Inner; k > 0; k--)
        {
            Vector512<float> b0 = Load(b), b1 = Load(b + 1 * Width);
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

    private static void Tile12x1(in Operands o, int row, int column)
    {
        nint ars = o.ARowStride, acs = o.AColumnStride, bs = o.BStride, cs = o.CStride;
        float* a0 = o.A + row * ars;
        float* a3 = a0 + 3 * ars;
        float* a6 = a3 + 3 * ars;
        float* a9 = a6 + 3 * ars;
        float* b = o.B + column;
        Vector512<float> s0 = Start(o, column);
        Vector512<float> c0_0 = s0, c1_0 = s0, c2_0 = s0, c3_0 = s0, c4_0 = s0, c5_0 = s0;
        Vector512<float> c6_0 = s0, c7_0 = s0, c8_0 = s0, c9_0 = s0, c10_0 = s0, c11_0 = s0;
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
        Vector512<float> s0 = Start(o, column);
        Vector512<float> c0_0 = s0, c1_0 = s0, c2_0 = s0, c3_0 = s0;
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

    private static void Tile1x1(in Operands o, int row, int column)
    {
        nint acs = o.AColumnStride, bs = o.BStride;
        float* a0 = o.A + row * o.ARowStride;
        float* b = o.B + column;
        Vector512<float> s0 = Start(o, column);
        Vector512<float> c0_0 = s0;
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Start(in Operands o, int column) => o.Start == null ? Vector512<float>.Zero : Load(o.Start + column);

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
