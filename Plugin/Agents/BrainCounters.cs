using NeuroAgents.Learning;
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

    /// <summary>Loss of the last minibatch; NaN before the first minibatch. Missing in a file if it is not finite.</summary>
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
        archive.AddCount($"{Prefix}learn_steps", LearnSteps);
        archive.AddCount($"{Prefix}samples_learned", SamplesLearned);
        archive.AddCount($"{Prefix}refused_observations", RefusedObservations);
        archive.AddCount($"{Prefix}refused_labels", RefusedLabels);
        archive.AddCount($"{Prefix}skipped_steps", SkippedSteps);
        archive.AddCount($"{Prefix}rollbacks", Rollbacks);
        archive.AddCount($"{Prefix}evicted_rows", EvictedRows);
        archive.AddCount($"{Prefix}missed_rows", MissedRows);
        if (RefusedActions > 0)
        {
            archive.AddCount($"{Prefix}refused_actions", RefusedActions);
        }

        if (Math.Abs(LastLoss) <= float.MaxValue)
        {
            archive.AddScalar($"{Prefix}last_loss", LastLoss);
        }
    }

    internal static BrainCounters Read(TensorArchive archive) => new()
    {
        LearnSteps = archive.GetCount($"{Prefix}learn_steps"),
        SamplesLearned = archive.GetCount($"{Prefix}samples_learned"),
        RefusedObservations = archive.GetCount($"{Prefix}refused_observations"),
        RefusedLabels = archive.GetCount($"{Prefix}refused_labels"),
        RefusedActions = archive.TryFind($"{Prefix}refused_actions", out _) ? archive.GetCount($"{Prefix}refused_actions") : 0,
        SkippedSteps = archive.GetCount($"{Prefix}skipped_steps"),
        Rollbacks = archive.GetCount($"{Prefix}rollbacks"),
        EvictedRows = archive.GetCount($"{Prefix}evicted_rows"),
        MissedRows = archive.GetCount($"{Prefix}missed_rows"),
        LastLoss = archive.TryGet<float>($"{Prefix}last_loss", [], out float[]? loss) ? loss[0] : float.NaN,
    };
}
