using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>Eight points at a time: on which side of an agent each lies, and what eight lanes of eight sectors come to.</summary>
/// <remarks>
/// Always eight lanes, whatever the processor has: lane i takes the points i, i + 8, i + 16 and so on, and lanes are joined in one fixed order. So a sum has
/// the same bits everywhere.
/// </remarks>
internal static class SectorVectors
{
    /// <summary>The sides that make a sector: right or left, behind or ahead, second or first half of the quarter. The same as <see cref="ForageObservations.Sector"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector256<float> Right, Vector256<float> Behind, Vector256<float> Second) Sides(Vector256<float> ahead, Vector256<float> left)
    {
        Vector256<float> right = Vector256.LessThan(left, Vector256<float>.Zero), behind = Vector256.LessThan(ahead, Vector256<float>.Zero);

        // Quarters go round from axis to axis: in the second half of one the axis at its end is nearer.
        Vector256<float> startsAside = right ^ behind;
        Vector256<float> ofAhead = Vector256.Abs(ahead), ofLeft = Vector256.Abs(left);
        Vector256<float> second = Vector256.GreaterThan(
            Vector256.ConditionalSelect(startsAside, ofAhead, ofLeft), Vector256.ConditionalSelect(startsAside, ofLeft, ofAhead));
        return (right, behind, second);
    }

    /// <summary>The smaller ones, of numbers that are not negative and whose bits may be all ones for "none".</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Smaller(Vector256<float> a, Vector256<float> b) => Vector256.Min(a.AsUInt32(), b.AsUInt32()).AsSingle();

    /// <summary>Lane s of the result joins all lanes of vector s: neighbours first, then pairs, then halves.</summary>
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

    /// <summary>All lanes of a vector joined, in each lane; for operations whose order is free.</summary>
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

/// <summary>How two lanes become one.</summary>
internal interface ILaneOperation
{
    /// <summary>Lane by lane; does not depend on which is first.</summary>
    static abstract Vector256<float> Invoke(Vector256<float> a, Vector256<float> b);
}

/// <summary>Sum.</summary>
internal readonly struct Sum : ILaneOperation
{
    public static Vector256<float> Invoke(Vector256<float> a, Vector256<float> b) => a + b;
}

/// <summary><see cref="SectorVectors.Smaller"/>.</summary>
internal readonly struct Least : ILaneOperation
{
    public static Vector256<float> Invoke(Vector256<float> a, Vector256<float> b) => SectorVectors.Smaller(a, b);
}
