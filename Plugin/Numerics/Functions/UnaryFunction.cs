using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NeuroAgents.Diagnostics;

namespace NeuroAgents.Numerics.Functions;

/// <summary>A function of one value, written once for all lanes of a vector.</summary>
internal interface IUnaryFunction
{
    /// <summary>Computes f(x) in each lane. Lanes must not influence each other.</summary>
    Vector<float> Invoke(Vector<float> x);
}

/// <summary>A function of two values, written once for all lanes of a vector.</summary>
internal interface IBinaryFunction
{
    /// <summary>Computes f(x, y) in each lane. Lanes must not influence each other.</summary>
    Vector<float> Invoke(Vector<float> x, Vector<float> y);
}

/// <summary>Loops over spans. A tail runs through the same vector code as the rest, so a value's position never changes its bits.</summary>
internal static class VectorLoop
{
    /// <summary>Computes destination[i] = f(x[i]). The spans may be the same but must not overlap otherwise.</summary>
    internal static void Apply<TFunction>(ReadOnlySpan<float> x, Span<float> destination)
        where TFunction : struct, IUnaryFunction
        => Apply(default(TFunction), x, destination);

    /// <summary>Computes destination[i] = f(x[i]) of a function with parameters.</summary>
    internal static void Apply<TFunction>(TFunction function, ReadOnlySpan<float> x, Span<float> destination)
        where TFunction : struct, IUnaryFunction
    {
        Require.Length(destination.Length, x.Length, nameof(destination));
        int width = Vector<float>.Count;
        int i = 0;
        for (; i <= x.Length - width; i += width)
        {
            Store(destination, i, function.Invoke(Load(x, i)));
        }

        if (i < x.Length)
        {
            Span<float> tail = stackalloc float[Vector<float>.Count];
            tail.Clear();
            x[i..].CopyTo(tail);
            Store(tail, 0, function.Invoke(Load(tail, 0)));
            tail[..(x.Length - i)].CopyTo(destination[i..]);
        }
    }

    /// <summary>Computes destination[i] = f(x[i], destination[i]).</summary>
    internal static void Combine<TFunction>(ReadOnlySpan<float> x, Span<float> destination)
        where TFunction : struct, IBinaryFunction
        => Combine(default(TFunction), x, destination);

    /// <summary>Computes destination[i] = f(x[i], destination[i]) of a function with parameters.</summary>
    internal static void Combine<TFunction>(TFunction function, ReadOnlySpan<float> x, Span<float> destination)
        where TFunction : struct, IBinaryFunction
    {
        Require.Length(destination.Length, x.Length, nameof(destination));
        int width = Vector<float>.Count;
        int i = 0;
        for (; i <= x.Length - width; i += width)
        {
            Store(destination, i, function.Invoke(Load(x, i), Load(destination, i)));
        }

        if (i < x.Length)
        {
            int rest = x.Length - i;
            Span<float> tails = stackalloc float[2 * Vector<float>.Count];
            tails.Clear();
            x[i..].CopyTo(tails);
            destination[i..].CopyTo(tails[width..]);
            Store(tails, 0, function.Invoke(Load(tails, 0), Load(tails, width)));
            tails[..rest].CopyTo(destination[i..]);
        }
    }

    /// <summary>Computes f(x) of one value, with the bits of a vector's lane.</summary>
    internal static float Apply<TFunction>(float x)
        where TFunction : struct, IUnaryFunction
        => default(TFunction).Invoke(new Vector<float>(x))[0];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> Load(ReadOnlySpan<float> source, int start)
        => Unsafe.ReadUnaligned<Vector<float>>(ref Unsafe.As<float, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(source), start)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(Span<float> destination, int start, Vector<float> value)
        => Unsafe.WriteUnaligned(ref Unsafe.As<float, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(destination), start)), value);
}
