using NeuroAgents.Learning;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Models;
using NeuroAgents.Observations;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents;

/// <summary>What one brain learns beside the game between two frame boundaries, and what comes of it.</summary>
internal sealed class BesideJob(ParameterBuffer parameters, ObservationNormalizer normalizer)
{
    private const int CountsLength = 8;

    /// <summary>How observations were normalised when it was queued.</summary>
    internal ObservationNormalizer Normalizer { get; } = normalizer.Copy();

    /// <summary>Number of experiences that had been recorded when it was queued.</summary>
    internal long Recorded { get; set; }

    internal LearningTally Tally;

    /// <summary>The learner's exception after the steps of <see cref="Tally"/>; null if there was none.</summary>
    internal Exception? Failure { get; set; }

    /// <summary>Written by the learning thread, then swapped with the published one.</summary>
    internal ParameterSnapshot Snapshot = new(parameters);

    /// <summary>Adds what came of it. It is finished: what it was to see does not matter any more.</summary>
    internal void Save(TensorArchive archive, string prefix)
    {
        Snapshot.Save(archive, prefix + "weights");
        archive.Add<long>(prefix + "counts", [CountsLength],
            [Tally.Steps, Tally.Samples, Tally.Skipped, (long)Tally.Fault, Tally.Rollbacks, Tally.EvictedRows,
             BitConverter.DoubleToInt64Bits(Tally.Loss), BitConverter.DoubleToInt64Bits(Tally.FaultLoss)]);
    }

    internal void Load(TensorArchive archive, string prefix)
    {
        Snapshot.Load(archive, prefix + "weights");
        long[] counts = archive.Get<long>(prefix + "counts", [CountsLength]);
        if (Array.Exists(counts.AsSpan(0, 6).ToArray(), count => count is < 0 or > int.MaxValue) || counts[3] > (long)StepFault.GradientTooLarge)
        {
            throw new ArchiveFormatException(archive.Origin, $"tensor \"{prefix}counts\"", "counts from 0 on", string.Join(", ", counts));
        }

        Failure = null;
        Tally = new LearningTally
        {
            Steps = (int)counts[0],
            Samples = counts[1],
            Skipped = (int)counts[2],
            Fault = (StepFault)counts[3],
            Rollbacks = (int)counts[4],
            EvictedRows = (int)counts[5],
            Loss = (float)BitConverter.Int64BitsToDouble(counts[6]),
            FaultLoss = (float)BitConverter.Int64BitsToDouble(counts[7]),
        };
    }
}
