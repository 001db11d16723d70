using NeuroAgents.Learners;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents;

/// <summary>What a brain counts, as it stands in its file.</summary>
internal readonly record struct BrainCounters
{
    private const string Prefix = "counters/";

    internal long LearnSteps { get; init; }

    internal long SamplesLearned { get; init; }

    internal long RefusedObservations { get; init; }

    internal long RefusedLabels { get; init; }

    internal long RefusedActions { get; init; }

    internal long SkippedSteps { get; init; }

    internal long Rollbacks { get; init; }

    internal long EvictedRows { get; init; }

    internal long MissedRows { get; init; }

    /// <summary>NaN before the first minibatch: then the file has none.</summary>
    internal float LastLoss { get; init; }

    /// <summary>With what some steps did.</summary>
    internal BrainCounters Plus(in LearningTally tally) => this with
    {
        LearnSteps = LearnSteps + tally.Steps,
        SamplesLearned = SamplesLearned + tally.Samples,
        LastLoss = tally.Steps > 0 ? tally.Loss : LastLoss,
        SkippedSteps = SkippedSteps + tally.Skipped,
        Rollbacks = Rollbacks + tally.Rollbacks,
        EvictedRows = EvictedRows + tally.EvictedRows,
    };

    internal void Write(TensorArchive archive)
    {
        archive.AddScalar($"{Prefix}learn_steps", LearnSteps);
        archive.AddScalar($"{Prefix}samples_learned", SamplesLearned);
        archive.AddScalar($"{Prefix}refused_observations", RefusedObservations);
        archive.AddScalar($"{Prefix}refused_labels", RefusedLabels);
        archive.AddScalar($"{Prefix}skipped_steps", SkippedSteps);
        archive.AddScalar($"{Prefix}rollbacks", Rollbacks);
        archive.AddScalar($"{Prefix}evicted_rows", EvictedRows);
        archive.AddScalar($"{Prefix}missed_rows", MissedRows);
        if (RefusedActions > 0)
        {
            archive.AddScalar($"{Prefix}refused_actions", RefusedActions);
        }

        if (!float.IsNaN(LastLoss))
        {
            archive.AddScalar($"{Prefix}last_loss", LastLoss);
        }
    }

    internal static BrainCounters Read(TensorArchive archive) => new()
    {
        LearnSteps = Count(archive, $"{Prefix}learn_steps"),
        SamplesLearned = Count(archive, $"{Prefix}samples_learned"),
        RefusedObservations = Count(archive, $"{Prefix}refused_observations"),
        RefusedLabels = Count(archive, $"{Prefix}refused_labels"),
        RefusedActions = archive.TryFind($"{Prefix}refused_actions", out _) ? Count(archive, $"{Prefix}refused_actions") : 0,
        SkippedSteps = Count(archive, $"{Prefix}skipped_steps"),
        Rollbacks = Count(archive, $"{Prefix}rollbacks"),
        EvictedRows = Count(archive, $"{Prefix}evicted_rows"),
        MissedRows = Count(archive, $"{Prefix}missed_rows"),
        LastLoss = archive.TryGet<float>($"{Prefix}last_loss", [], out float[]? loss) ? loss[0] : float.NaN,
    };

    /// <exception cref="ArchiveFormatException">It is missing or below 0.</exception>
    internal static long Count(TensorArchive archive, string tensor)
    {
        long count = archive.GetScalar<long>(tensor);
        return count >= 0 ? count : throw new ArchiveFormatException(archive.Origin, $"tensor \"{tensor}\"", "a count from 0 on", $"{count}");
    }
}
