using NeuroAgents.Learning.Experience;

namespace NeuroAgents.Learning.Guarding;

/// <summary>Finds the rows that spoiled a refused minibatch, and evicts rows that do so again and again.</summary>
/// <remarks>Where more than one row and more than a tenth of them are bad, the weights are to blame and no row is.</remarks>
/// <param name="replay">The replay, with a column <see cref="Column"/> that is 0 in each new row.</param>
/// <param name="evictAfter">Steps that a row may spoil before it is evicted.</param>
internal sealed class RowEviction(ReplayBuffer replay, int evictAfter)
{
    internal const string Column = "spoiled_steps";

    /// <summary>Limit of a float that counts in ones: larger values no longer change by adding 1.</summary>
    internal const float MaxSteps = 1 << 24;
    private const int MaxShare = 10;
    private readonly ReplayColumn _spoiled = replay.Column(Column);

    /// <summary>Counts a refused step against the rows that spoiled it.</summary>
    /// <param name="drawn">The replay's row of each row of the minibatch. Its order is lost.</param>
    /// <param name="updater">The updater whose step was refused.</param>
    /// <returns>Number of evicted rows.</returns>
    internal int Evict(Span<int> drawn, NetworkUpdater updater)
    {
        int bad = 0;
        for (int i = 0; i < drawn.Length; i++)
        {
            // NaN is bad too.
            if (!(updater.RowLoss(i) <= updater.LossThreshold))
            {
                drawn[bad++] = drawn[i];
            }
        }

        int evicted = 0;
        foreach (int row in drawn[..(bad > Math.Max(1, drawn.Length / MaxShare) ? 0 : bad)])
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
