using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Evaluating;

/// <summary>Plays a saved brain without learning, and an untrained one and the teacher in the same world, for the same number of frames.</summary>
public sealed class BrainEvaluation
{
    private readonly SavedBrain _saved;
    private readonly RunOptions _options;
    private readonly int _kind;

    /// <summary>Finds out which of the scenario's kinds of agents the brain is for, and whether it can be: by its name, where there are several.</summary>
    /// <param name="saved">The brain.</param>
    /// <param name="options">The world: its <see cref="RunOptions.Frames"/> are those that each score is measured over.</param>
    /// <exception cref="ArchiveFormatException">The scenario's brains have other hidden layers, another activation or another kind of actions.</exception>
    /// <exception cref="SettingException">The scenario has several brains, none of them of this name.</exception>
    public BrainEvaluation(SavedBrain saved, RunOptions options)
    {
        _saved = saved;
        _options = options with { Set = BrainSettings.Of(saved.Options, options.Set) };
        using SimulationRun run = new(_options, Driver.Brain, isLabelled: false);
        _kind = run.KindOf(saved);
        Schema = run.Session.Kinds[_kind].Brain.Load(saved);
    }

    /// <summary>What of the file the scenario's brain could take over.</summary>
    public BrainLoadReport Schema { get; }

    /// <summary>Plays.</summary>
    /// <param name="observer">Is told what is played; null for nobody.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    public BrainEvaluationReport Run(IRunObserver? observer = null, CancellationToken cancellation = default)
    {
        observer?.StartScoring("untrained");
        double untrained = Score(Driver.Brain, null, cancellation);
        observer?.StartScoring("trained");
        double trained = Score(Driver.Brain, run => run.Session.Kinds[_kind].Brain.Load(_saved), cancellation);
        observer?.StartScoring("teacher");
        return new BrainEvaluationReport
        {
            File = _saved.Origin,
            Brain = _saved.Name,
            LearnSteps = _saved.LearnSteps,
            Scenario = _options.Scenario,
            Agents = _options.Agents,
            Frames = _options.Frames,
            Seed = _options.Seed,
            ScoreUntrained = untrained,
            ScoreTrained = trained,
            ScoreTeacher = Score(Driver.Teacher, null, cancellation),
            ObservationsAdded = Schema.AddedObservations,
            ObservationsDropped = Schema.DroppedObservations,
            ObservationsRescaled = Schema.RescaledObservations,
            ActionsAdded = Schema.AddedActions,
            ActionsDropped = Schema.DroppedActions,
        };
    }

    private double Score(Driver driver, Action<SimulationRun>? prepare, CancellationToken cancellation)
        => Evaluation.ScorePrepared(_kind, _options, driver, prepare ?? (_ => { }), _options.Frames, cancellation);
}

/// <summary>How a saved brain does: the result for machines. Keys in JSON are the names in snake_case.</summary>
public sealed record BrainEvaluationReport : ScenarioReport
{
    /// <summary>The file that was read.</summary>
    public required string File { get; init; }

    /// <summary>The brain's name.</summary>
    public required string Brain { get; init; }

    /// <summary>Minibatches that it had learned from.</summary>
    public required long LearnSteps { get; init; }

    /// <summary>Score of a brain as the seed gives it.</summary>
    public required double ScoreUntrained { get; init; }

    /// <summary>Score of the saved brain.</summary>
    public required double ScoreTrained { get; init; }

    /// <summary>Score of the teacher.</summary>
    public required double ScoreTeacher { get; init; }

    /// <summary>Observations that the file doesn't have.</summary>
    public required IReadOnlyList<string> ObservationsAdded { get; init; }

    /// <summary>Observations that only the file has.</summary>
    public required IReadOnlyList<string> ObservationsDropped { get; init; }

    /// <summary>Observations with another range in the file.</summary>
    public required IReadOnlyList<string> ObservationsRescaled { get; init; }

    /// <summary>Actions that the file doesn't have.</summary>
    public required IReadOnlyList<string> ActionsAdded { get; init; }

    /// <summary>Actions that only the file has.</summary>
    public required IReadOnlyList<string> ActionsDropped { get; init; }
}
