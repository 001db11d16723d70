using NeuroAgents.Learning.Experience;
using NeuroAgents.Training;

namespace NeuroAgents.Learning.Guarding;

/// <summary>Looks for the rows that spoiled a minibatch, and evicts those that do so again and again.</summary>
/// <remarks>Where more than one row and more than a tenth of them are bad, the weights are to blame and no row is.</remarks>
/// <param name="replay">The replay, with a column <see cref="Column"/> that is 0 in each new row.</param>
/// <param name="drawn">The replay's row by row of the minibatch.</param>
/// <param name="backpropagation">Where the minibatch went through.</param>
/// <param name="evictAfter">Steps that a row may spoil before it goes.</param>
internal sealed class SpoilingRows(ReplayBuffer replay, int[] drawn, Backpropagation backpropagation, int evictAfter)
{
    internal const string Column = "spoiled_steps";

    /// <summary>Limit of a float that counts in ones: larger values no longer change by adding 1.</summary>
    internal const float MaxSteps = 1 << 24;
    private const int MostShare = 10;
    private readonly ReplayColumn _spoiled = replay.Column(Column);
    private readonly int[] _bad = new int[drawn.Length];

    /// <summary>Counts the step that was refused against the rows that spoiled it.</summary>
    /// <param name="threshold">The loss from which on a step is refused.</param>
    /// <returns>How many rows were evicted.</returns>
    internal int Find(double threshold)
    {
        int count = 0;
        for (int i = 0; i < drawn.Length; i++)
        {
            // NaN is bad too.
            if (!(backpropagation.RowLoss(i) <= threshold))
            {
                _bad[count++] = drawn[i];
            }
        }

        return count > Math.Max(1, drawn.Length / MostShare) ? 0 : Evict(_bad.AsSpan(0, count));
    }

    private int Evict(ReadOnlySpan<int> rows)
    {
        int evicted = 0;
        foreach (int row in rows)
        {
            if (++_spoiled[row][0] >= evictAfter)
            {
                replay.Evict(row);
                evicted++;
            }
        }

        return evicted;
    }
}
