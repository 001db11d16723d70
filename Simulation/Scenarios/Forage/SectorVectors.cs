using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>Vector operations for the eight sectors: finding the sides on which eight points lie, and joining eight lanes per sector into one value.</summary>
/// <remarks>
/// There are always eight lanes, on every processor. Lane i takes the points i, i + 8, i + 16 and so on, and lanes are joined in one fixed order.
/// So a sum has the same bits on every machine.
/// </remarks>
internal static class SectorVectors
{
    /// <summary>Returns three masks that determine the sector: right (or left), behind (or ahead), second (or first) half of the quarter. The result agrees with <see cref="ForageObservations.Sector"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector256<float> Right, Vector256<float> Behind, Vector256<float> Second) Sides(Vector256<float> ahead, Vector256<float> left)
    {
        Vector256<float> right = Vector256.LessThan(left, Vector256<float>.Zero), behind = Vector256.LessThan(ahead, Vector256<float>.Zero);

        // Each quarter runs from one axis to the next. In its second half, the axis at its end is nearer.
        Vector256<float> startsAside = right ^ behind;
        Vector256<float> ofAhead = Vector256.Abs(ahead), ofLeft = Vector256.Abs(left);
        Vector256<float> second = Vector256.GreaterThan(
            Vector256.ConditionalSelect(startsAside, ofAhead, ofLeft), Vector256.ConditionalSelect(startsAside, ofLeft, ofAhead));
        return (right, behind, second);
    }

    /// <summary>Returns the smaller number of each lane. Numbers must not be negative; all bits set means "none" and is larger than any number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Smaller(Vector256<float> a, Vector256<float> b) => Vector256.Min(a.AsUInt32(), b.AsUInt32()).AsSingle();

    /// <summary>Joins all lanes of vector s into lane s of the result, first neighbouring lanes, then pairs, then halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Join<TOperation>(
        Vector256<float> v0, Vector256<float> v1, Vector256<float> v2, Vector256<float> v3,
        Vector256<float> v4, Vector256<float> v5, Vector256<float> v6, Vector256<float> v7)
        where TOperation : struct, ILaneOperation
    {
        Vector256<float> v03 = JoinPairs<TOperation>(JoinNeighbours<TOperation>(v0, v1), JoinNeighbours<TOperation>(v2, v3));
        Vector256<float> v47 = JoinPairs<TOperation>(JoinNeighbours<TOperation>(v4, v5), JoinNeighbours<TOperation>(v6, v7));
        Vector256<float> ofSecond = Vector256.Create(0, 0, 0, 0, -1, -1, -1, -1).AsSingle();
        Vector256<float> other = Vector256.ConditionalSelect(ofSecond, v03, v47);
        return TOperation.Invoke(Vector256.ConditionalSelect(ofSecond, v47, v03), Vector256.Shuffle(other, Vector256.Create(4, 5, 6, 7, 0, 1, 2, 3)));
    }

    /// <summary>Joins all lanes of a vector and returns the result in every lane. Only for operations whose order is free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> JoinAll<TOperation>(Vector256<float> v)
        where TOperation : struct, ILaneOperation
    {
        v = TOperation.Invoke(v, Vector256.Shuffle(v, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6)));
        v = TOperation.Invoke(v, Vector256.Shuffle(v, Vector256.Create(2, 3, 0, 1, 6, 7, 4, 5)));
        return TOperation.Invoke(v, Vector256.Shuffle(v, Vector256.Create(4, 5, 6, 7, 0, 1, 2, 3)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> JoinNeighbours<TOperation>(Vector256<float> first, Vector256<float> second)
        where TOperation : struct, ILaneOperation
    {
        Vector256<float> ofSecond = Vector256.Create(0, -1, 0, -1, 0, -1, 0, -1).AsSingle();
        Vector256<float> other = Vector256.ConditionalSelect(ofSecond, first, second);
        return TOperation.Invoke(Vector256.ConditionalSelect(ofSecond, second, first), Vector256.Shuffle(other, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> JoinPairs<TOperation>(Vector256<float> first, Vector256<float> second)
        where TOperation : struct, ILaneOperation
    {
        Vector256<float> ofSecond = Vector256.Create(0, 0, -1, -1, 0, 0, -1, -1).AsSingle();
        Vector256<float> other = Vector256.ConditionalSelect(ofSecond, first, second);
        return TOperation.Invoke(Vector256.ConditionalSelect(ofSecond, second, first), Vector256.Shuffle(other, Vector256.Create(2, 3, 0, 1, 6, 7, 4, 5)));
    }
}

/// <summary>An operation that joins two lanes into one.</summary>
internal interface ILaneOperation
{
    /// <summary>Joins two vectors lane by lane. The operation is commutative.</summary>
    static abstract Vector256<float> Invoke(Vector256<float> a, Vector256<float> b);
}

/// <summary>Addition of lanes.</summary>
internal readonly struct Sum : ILaneOperation
{
    public static Vector256<float> Invoke(Vector256<float> a, Vector256<float> b) => a + b;
}

/// <summary>The minimum of lanes, by <see cref="SectorVectors.Smaller"/>.</summary>
internal readonly struct Minimum : ILaneOperation
{
    public static Vector256<float> Invoke(Vector256<float> a, Vector256<float> b) => SectorVectors.Smaller(a, b);
}
