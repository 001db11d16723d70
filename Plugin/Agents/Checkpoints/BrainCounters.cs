using NeuroAgents.Learning;
using NeuroAgents.Learning.Hosting;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents.Checkpoints;

/// <summary>Counts of a brain, as its file stores them.</summary>
/// <param name="Learning">Counts of learning.</param>
internal readonly record struct BrainCounters(LearningCounters Learning)
{
    private const string Prefix = "counters/";

    internal long RefusedObservations { get; init; }

    internal long RefusedLabels { get; init; }

    internal long RefusedActions { get; init; }

    internal long RefusedRewards { get; init; }

    internal void Write(TensorArchive archive)
    {
        archive.AddCount($"{Prefix}learn_steps", Learning.LearnSteps);
        archive.AddCount($"{Prefix}samples_learned", Learning.SamplesLearned);
        archive.AddCount($"{Prefix}refused_observations", RefusedObservations);
        archive.AddCount($"{Prefix}refused_labels", RefusedLabels);
        archive.AddCount($"{Prefix}skipped_steps", Learning.SkippedSteps);
        archive.AddCount($"{Prefix}rollbacks", Learning.Rollbacks);
        archive.AddCount($"{Prefix}evicted_rows", Learning.EvictedRows);
        archive.AddCount($"{Prefix}missed_rows", Learning.MissedRows);
        if (RefusedActions > 0)
        {
            archive.AddCount($"{Prefix}refused_actions", RefusedActions);
        }

        if (RefusedRewards > 0)
        {
            archive.AddCount($"{Prefix}refused_rewards", RefusedRewards);
        }

        if (Math.Abs(Learning.Figures.Loss) <= float.MaxValue)
        {
            archive.AddScalar($"{Prefix}last_loss", Learning.Figures.Loss);
        }
    }

    internal static BrainCounters Read(TensorArchive archive) => new(new LearningCounters
    {
        LearnSteps = archive.GetCount($"{Prefix}learn_steps"),
        SamplesLearned = archive.GetCount($"{Prefix}samples_learned"),
        SkippedSteps = archive.GetCount($"{Prefix}skipped_steps"),
        Rollbacks = archive.GetCount($"{Prefix}rollbacks"),
        EvictedRows = archive.GetCount($"{Prefix}evicted_rows"),
        MissedRows = archive.GetCount($"{Prefix}missed_rows"),
        Figures = new LearningFigures { Loss = archive.TryGet<float>($"{Prefix}last_loss", [], out float[]? loss) ? loss[0] : float.NaN },
    })
    {
        RefusedObservations = archive.GetCount($"{Prefix}refused_observations"),
        RefusedLabels = archive.GetCount($"{Prefix}refused_labels"),
        RefusedActions = archive.TryFind($"{Prefix}refused_actions", out _) ? archive.GetCount($"{Prefix}refused_actions") : 0,
        RefusedRewards = archive.TryFind($"{Prefix}refused_rewards", out _) ? archive.GetCount($"{Prefix}refused_rewards") : 0,
    };
}
