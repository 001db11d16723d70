using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Evaluating;

/// <summary>An evaluation of a saved brain: it plays without learning, and so do an untrained brain and the teacher, in the same world for the same number of frames.</summary>
/// <example>
/// <code>
/// BrainEvaluation evaluation = new(SavedBrain.Load("foragers.brain"), new RunOptions { Agents = 256, Frames = 3600 });
/// BrainEvaluationReport report = evaluation.Run();
/// Console.WriteLine($"{report.ScoreTrained:F2}, untrained {report.ScoreUntrained:F2}, teacher {report.ScoreTeacher:F2}");
/// </code>
/// </example>
public sealed class BrainEvaluation
{
    private readonly SavedBrain _saved;
    private readonly SavedBrain _played;
    private readonly RunOptions _options;
    private readonly int _kind;

    /// <summary>Loads the brain into the scenario to find the kind of agents it is for. In a scenario with several kinds, the brain's name decides.</summary>
    /// <param name="saved">The saved brain.</param>
    /// <param name="options">Options of the world. Each score is measured over <see cref="RunOptions.Frames"/> frames.</param>
    /// <exception cref="ArchiveFormatException">The scenario's brains have other hidden layers, another activation or another kind of actions, or another number of inputs than a file without names.</exception>
    /// <exception cref="SettingException">The scenario has several brains, and none of them has this name.</exception>
    public BrainEvaluation(SavedBrain saved, RunOptions options)
    {
        _saved = saved;
        _options = options.Matching(saved.Options);
        using SimulationRun run = Create(saved, _options);
        _kind = run.KindOf(saved);
        Brain brain = run.Session.Kinds[_kind].Brain;
        IsMatchedByOrder = UnnamedBrain.Is(saved);
        _played = IsMatchedByOrder ? UnnamedBrain.NamedAs(saved, brain) : saved;
        Schema = brain.Load(_played);
    }

    /// <summary>Whether the file has no names of observations and actions, as an imported model, so that they are matched by their order.</summary>
    public bool IsMatchedByOrder { get; }

    /// <summary>The observations and actions in which the file and the scenario's brain differ.</summary>
    public BrainLoadReport Schema { get; }

    /// <summary>Measures the three scores, or two if the scenario has no teacher.</summary>
    /// <param name="observer">An observer of the progress; null for none.</param>
    /// <param name="cancellation">Cancels the evaluation.</param>
    /// <exception cref="OperationCanceledException">The evaluation was cancelled.</exception>
    public BrainEvaluationReport Run(IRunObserver? observer = null, CancellationToken cancellation = default)
    {
        observer?.StartScoring("untrained");
        KindScore untrained = Score(Driver.Brain, null, cancellation);
        observer?.StartScoring("trained");
        KindScore trained = Score(Driver.Brain, run => run.Session.Kinds[_kind].Brain.Load(_played), cancellation);
        KindScore? teacher = null;
        if (_options.FindScenario().HasTeacher)
        {
            observer?.StartScoring("teacher");
            teacher = Score(Driver.Teacher, null, cancellation);
        }

        return new BrainEvaluationReport
        {
            File = _saved.Origin,
            Brain = _saved.Name,
            LearnSteps = _saved.LearnSteps,
            Scenario = _options.Scenario,
            Agents = _options.Agents,
            Frames = _options.Frames,
            Seed = _options.Seed,
            ScoreUntrained = untrained.Score,
            ScoreTrained = trained.Score,
            ScoreTeacher = teacher?.Score,
            EpisodesUntrained = untrained.Episodes,
            EpisodesTrained = trained.Episodes,
            EpisodesTeacher = teacher?.Episodes,
            ReturnUntrained = untrained.Return,
            ReturnTrained = trained.Return,
            ReturnTeacher = teacher?.Return,
            ObservationsAdded = Schema.AddedObservations,
            ObservationsDropped = Schema.DroppedObservations,
            ObservationsRescaled = Schema.RescaledObservations,
            ActionsAdded = Schema.AddedActions,
            ActionsDropped = Schema.DroppedActions,
        };
    }

    /// <summary>Creates a run whose brains have the network of the saved brain. Throws if the network does not fit the scenario's actions.</summary>
    private static SimulationRun Create(SavedBrain saved, RunOptions options)
    {
        try
        {
            return new SimulationRun(options, Driver.Brain, isLabelled: false);
        }
        catch (ArgumentException error)
        {
            throw new SettingException($"{saved.Origin}: expected a brain that fits {options.Scenario}, received another one: {RunOptions.MessageOf(error)}");
        }
    }

    private KindScore Score(Driver driver, Action<SimulationRun>? prepare, CancellationToken cancellation)
        => Evaluation.ScorePrepared(_kind, _options, driver, prepare ?? (_ => { }), _options.Frames, cancellation);
}

/// <summary>The result of evaluating a saved brain. In JSON the keys are the property names in snake_case.</summary>
public sealed record BrainEvaluationReport : ScenarioReport
{
    /// <summary>Path of the brain's file.</summary>
    public required string File { get; init; }

    /// <summary>The brain's name.</summary>
    public required string Brain { get; init; }

    /// <summary>Number of minibatches that the brain had learned from.</summary>
    public required long LearnSteps { get; init; }

    /// <summary>Score of an untrained brain with the seed's initial weights.</summary>
    public required double ScoreUntrained { get; init; }

    /// <summary>Score of the saved brain.</summary>
    public required double ScoreTrained { get; init; }

    /// <summary>Score of the teacher; null if the scenario has none.</summary>
    public required double? ScoreTeacher { get; init; }

    /// <summary>Number of episodes that the untrained brain finished; null if no reward was given.</summary>
    public required long? EpisodesUntrained { get; init; }

    /// <summary>Number of episodes that the saved brain finished; null if no reward was given.</summary>
    public required long? EpisodesTrained { get; init; }

    /// <summary>Number of episodes that the teacher finished; null if no reward was given or the scenario has no teacher.</summary>
    public required long? EpisodesTeacher { get; init; }

    /// <summary>Mean return of the untrained brain's newest 100 episodes; null if none ended.</summary>
    public required double? ReturnUntrained { get; init; }

    /// <summary>Mean return of the saved brain's newest 100 episodes; null if none ended.</summary>
    public required double? ReturnTrained { get; init; }

    /// <summary>Mean return of the teacher's newest 100 episodes; null if none ended or if the scenario has no teacher.</summary>
    public required double? ReturnTeacher { get; init; }

    /// <summary>Names of the scenario's observations that the file lacks.</summary>
    public required IReadOnlyList<string> ObservationsAdded { get; init; }

    /// <summary>Names of the file's observations that the scenario lacks.</summary>
    public required IReadOnlyList<string> ObservationsDropped { get; init; }

    /// <summary>Names of the observations whose range differs in the file.</summary>
    public required IReadOnlyList<string> ObservationsRescaled { get; init; }

    /// <summary>Names of the scenario's actions that the file lacks.</summary>
    public required IReadOnlyList<string> ActionsAdded { get; init; }

    /// <summary>Names of the file's actions that the scenario lacks.</summary>
    public required IReadOnlyList<string> ActionsDropped { get; init; }
}
