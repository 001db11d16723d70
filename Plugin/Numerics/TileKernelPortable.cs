using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuroAgents.Numerics;

/// <summary>Portable kernel over <see cref="Vector{T}"/>: tiles of 6 rows and 2 vectors, with all accumulators in registers.</summary>
internal static unsafe class TileKernelPortable
{
    private const int TileRows = 6;

    internal static void Multiply(in Operands o)
    {
        o.AssertValid();
        int width = Vector<float>.Count;
        // The outer loop runs over column panels: a panel of B stays in the first cache level while all rows use it.
        int column = 0;
        for (; column + width < o.Columns; column += 2 * width)
        {
            int row = 0;
            for (; row + TileRows <= o.Rows; row += TileRows)
            {
                Tile6x2(o, row, column);
            }

            for (; row < o.Rows; row++)
            {
                Tile1x2(o, row, column);
            }
        }

        if (column < o.Columns)
        {
            int row = 0;
            for (; row + TileRows <= o.Rows; row += TileRows)
            {
                Tile6x1(o, row, column);
            }

            for (; row < o.Rows; row++)
            {
                Tile1x1(o, row, column);
            }
        }
    }

    private static void Tile6x2(in Operands o, int row, int column)
    {
        nint width = Vector<float>.Count;
        nint ars = o.ARowStride, acs = o.AColumnStride, bs = o.BStride, cs = o.CStride;
        float* a0 = o.A + row * ars;
        float* a3 = a0 + 3 * ars;
        float* b = o.B + column;
        int second = column + (int)width;
        Vector<float> c00 = Start(o, row, column), c01 = Start(o, row, second), c10 = Start(o, row + 1, column), c11 = Start(o, row + 1, second);
        Vector<float> c20 = Start(o, row + 2, column), c21 = Start(o, row + 2, second), c30 = Start(o, row + 3, column), c31 = Start(o, row + 3, second);
        Vector<float> c40 = Start(o, row + 4, column), c41 = Start(o, row + 4, second), c50 = Start(o, row + 5, column), c51 = Start(o, row + 5, second);
        for (int k = o.Inner; k > 0; k--)
        {
            Vector<float> b0 = Load(b), b1 = Load(b + width);
            Vector<float> a = new(a0[0]);
            c00 = Arithmetic.MultiplyAdd(a, b0, c00);
            c01 = Arithmetic.MultiplyAdd(a, b1, c01);
            a = new Vector<float>(a0[ars]);
            c10 = Arithmetic.MultiplyAdd(a, b0, c10);
            c11 = Arithmetic.MultiplyAdd(a, b1, c11);
            a = new Vector<float>(a0[2 * ars]);
            c20 = Arithmetic.MultiplyAdd(a, b0, c20);
            c21 = Arithmetic.MultiplyAdd(a, b1, c21);
            a = new Vector<float>(a3[0]);
            c30 = Arithmetic.MultiplyAdd(a, b0, c30);
            c31 = Arithmetic.MultiplyAdd(a, b1, c31);
            a = new Vector<float>(a3[ars]);
            c40 = Arithmetic.MultiplyAdd(a, b0, c40);
            c41 = Arithmetic.MultiplyAdd(a, b1, c41);
            a = new Vector<float>(a3[2 * ars]);
            c50 = Arithmetic.MultiplyAdd(a, b0, c50);
            c51 = Arithmetic.MultiplyAdd(a, b1, c51);
            a0 += acs;
            a3 += acs;
            b += bs;
        }

        float* c = o.C + row * cs + column;
        StorePair(c, c00, c01, o.IsRectified);
        StorePair(c + cs, c10, c11, o.IsRectified);
        StorePair(c + 2 * cs, c20, c21, o.IsRectified);
        StorePair(c + 3 * cs, c30, c31, o.IsRectified);
        StorePair(c + 4 * cs, c40, c41, o.IsRectified);
        StorePair(c + 5 * cs, c50, c51, o.IsRectified);
    }

    private static void Tile6x1(in Operands o, int row, int column)
    {
        nint ars = o.ARowStride, acs = o.AColumnStride, bs = o.BStride, cs = o.CStride;
        float* a0 = o.A + row * ars;
        float* a3 = a0 + 3 * ars;
        float* b = o.B + column;
        Vector<float> c0 = Start(o, row, column), c1 = Start(o, row + 1, column), c2 = Start(o, row + 2, column);
        Vector<float> c3 = Start(o, row + 3, column), c4 = Start(o, row + 4, column), c5 = Start(o, row + 5, column);
        for (int k = o.Inner; k > 0; k--)
        {
            Vector<float> b0 = Load(b);
            c0 = Arithmetic.MultiplyAdd(new Vector<float>(a0[0]), b0, c0);
            c1 = Arithmetic.MultiplyAdd(new Vector<float>(a0[ars]), b0, c1);
            c2 = Arithmetic.MultiplyAdd(new Vector<float>(a0[2 * ars]), b0, c2);
            c3 = Arithmetic.MultiplyAdd(new Vector<float>(a3[0]), b0, c3);
            c4 = Arithmetic.MultiplyAdd(new Vector<float>(a3[ars]), b0, c4);
            c5 = Arithmetic.MultiplyAdd(new Vector<float>(a3[2 * ars]), b0, c5);
            a0 += acs;
            a3 += acs;
            b += bs;
        }

        float* c = o.C + row * cs + column;
        Store(c, c0, o.IsRectified);
        Store(c + cs, c1, o.IsRectified);
        Store(c + 2 * cs, c2, o.IsRectified);
        Store(c + 3 * cs, c3, o.IsRectified);
        Store(c + 4 * cs, c4, o.IsRectified);
        Store(c + 5 * cs, c5, o.IsRectified);
    }

    private static void Tile1x2(in Operands o, int row, int column)
    {
        nint width = Vector<float>.Count;
        float* a = o.A + row * o.ARowStride;
        float* b = o.B + column;
        Vector<float> c0 = Start(o, row, column), c1 = Start(o, row, column + (int)width);
        for (int k = o.Inner; k > 0; k--)
        {
            Vector<float> value = new(*a);
            c0 = Arithmetic.MultiplyAdd(value, Load(b), c0);
            c1 = Arithmetic.MultiplyAdd(value, Load(b + width), c1);
            a += o.AColumnStride;
            b += o.BStride;
        }

        StorePair(o.C + row * o.CStride + column, c0, c1, o.IsRectified);
    }

    private static void Tile1x1(in Operands o, int row, int column)
    {
        float* a = o.A + row * o.ARowStride;
        float* b = o.B + column;
        Vector<float> c = Start(o, row, column);
        for (int k = o.Inner; k > 0; k--)
        {
            c = Arithmetic.MultiplyAdd(new Vector<float>(*a), Load(b), c);
            a += o.AColumnStride;
            b += o.BStride;
        }

        Store(o.C + row * o.CStride + column, c, o.IsRectified);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Start(in Operands o, int row, int column)
        => o.Start == null ? Vector<float>.Zero : Load(o.Start + row * o.StartStride + column);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Load(float* source) => Unsafe.ReadUnaligned<Vector<float>>(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* destination, Vector<float> value, bool isRectified)
    {
        // A comparison instead of Max keeps NaN.
        Vector<float> rectified = Vector.ConditionalSelect(Vector.LessThan(value, Vector<float>.Zero), Vector<float>.Zero, value);
        Unsafe.WriteUnaligned(destination, isRectified ? rectified : value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePair(float* destination, Vector<float> first, Vector<float> second, bool isRectified)
    {
        Store(destination, first, isRectified);
        Store(destination + Vector<float>.Count, second, isRectified);
    }
}
