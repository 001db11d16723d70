using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Training;

namespace NeuroAgents.Simulation.Tables;

/// <summary>The fit of a network to a table. Columns become inputs, some of the rows decide when to stop, and others are kept for the test.</summary>
internal sealed class TableFit
{
    /// <summary>Largest number of multiply-adds of a fit whose number of epochs is not given. They take less than a minute.</summary>
    private const double MaxWork = 1e11;

    /// <summary>Smallest number of rows for a search. Fewer rows cannot decide between candidates.</summary>
    private const int MinRowsForSearch = 5;
    private readonly TableFitOptions _options;
    private readonly CsvTable _table;
    private readonly TableSplit _split;
    private readonly EncodedTable _encoded;

    internal TableFit(CsvTable table, TableFitOptions options)
    {
        options.Validate();
        (_table, _options) = (table, options);
        TableNumbers numbers = new(table, options.CreateNotation());
        Target = new TargetColumn(numbers, options.Target!, options.CreateTask());
        _split = new TableSplit(Target, table.Rows, options.Test, options.Seed);
        _encoded = new EncodedTable(numbers, Target, _split.Training);
    }

    internal TargetColumn Target { get; }

    internal TrainingHistory History { get; private set; } = new();

    /// <summary>The fitted model; null before <see cref="Run"/>.</summary>
    internal TableModel? Model { get; private set; }

    /// <summary>The confusion matrix of the test rows; null for a regression.</summary>
    internal ConfusionMatrix? Confusion { get; private set; }

    internal TableFitReport Run(Action<TableFitProgress> progress, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        TableCandidate[] candidates = TableCandidate.Of(_options);
        bool isSearched = candidates.Length > 1 && _split.Training.Length + _split.Validation.Length >= MinRowsForSearch;
        TableSearchResult found = isSearched
            ? new TableSearch(_encoded, _options, _split).Run(candidates, progress, cancellation)
            : new TableSearchResult(TableCandidate.Of(_options with { Search = false })[0], 0, int.MaxValue);
        using Workers workers = new(_options.Workers);
        Sequential network = _encoded.Network(found.Candidate, _options);
        Trainer trainer = new(network, new TrainerOptions
        {
            Loss = Target.IsClassification ? new SparseCategoricalCrossentropy() : new MeanSquaredError(),
            Optimizer = found.Candidate.Apply(_options.CreateOptimizer()),
            Seed = _options.Seed,
        }, workers);
        TrainingData training = _encoded.Data.Select(_split.Training);
        TrainingData? validation = _split.Validation.Length == 0 ? null : _encoded.Data.Select(_split.Validation);
        EarlyStopping stopping = new(new EarlyStoppingOptions
        {
            Monitor = validation is null ? "loss" : "val_loss", Patience = _options.Patience, RestoreBestWeights = true,
        });
        FitOptions fit = _options.CreateFitOptions();
        fit.Epochs = Epochs(fit, network, training, validation is null ? found.Epochs : int.MaxValue);
        Fit(trainer, training, fit, validation, [stopping, new TerminateOnNaN(), new LambdaCallback((_, logs) => progress(new TableFitProgress(logs.Epoch + 1, fit.Epochs, logs)))], cancellation);
        Model = new TableModel(_encoded.Describe(found.Candidate, _options), network, trainer.Parameters);
        TableChoice chosen = new()
        {
            Hidden = [.. found.Candidate.Hidden],
            Activation = found.Candidate.Activation,
            LearningRate = trainer.Optimizer.LearningRate,
            WeightDecay = found.Candidate.Apply(_options.CreateOptimizer()).WeightDecay,
            Candidates = isSearched ? candidates.Length : 1,
            Folds = found.Folds,
        };
        TableFitReport report = Report(trainer, training, validation, stopping, chosen, Stopwatch.GetElapsedTime(start).TotalSeconds);
        bool isFinite = double.IsFinite(report.TrainLoss + (report.ValidationLoss ?? 0) + report.TestLoss + (report.TestMeanAbsoluteError ?? 0));
        return isFinite && History.StopReason != StopReason.NotANumber
            ? report
            : throw Diverged(History.Epochs, trainer);
    }

    private static TableFitException Diverged(int epoch, Trainer trainer) => new(FormattableString.Invariant(
        $"epoch {epoch}: expected a finite loss, received NaN or infinity. Try a --learning-rate below {trainer.Optimizer.LearningRate}."));

    private void Fit(Trainer trainer, TrainingData training, FitOptions options, TrainingData? validation, Callback[] callbacks, CancellationToken cancellation)
    {
        try
        {
            History = trainer.Fit(training, options, validation, callbacks, cancellation);
        }
        catch (ArithmeticException)
        {
            throw Diverged((int)trainer.Epochs + 1, trainer);
        }
    }

    /// <summary>Returns the number of epochs that the options give or, without it, the number that takes less than a minute. Without validation rows, the number that the search found is another limit.</summary>
    private int Epochs(FitOptions fit, Sequential network, TrainingData training, int found)
    {
        int within = _options.Epochs is null ? TableSearch.EpochsWithin(MaxWork, training.Rows, fit.BatchSize, network.ParameterLength) : int.MaxValue;
        return Math.Min(fit.Epochs, Math.Min(within, found));
    }

    private TableFitReport Report(Trainer trainer, TrainingData training, TrainingData? validation, EarlyStopping stopping, TableChoice chosen, double seconds)
    {
        TrainingData test = _encoded.Data.Select(_split.Test);
        Confusion = Target.IsClassification ? new ConfusionMatrix(Target.Classes.Length) : null;
        R2Score r2 = new();
        MeanAbsoluteErrorMetric error = new();
        double testLoss = trainer.Evaluate(test, Confusion is { } confusion ? [confusion] : [r2, error]);
        return new TableFitReport
        {
            Rows = _table.Rows,
            Features = _encoded.Inputs,
            Task = Target.IsClassification ? "classification" : "regression",
            Classes = Target.IsClassification ? Target.Classes.Length : null,
            Epochs = History.Epochs,
            BestEpoch = (int)stopping.BestEpoch + 1,
            StoppedEarly = History.StopReason == StopReason.EarlyStopping,
            TrainLoss = trainer.Evaluate(training),
            ValidationLoss = validation is null ? null : trainer.Evaluate(validation),
            TestLoss = testLoss,
            TestAccuracy = Confusion?.Result,
            TestR2 = Target.IsClassification || !double.IsFinite(r2.Result) ? null : r2.Result,
            TestMeanAbsoluteError = Target.IsClassification ? null : error.Result * _encoded.TargetDeviation,
            Chosen = chosen,
            Seconds = Math.Round(seconds, 3),
            Notes = [.. Notes(chosen.Folds > 0)],
        };
    }

    private IEnumerable<string> Notes(bool isSearched)
    {
        foreach (string note in _encoded.Notes())
        {
            yield return note;
        }

        if (_split.Validation.Length == 0)
        {
            yield return $"{_split.Training.Length} training rows are too few for validation rows: {(isSearched ? "cross-validation" : "the training loss")} decides when to stop";
        }
    }
}

/// <summary>The exception for a fit that fails although the table is valid. The message is one line.</summary>
internal sealed class TableFitException(string message) : Exception(message);

/// <summary>The progress of a fit.</summary>
/// <param name="Done">Number of finished trainings of the search, or of epochs of the chosen network.</param>
/// <param name="All">Largest number of them.</param>
/// <param name="Logs">Figures of the last epoch; null during the search.</param>
internal readonly record struct TableFitProgress(int Done, int All, EpochLogs? Logs);
