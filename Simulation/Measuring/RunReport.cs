using System.Text.Json.Serialization;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.Measuring;

/// <summary>The result of a run. In JSON the keys are the property names in snake_case.</summary>
/// <remarks>In a run with several brains, losses and variances are means, minibatches and rows are sums, and <see cref="BrainHash"/> covers all brains.</remarks>
public sealed record RunReport : ScenarioReport
{
    /// <summary>The learner's name.</summary>
    public required string Learner { get; init; }

    /// <summary>Number of worker threads.</summary>
    public required int Workers { get; init; }

    /// <summary>Mode of learning: inline, background or lockstep.</summary>
    public required string LearnMode { get; init; }

    /// <summary>Time per frame that all brains together may spend on learning, ms; null if learning is limited by a number of minibatches instead.</summary>
    public required double? LearnBudgetMs { get; init; }

    /// <summary>Number of frames after which learned weights decide; null unless in lockstep.</summary>
    public required int? PublishDelay { get; init; }

    /// <summary>The scenario's settings that were given, by name. The others had their defaults.</summary>
    public required IReadOnlyDictionary<string, string> Set { get; init; }

    /// <summary>Number of the run's first frame: 0, or the frame at which a saved run was resumed.</summary>
    public required long FirstFrame { get; init; }

    /// <summary>Mean loss over the first 60 frames with a minibatch; null if there was none, and in a resumed run, whose beginning was not recorded.</summary>
    public required double? LossFirst { get; init; }

    /// <summary>Mean loss over the last 60 frames with a minibatch; null if there was none.</summary>
    public required double? LossLast { get; init; }

    /// <summary>Loss of decisions before anything was learned from their rows, averaged over the first 60 frames; null for discrete actions, without a teacher, and in a resumed run. See <see cref="AgentKind.NewRowsLoss"/>.</summary>
    public required double? NewRowsLossFirst { get; init; }

    /// <summary>Loss of decisions before anything was learned from their rows, averaged over the last 60 frames; null for discrete actions and without a teacher.</summary>
    public required double? NewRowsLossLast { get; init; }

    /// <summary>Variance of the teacher's actions over the agents, averaged over actions and the last 60 frames. It equals the loss of the best constant guess in a frame.</summary>
    public required double? LabelVariance { get; init; }

    /// <summary>Score of the untrained brain; null after an interruption.</summary>
    public required double? ScoreUntrained { get; init; }

    /// <summary>Score of the trained brain; null after an interruption.</summary>
    public required double? ScoreTrained { get; init; }

    /// <summary>Score of the teacher; null after an interruption, and if the scenario has no teacher.</summary>
    public required double? ScoreTeacher { get; init; }

    /// <summary>Number of finished episodes; null if no reward was given.</summary>
    public required long? Episodes { get; init; }

    /// <summary>Mean return of all finished episodes; null if none finished. A return is the sum of an episode's rewards.</summary>
    public required double? ReturnMean { get; init; }

    /// <summary>Mean return of the newest 100 finished episodes; null if none finished.</summary>
    [JsonPropertyName("return_last_100")]
    public required double? ReturnLast100 { get; init; }

    /// <summary>Mean number of decisions of the newest 100 finished episodes; null if none finished.</summary>
    public required double? EpisodeLength { get; init; }

    /// <summary>Number of decisions of all agents in episodes; null if no reward was given.</summary>
    public required long? EnvironmentSteps { get; init; }

    /// <summary>Entropy of the policy in the newest minibatch, nats; null if the learner reports none.</summary>
    public required double? Entropy { get; init; }

    /// <summary>Kullback-Leibler divergence from the policy that acted, in the newest minibatch, nats; null if the learner reports none.</summary>
    public required double? Kl { get; init; }

    /// <summary>Loss of the policy in the newest minibatch; null if the learner reports none.</summary>
    public required double? PolicyLoss { get; init; }

    /// <summary>Loss of the value network in the newest minibatch; null if the learner reports none.</summary>
    public required double? ValueLoss { get; init; }

    /// <summary>Explained variance of the value network in the newest minibatch, at most 1; null if the learner reports none.</summary>
    public required double? ExplainedVariance { get; init; }

    /// <summary>Times of whole frames, ms.</summary>
    public required FrameStatistics FrameMs { get; init; }

    /// <summary>Mean times of the parts of a frame, ms.</summary>
    public required PhaseStatistics PhaseMs { get; init; }

    /// <summary>Times of learning per frame, ms: recording, minibatches and publishing.</summary>
    public required FrameStatistics LearnMs { get; init; }

    /// <summary>Times that an empty loop of the learning budget's length took after each frame, ms. They show the machine's own noise. Null unless <see cref="RunOptions.MeasureNoise"/> was set.</summary>
    public required FrameStatistics? NoiseMs { get; init; }

    /// <summary>Number of frames whose learning took longer than its budget; 0 without a budget.</summary>
    public required long BudgetOverruns { get; init; }

    /// <summary>Number of refused observations, labels and actions.</summary>
    public required long RefusedRows { get; init; }

    /// <summary>Number of rollbacks to the last good weights.</summary>
    public required long Rollbacks { get; init; }

    /// <summary>Number of minibatches learned from.</summary>
    public required long LearnSteps { get; init; }

    /// <summary>Number of rows learned from.</summary>
    public required long SamplesLearned { get; init; }

    /// <summary>Bytes that the whole process allocated from frame 300 on; null if the run was shorter.</summary>
    public required long? AllocatedBytes { get; init; }

    /// <summary>Number of garbage collections from frame 300 on; null if the run was shorter.</summary>
    public required int? GcCollections { get; init; }

    /// <summary>Fingerprint of all agents after the last frame.</summary>
    public required string StateHash { get; init; }

    /// <summary>Fingerprint of all parameters after the last frame.</summary>
    public required string BrainHash { get; init; }

    /// <summary>Figures that each brain's learner reported, by the brain's name and the figure's.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, FigureReport>> LearningFigures { get; init; }

    /// <summary>The brain's measurements on held-out examples; omitted if the scenario has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HeldOutReport? HeldOut { get; init; }

    /// <summary>Number of the lesson in which each parameter of the curriculum is after the last frame, from 1; omitted without a curriculum.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, int>? Lessons { get; init; }
}

/// <summary>Measurements on examples that are never used for learning.</summary>
/// <param name="Frame">Number of the frame of the last measurement.</param>
/// <param name="Loss">Loss at the last measurement; null if it is not finite.</param>
/// <param name="LowestLoss">Lowest finite loss of the run; null if there was none.</param>
/// <param name="Accuracy">Share of right answers at the last measurement, 0 to 1.</param>
/// <param name="StoppedAt">Number of the frame in which learning stopped and the best weights were restored; null if it did not stop.</param>
public sealed record HeldOutReport(long Frame, double? Loss, double? LowestLoss, double Accuracy, long? StoppedAt)
{
    internal static HeldOutReport? Of(HeldOutRecord? record) => record is not { Frame: >= 0 }
        ? null
        : new HeldOutReport(record.Frame, Finite(record.Loss), Finite(record.LowestLoss), record.Accuracy, record.StoppedAt);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}

/// <summary>Percentiles of times, ms. A percentile is the smallest measured time that the given share of the frames does not exceed.</summary>
/// <param name="P50">Time of the median frame.</param>
/// <param name="P99">Time that 99 % of the frames do not exceed.</param>
/// <param name="P999">Time that 99.9 % of the frames do not exceed; null below 10,000 frames.</param>
/// <param name="Max">Time of the slowest frame.</param>
public sealed record FrameStatistics(double P50, double P99, double? P999, double Max);

/// <summary>Mean times of the parts of a frame, ms.</summary>
/// <param name="Sense">Locating agents, eating and writing observations.</param>
/// <param name="Decide">The batched forward pass.</param>
/// <param name="Act">Teaching, acting, moving, deaths and births.</param>
/// <param name="Learn">Recording, minibatches and publishing.</param>
public sealed record PhaseStatistics(double Sense, double Decide, double Act, double Learn);
