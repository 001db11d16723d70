using NeuroAgents.Learning.Guarding;
using NeuroAgents.Models;
using NeuroAgents.Observations;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.Hosting;

/// <summary>A background learning job of one brain: its inputs when it was queued, and its result.</summary>
internal sealed class BackgroundJob(ParameterBuffer parameters, ObservationNormalizer normalizer)
{
    private const int CountsLength = 8;

    /// <summary>Normalisation of observations when the job was queued.</summary>
    internal ObservationNormalizer Normalizer { get; } = normalizer.Copy();

    /// <summary>Number of rows that had been recorded when the job was queued.</summary>
    internal long Recorded { get; set; }

    internal LearningTally Tally = new();

    /// <summary>The learner's exception after the steps of <see cref="Tally"/>; null if there was none.</summary>
    internal Exception? Failure { get; set; }

    /// <summary>Whether <see cref="Snapshot"/> may be published.</summary>
    internal bool IsPublishable { get; set; }

    /// <summary>Whether the learner records rows after this job.</summary>
    internal bool IsIntakeOpen { get; set; } = true;

    /// <summary>Parameters after the job. Written by the learning thread, then swapped with the published ones.</summary>
    internal ParameterSnapshot Snapshot = new(parameters);

    /// <summary>Adds the finished job's result; its inputs are no longer needed.</summary>
    internal void Save(TensorArchive archive, string prefix)
    {
        Snapshot.Save(archive, prefix + "weights");
        archive.Add<long>(prefix + "counts", [CountsLength],
            [Tally.Steps, Tally.Samples, Tally.Skipped, (long)Tally.Fault, Tally.Rollbacks, Tally.EvictedRows,
             BitConverter.DoubleToInt64Bits(Tally.Steps > 0 ? Tally.Figures.Loss : 0), BitConverter.DoubleToInt64Bits(Tally.FaultLoss)]);
        if (!IsPublishable && Tally.Tried > 0)
        {
            archive.AddScalar(prefix + "unpublished", 1);
        }

        if (!IsIntakeOpen)
        {
            archive.AddScalar(prefix + "closed", 1);
        }
    }

    /// <exception cref="ArchiveFormatException">A part is missing, or a value is out of its range.</exception>
    internal void Load(TensorArchive archive, string prefix)
    {
        Snapshot.Load(archive, prefix + "weights");
        Tally = ReadTally(archive, prefix);
        Failure = null;
        IsIntakeOpen = ReadIntake(archive, prefix);
        IsPublishable = Tally.Tried > 0 && !archive.TryFind(prefix + "unpublished", out _);
    }

    /// <summary>Whether the learner records rows after a saved job.</summary>
    internal static bool ReadIntake(TensorArchive archive, string prefix) => !archive.TryFind(prefix + "closed", out _);

    /// <summary>Whether an archive has a saved job under a prefix.</summary>
    internal static bool IsIn(TensorArchive archive, string prefix) => archive.TryFind(prefix + "counts", out _);

    /// <summary>Reads the counts of a saved job.</summary>
    /// <exception cref="ArchiveFormatException">A value is out of its range.</exception>
    internal static LearningTally ReadTally(TensorArchive archive, string prefix)
    {
        long[] counts = archive.Get<long>(prefix + "counts", [CountsLength]);
        if (Array.Exists(counts.AsSpan(0, 6).ToArray(), count => count is < 0 or > int.MaxValue) || counts[3] > (long)StepFault.GradientTooLarge)
        {
            throw new ArchiveFormatException(archive.Origin, $"tensor \"{prefix}counts\"", "counts from 0 on", string.Join(", ", counts));
        }

        return new LearningTally
        {
            Steps = (int)counts[0],
            Samples = counts[1],
            Skipped = (int)counts[2],
            Fault = (StepFault)counts[3],
            Rollbacks = (int)counts[4],
            EvictedRows = (int)counts[5],
            Figures = new LearningFigures { Loss = (float)BitConverter.Int64BitsToDouble(counts[6]) },
            FaultLoss = (float)BitConverter.Int64BitsToDouble(counts[7]),
        };
    }
}
