using NeuroAgents.Numerics;

namespace NeuroAgents.Training;

/// <summary>The order in which an epoch visits the rows: a function of the random source, the epoch and the number of rows.</summary>
/// <remarks>Does not allocate. Thread safe for distinct orders.</remarks>
public static class Permutation
{
    /// <summary>Writes 0, 1, 2, …</summary>
    public static void Identity(Span<int> order)
    {
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }
    }

    /// <summary>Shuffles 0 to rows − 1 (Fisher, Yates 1938; Durstenfeld 1964): from the last element backwards, swaps each with a random one at or before it.</summary>
    /// <param name="order">[rows]: overwritten by a permutation of 0 to rows − 1.</param>
    /// <param name="random">The random source to draw from.</param>
    /// <param name="epoch">Zero-based index of the epoch.</param>
    public static void Shuffle(Span<int> order, RandomSource random, long epoch)
    {
        Identity(order);
        Shuffle(order, random, epoch, 0, order.Length);
    }

    /// <summary>Runs the part of a shuffle that fixes the positions <paramref name="first"/> to <paramref name="end"/> − 1. The part with the last positions comes first.</summary>
    internal static void Shuffle(Span<int> order, RandomSource random, long epoch, int first, int end)
    {
        for (int i = end - 1; i >= Math.Max(first, 1); i--)
        {
            int other = random.Below(i + 1, (ulong)i, (ulong)epoch);
            (order[i], order[other]) = (order[other], order[i]);
        }
    }
}
