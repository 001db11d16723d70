using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>The range within which an agent senses. Computes the distances and the crowding of the points around the agent, by sectors.</summary>
/// <param name="Range">Distance up to which the agent sees, m.</param>
internal readonly record struct SensingRange(float Range)
{
    // Points per block when searching for close ones: one bit of a ulong for each.
    private const int Block = 64;

    /// <summary>Returns the smallest distance to the edge of a round thing in each sector, m; 0 inside it, and <see cref="Range"/> if none is in sight.</summary>
    internal Vector256<float> NearestEdges(NearbyPoints things, in Body body) => Nearest(things, body, isRound: true, Vector256.Create(Range));

    /// <summary>Returns the smallest squared distance of a point in each sector, m²; the square of <see cref="Range"/> if none is in sight.</summary>
    /// <param name="things">The points. Their measures are overwritten with their squared distances.</param>
    /// <param name="body">The agent that looks.</param>
    internal Vector256<float> NearestSquares(NearbyPoints things, in Body body) => Nearest(things, body, isRound: false, Vector256.Create(Range * Range));

    /// <summary>Returns the sum of 1 − (d / range)² over the points in each sector, and the push by close points.</summary>
    /// <param name="agents">The points.</param>
    /// <param name="body">The agent that looks.</param>
    /// <param name="self">Index of the agent itself among the points; it is not counted.</param>
    /// <param name="push">Sum of the pushes by points within personal space, m/s.</param>
    internal Vector256<float> Crowd(NearbyPoints agents, in Body body, int self, out Velocity push)
    {
        Vector256<float> v0 = default, v1 = default, v2 = default, v3 = default, v4 = default, v5 = default, v6 = default, v7 = default;
        Vector256<float> rangeSquare = Vector256.Create(Range * Range), perSquare = Vector256.Create(1 / (Range * Range));
        Vector256<float> space = Vector256.Create(ForageOptions.PersonalSpace * ForageOptions.PersonalSpace);
        ReadOnlySpan<float> xs = agents.X, ys = agents.Y;
        push = default;
        for (int block = 0; block < xs.Length; block += Block)
        {
            ulong close = 0;
            for (int i = block; i < xs.Length && i < block + Block; i += Vector256<float>.Count)
            {
                Vector256<float> dx = Load(xs, i) - Vector256.Create(body.X), dy = Load(ys, i) - Vector256.Create(body.Y);
                Vector256<float> square = dx * dx + dy * dy;
                Vector256<float> isSelf = Vector256.Equals(Vector256<int>.Indices, Vector256.Create(self - i)).AsSingle();
                Vector256<float> seen = Vector256.AndNot(Vector256.LessThan(square, rangeSquare), isSelf);
                close |= (ulong)(Vector256.LessThan(square, space) & seen).ExtractMostSignificantBits() << (i - block);
                Vector256<float> weight = (Vector256<float>.One - square * perSquare) & seen;
                (Vector256<float> right, Vector256<float> behind, Vector256<float> second) = Sides(dx, dy, body);

                // Three splits into two give eight parts, one per sector. At most one of them is not zero for each point.
                Vector256<float> onLeft = Vector256.AndNot(weight, right), onRight = weight & right;
                Vector256<float> leftAhead = Vector256.AndNot(onLeft, behind), leftBehind = onLeft & behind;
                Vector256<float> rightAhead = Vector256.AndNot(onRight, behind), rightBehind = onRight & behind;
                (v0, v1) = (v0 + Vector256.AndNot(leftAhead, second), v1 + (leftAhead & second));
                (v2, v3) = (v2 + Vector256.AndNot(leftBehind, second), v3 + (leftBehind & second));
                (v4, v5) = (v4 + Vector256.AndNot(rightBehind, second), v5 + (rightBehind & second));
                (v6, v7) = (v6 + Vector256.AndNot(rightAhead, second), v7 + (rightAhead & second));
            }

            for (; close != 0; close &= close - 1)
            {
                int i = block + BitOperations.TrailingZeroCount(close);
                push = AddPush(push, xs[i] - body.X, ys[i] - body.Y);
            }
        }

        return SectorVectors.Join<Sum>(v0, v1, v2, v3, v4, v5, v6, v7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Velocity AddPush(Velocity push, float dx, float dy)
    {
        // Two agents in the same place have no direction between them.
        float distance = MathF.Sqrt(dx * dx + dy * dy);
        float strength = distance == 0 ? 0 : ForageOptions.PushSpeed * (1 - distance / ForageOptions.PersonalSpace) / distance;
        return new Velocity(push.X - dx * strength, push.Y - dy * strength);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Right, Vector256<float> Behind, Vector256<float> Second) Sides(Vector256<float> dx, Vector256<float> dy, in Body body)
    {
        Vector256<float> headingX = Vector256.Create(body.Heading.X), headingY = Vector256.Create(body.Heading.Y);
        return SectorVectors.Sides(dx * headingX + dy * headingY, dy * headingX - dx * headingY);
    }

    private Vector256<float> Nearest(NearbyPoints things, in Body body, bool isRound, Vector256<float> none)
    {
        Vector256<float> v0 = none, v1 = none, v2 = none, v3 = none, v4 = none, v5 = none, v6 = none, v7 = none;
        Vector256<float> rangeSquare = Vector256.Create(Range * Range);
        ReadOnlySpan<float> xs = things.X, ys = things.Y, radii = things.Radii;
        Span<float> measures = things.Measures;
        for (int i = 0; i < xs.Length; i += Vector256<float>.Count)
        {
            Vector256<float> dx = Load(xs, i) - Vector256.Create(body.X), dy = Load(ys, i) - Vector256.Create(body.Y);
            Vector256<float> square = dx * dx + dy * dy, measure = square;
            if (isRound)
            {
                Vector256<float> toEdge = Vector256.Sqrt(square) - Load(radii, i);
                measure = toEdge & Vector256.GreaterThan(toEdge, Vector256<float>.Zero);
            }

            measure = Vector256.ConditionalSelect(Vector256.LessThan(square, rangeSquare), measure, none);
            measure.StoreUnsafe(ref MemoryMarshal.GetReference(measures), (nuint)i);
            (Vector256<float> right, Vector256<float> behind, Vector256<float> second) = Sides(dx, dy, body);

            // A mask of all ones is larger than any number, so it excludes a point from this part.
            Vector256<float> onLeft = measure | right, onRight = measure | ~right;
            Vector256<float> leftAhead = onLeft | behind, leftBehind = onLeft | ~behind;
            Vector256<float> rightAhead = onRight | behind, rightBehind = onRight | ~behind;
            (v0, v1) = (SectorVectors.Smaller(v0, leftAhead | second), SectorVectors.Smaller(v1, leftAhead | ~second));
            (v2, v3) = (SectorVectors.Smaller(v2, leftBehind | second), SectorVectors.Smaller(v3, leftBehind | ~second));
            (v4, v5) = (SectorVectors.Smaller(v4, rightBehind | second), SectorVectors.Smaller(v5, rightBehind | ~second));
            (v6, v7) = (SectorVectors.Smaller(v6, rightAhead | second), SectorVectors.Smaller(v7, rightAhead | ~second));
        }

        return SectorVectors.Join<Minimum>(v0, v1, v2, v3, v4, v5, v6, v7);
    }

    /// <summary>Loads eight values. No bounds check is needed, because the spans of <see cref="NearbyPoints"/> consist of whole vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(ReadOnlySpan<float> values, int i)
        => Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)i);
}
