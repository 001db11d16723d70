using System.Text.Json.Serialization;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.Measuring;

/// <summary>What a run did and how well: the result for machines. Keys in JSON are the names in snake_case.</summary>
/// <remarks>Of several brains losses and variances are means, steps and rows sums, and the brain's hash covers all.</remarks>
public sealed record RunReport : ScenarioReport
{
    /// <summary>The learner's name.</summary>
    public required string Learner { get; init; }

    /// <summary>Number of workers.</summary>
    public required int Workers { get; init; }

    /// <summary>Where brains learned: inline, background or lockstep.</summary>
    public required string LearnMode { get; init; }

    /// <summary>Time that all brains together might learn for in a frame, ms; null for a number of minibatches.</summary>
    public required double? LearnBudgetMs { get; init; }

    /// <summary>Frames after which what was learned decided; null unless in lockstep.</summary>
    public required int? PublishDelay { get; init; }

    /// <summary>The settings of the scenario that were given, by name; others had their defaults.</summary>
    public required IReadOnlyDictionary<string, string> Set { get; init; }

    /// <summary>Number of the first frame that was run: 0, or where a saved run was resumed.</summary>
    public required long FirstFrame { get; init; }

    /// <summary>Mean loss over the first 60 frames that learned; null if none did, and in a run that goes on from a saved one, which cannot know it.</summary>
    public required double? LossFirst { get; init; }

    /// <summary>Mean loss over the last 60 frames that learned; null if none did.</summary>
    public required double? LossLast { get; init; }

    /// <summary>Mean over the first 60 frames of the loss of decisions before anything was learned from their rows: see <see cref="AgentKind.NewRowsLoss"/>; null where actions are discrete, and in a run that goes on from a saved one.</summary>
    public required double? NewRowsLossFirst { get; init; }

    /// <summary>The same over the last 60 frames; null where actions are discrete.</summary>
    public required double? NewRowsLossLast { get; init; }

    /// <summary>Variance of the teacher's actions over the agents, averaged over actions and the last 60 frames: the loss of the best guess that is the same for all agents of a frame.</summary>
    public required double? LabelVariance { get; init; }

    /// <summary>Score of the brain as it was born; null after an interruption.</summary>
    public required double? ScoreUntrained { get; init; }

    /// <summary>Score of the brain as it is now; null after an interruption.</summary>
    public required double? ScoreTrained { get; init; }

    /// <summary>Score of the teacher; null after an interruption.</summary>
    public required double? ScoreTeacher { get; init; }

    /// <summary>Times of whole frames, ms.</summary>
    public required FrameStatistics FrameMs { get; init; }

    /// <summary>Mean times of the parts of a frame, ms.</summary>
    public required PhaseStatistics PhaseMs { get; init; }

    /// <summary>Times of learning in a frame, ms: recording, minibatches, publishing.</summary>
    public required FrameStatistics LearnMs { get; init; }

    /// <summary>Times of an empty loop as long as the learning budget after each frame, ms; null unless it was asked for.</summary>
    public required FrameStatistics? NoiseMs { get; init; }

    /// <summary>Frames in which learning took longer than its budget; 0 without a budget.</summary>
    public required long BudgetOverruns { get; init; }

    /// <summary>Observations and labels that were refused.</summary>
    public required long RefusedRows { get; init; }

    /// <summary>How often the last good weights were taken back.</summary>
    public required long Rollbacks { get; init; }

    /// <summary>Number of minibatches.</summary>
    public required long LearnSteps { get; init; }

    /// <summary>Number of rows learned from.</summary>
    public required long SamplesLearned { get; init; }

    /// <summary>Bytes that the whole process allocated from frame 300 to the last; null if the run was shorter.</summary>
    public required long? AllocatedBytes { get; init; }

    /// <summary>Garbage collections in the same frames; null if the run was shorter.</summary>
    public required int? GcCollections { get; init; }

    /// <summary>Fingerprint of all agents after the last frame.</summary>
    public required string StateHash { get; init; }

    /// <summary>Fingerprint of all parameters after the last frame.</summary>
    public required string BrainHash { get; init; }

    /// <summary>Figures that each brain's learner reported, by the brain's name and the figure's.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, FigureReport>> LearningFigures { get; init; }

    /// <summary>How the brain does on examples that it is never taught; left out where the scenario has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HeldOutReport? HeldOut { get; init; }
}

/// <summary>Measurements on examples that are never taught.</summary>
/// <param name="Frame">Frame of the last measurement.</param>
/// <param name="Loss">The loss then; null if it is not finite.</param>
/// <param name="LowestLoss">The lowest loss of the run; null if there was no finite one.</param>
/// <param name="Accuracy">Share of right answers at the last measurement, 0 to 1.</param>
/// <param name="StoppedAt">Frame in which learning was stopped and the best weights taken back; null if it was not.</param>
public sealed record HeldOutReport(long Frame, double? Loss, double? LowestLoss, double Accuracy, long? StoppedAt)
{
    internal static HeldOutReport? Of(HeldOutRecord? record) => record is not { Frame: >= 0 }
        ? null
        : new HeldOutReport(record.Frame, Finite(record.Loss), Finite(record.LowestLoss), record.Accuracy, record.StoppedAt);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}

/// <summary>Percentiles of times, ms: the smallest time that this share of frames does not exceed.</summary>
/// <param name="P50">Half of the frames.</param>
/// <param name="P99">99 of 100.</param>
/// <param name="P999">999 of 1,000; null below 10,000 frames.</param>
/// <param name="Max">All.</param>
public sealed record FrameStatistics(double P50, double P99, double? P999, double Max);

/// <summary>Mean times of the parts of a frame, ms.</summary>
/// <param name="Sense">Finding out who is where, eating, observations.</param>
/// <param name="Decide">The batched forward pass.</param>
/// <param name="Act">Teaching, acting, moving, dying and being born.</param>
/// <param name="Learn">Minibatches.</param>
public sealed record PhaseStatistics(double Sense, double Decide, double Act, double Learn);
