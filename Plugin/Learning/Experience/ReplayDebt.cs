using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.Experience;

/// <summary>Rows of a replay that are still to be learned from. Each recorded row adds to the debt, and each minibatch subtracts its rows.</summary>
/// <remarks>The debt is limited, so a slow machine learns less instead of later. Does not allocate.</remarks>
/// <param name="ratio">Rows to learn from for each recorded row.</param>
/// <param name="learnAfter">Number of rows at the start that add nothing to the debt.</param>
internal sealed class ReplayDebt(double ratio, int learnAfter)
{
    private const int MaxMinibatches = 10;
    private const string Key = $"{ILearnerState.ExperiencePrefix}place";
    private long _credited;

    /// <summary>Rows to learn from.</summary>
    internal double Rows { get; private set; }

    /// <summary>Adds the debt of the rows that were revealed since the last call.</summary>
    /// <param name="revealed">Number of rows ever revealed.</param>
    /// <param name="batchSize">Rows of a minibatch. At most ten minibatches can be due, or what the new rows add if that is more; the rest is dropped.</param>
    internal void Credit(long revealed, int batchSize)
    {
        long counted = Math.Max(_credited, learnAfter);
        _credited = revealed;
        if (_credited > counted)
        {
            double credit = (_credited - counted) * ratio;
            Rows = Math.Min(Rows + credit, Math.Max(MaxMinibatches * batchSize, credit));
        }
    }

    /// <summary>Subtracts the rows of a minibatch.</summary>
    internal void Pay(int rows) => Rows -= rows;

    internal void Save(TensorArchive archive) => archive.Add<long>(Key, [2], [_credited, BitConverter.DoubleToInt64Bits(Rows)]);

    /// <exception cref="ArchiveFormatException">The debt is missing or out of its range; nothing was changed.</exception>
    internal void Load(TensorArchive archive)
    {
        long[] saved = archive.Get<long>(Key, [2]);
        double rows = BitConverter.Int64BitsToDouble(saved[1]);
        if (saved[0] < 0 || !(rows >= 0 && rows <= double.MaxValue))
        {
            throw new ArchiveFormatException(archive.Origin, $"tensor \"{Key}\"", "counts from 0", "other values");
        }

        (_credited, Rows) = (saved[0], rows);
    }
}
