namespace NeuroAgents.Learning.Hosting;

/// <summary>Counts of a brain's learning since its creation, as saved in its file.</summary>
internal readonly record struct LearningCounters()
{
    internal long LearnSteps { get; init; }

    internal long SamplesLearned { get; init; }

    internal long SkippedSteps { get; init; }

    internal long Rollbacks { get; init; }

    internal long EvictedRows { get; init; }

    internal long MissedRows { get; init; }

    /// <summary>Figures of the last applied step; NaN before the first.</summary>
    internal LearningFigures Figures { get; init; } = new();

    /// <summary>Returns the counts after further steps.</summary>
    internal LearningCounters Plus(in LearningTally tally) => this with
    {
        LearnSteps = LearnSteps + tally.Steps,
        SamplesLearned = SamplesLearned + tally.Samples,
        Figures = tally.Steps > 0 ? tally.Figures : Figures,
        SkippedSteps = SkippedSteps + tally.Skipped,
        Rollbacks = Rollbacks + tally.Rollbacks,
        EvictedRows = EvictedRows + tally.EvictedRows,
    };
}
