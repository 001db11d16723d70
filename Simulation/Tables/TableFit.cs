using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Training;

namespace NeuroAgents.Simulation.Tables;

/// <summary>A network that is fitted to a table: columns become inputs, a part of the rows says when to stop, another is only for the test.</summary>
internal sealed class TableFit
{
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

    /// <summary>The fitted network with what it takes to use it; null before <see cref="Run"/>.</summary>
    internal TableModel? Model { get; private set; }

    /// <summary>Of the test rows; null for a regression.</summary>
    internal ConfusionMatrix? Confusion { get; private set; }

    internal TableFitReport Run(Action<EpochLogs> progress, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        using Workers workers = new(_options.Workers);
        Sequential network = Sequential.Perceptrons(
            _encoded.Inputs, _options.Hidden, _encoded.Outputs, _options.CreateActivation(), dropout: (float)_options.Dropout);
        Trainer trainer = new(network, new TrainerOptions
        {
            Loss = Target.IsClassification ? new SparseCategoricalCrossentropy() : new MeanSquaredError(),
            Optimizer = _options.CreateOptimizer(),
            Seed = _options.Seed,
        }, workers);
        TrainingData training = _encoded.Data.Select(_split.Training);
        TrainingData? validation = _split.Validation.Length == 0 ? null : _encoded.Data.Select(_split.Validation);
        EarlyStopping stopping = new(new EarlyStoppingOptions
        {
            Monitor = validation is null ? "loss" : "val_loss", Patience = _options.Patience, RestoreBestWeights = true,
        });
        History = trainer.Fit(
            training, _options.CreateFitOptions(), validation, [stopping, new TerminateOnNaN(), new LambdaCallback((_, logs) => progress(logs))],
            cancellation);
        Model = new TableModel(_encoded.Describe(_options), network, trainer.Parameters);
        TableFitReport report = Report(trainer, training, validation, stopping, Stopwatch.GetElapsedTime(start).TotalSeconds);
        bool isFinite = double.IsFinite(report.TrainLoss + (report.ValidationLoss ?? 0) + report.TestLoss + (report.TestMeanAbsoluteError ?? 0));
        return isFinite && History.StopReason != StopReason.NotANumber
            ? report
            : throw new TableFitException(FormattableString.Invariant(
                $"the loss is not finite in epoch {History.Epochs}: a smaller --learning-rate than {trainer.Optimizer.LearningRate} may help."));
    }

    private TableFitReport Report(Trainer trainer, TrainingData training, TrainingData? validation, EarlyStopping stopping, double seconds)
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
            Seconds = Math.Round(seconds, 3),
            Notes = [.. Notes()],
        };
    }

    private IEnumerable<string> Notes()
    {
        foreach (string note in _encoded.Notes())
        {
            yield return note;
        }

        if (_split.Validation.Length == 0)
        {
            yield return $"{_split.Training.Length} training rows are too few to keep some for validation: the training loss says when to stop";
        }
    }
}
