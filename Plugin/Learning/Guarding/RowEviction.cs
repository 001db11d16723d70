using NeuroAgents.Learning.Experience;

namespace NeuroAgents.Learning.Guarding;

/// <summary>Eviction of the rows that spoil one minibatch after the other.</summary>
/// <remarks>If more than one row and more than a tenth of a minibatch are bad, the weights are assumed to be the cause and no row is counted.</remarks>
/// <param name="replay">The replay, with a column <see cref="Column"/> that is 0 in each new row.</param>
/// <param name="evictAfter">Refused steps after which a row that spoiled them is evicted.</param>
internal sealed class RowEviction(ReplayBuffer replay, int evictAfter)
{
    internal const string Column = "spoiled_steps";

    /// <summary>Largest count that a float reaches in steps of 1: adding 1 to it changes nothing.</summary>
    internal const float MaxSteps = 1 << 24;
    private const int MaxShare = 10;
    private readonly ReplayColumn _spoiled = replay.Column(Column);

    /// <summary>Counts a refused step against the rows that spoiled it.</summary>
    /// <param name="drawn">Replay row of each row of the minibatch. Overwritten.</param>
    /// <param name="updater">The updater whose step was refused.</param>
    /// <returns>Number of evicted rows.</returns>
    internal int Evict(Span<int> drawn, NetworkUpdater updater)
    {
        int bad = 0;
        for (int i = 0; i < drawn.Length; i++)
        {
            // Negated, so that NaN counts as bad.
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
