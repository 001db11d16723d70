using NeuroAgents.Diagnostics;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Training;

namespace NeuroAgents.Simulation.Tables;

/// <summary>A search for the candidate with the lowest loss on rows that it was not trained on.</summary>
/// <remarks>
/// <para>Small tables are cross-validated: the training and validation rows are split into five folds, and each candidate is trained once without each fold.
/// After each fold only the better candidates continue. In the end the simplest candidate wins among those whose losses exceed the best by at most
/// the standard error of their difference. In larger tables the validation rows alone decide, and in very large ones a part of the
/// rows is enough: the decay is then scaled by the share of rows, because more rows need less decay.</para>
/// <para>The test rows are never read. Work is bounded by multiply-adds, not by time, and each training runs on one thread, so the choice has the same bits
/// on every machine and for any number of workers.</para>
/// </remarks>
internal sealed class TableSearch
{
    private const int Folds = 5;
    private const int MaxRowsForFolds = 500;
    private const int MaxRows = 10_000;
    private const int MinRows = 500;
    private const int MinEpochs = 30;
    private const int MaxPatience = 20;

    /// <summary>Smallest gain that is worth further epochs, in units of the target's variance or of the cross-entropy.</summary>
    private const double MinGain = 3e-4;

    /// <summary>Largest number of multiply-adds of one training, including the fixed costs of its steps. They take about half a second.</summary>
    private const double MaxWork = 4e9;
    private const ulong FoldStream = 23;

    /// <summary>Number of candidates that enter each fold.</summary>
    private static readonly int[] s_entrants = [int.MaxValue, 5, 3, 3, 3];
    private readonly EncodedTable _encoded;
    private readonly TableFitOptions _options;
    private readonly (TrainingData Training, TrainingData Validation)[] _folds;
    private readonly double _share;

    internal TableSearch(EncodedTable encoded, TableFitOptions options, TableSplit split)
    {
        (_encoded, _options) = (encoded, options);
        int[] rows = [.. split.Training.Concat(split.Validation).Order()];
        if (rows.Length < MaxRowsForFolds)
        {
            int[] folds = Deal(rows, Math.Min(Folds, rows.Length));
            _folds = [.. Enumerable.Range(0, folds.Max() + 1).Select(fold => (
                Part([.. rows.Where((_, i) => folds[i] != fold)]), Part([.. rows.Where((_, i) => folds[i] == fold)])))];
            _share = 1;
        }
        else
        {
            int limit = TrainingRowLimit();
            _folds = [(Part(Thin(split.Training, limit)), Part(Thin(split.Validation, limit)))];
            _share = (double)_folds[0].Training.Rows / split.Training.Length;
        }
    }

    /// <summary>Trains the candidates and returns the best one.</summary>
    /// <param name="candidates">The candidates, at least one, beginning with the simplest.</param>
    /// <param name="progress">Called after each training, by one thread at a time.</param>
    /// <param name="cancellation">Ends the search early with the best candidate so far.</param>
    internal TableSearchResult Run(TableCandidate[] candidates, Action<TableFitProgress> progress, CancellationToken cancellation)
    {
        Entrant[] entrants = [.. candidates.Select(candidate => new Entrant(candidate))];
        Lock progressing = new();
        int done = 0, all = Enumerable.Range(0, _folds.Length).Sum(fold => Math.Min(s_entrants[fold], entrants.Length));
        for (int fold = 0; fold < _folds.Length && !cancellation.IsCancellationRequested; fold++)
        {
            entrants = [.. entrants.Take(s_entrants[fold])];
            (TrainingData training, TrainingData validation) = _folds[fold];
            Parallel.For(0, entrants.Length, new ParallelOptions { MaxDegreeOfParallelism = _options.Workers }, i =>
            {
                entrants[i].Add(Train(entrants[i].Candidate, training, validation, cancellation));
                lock (progressing)
                {
                    progress(new TableFitProgress(++done, all, null));
                }
            });
            entrants = [.. entrants.OrderBy(entrant => entrant.Loss)];
        }

        // Five folds are a small sample, so the simplest candidate that is not clearly worse wins.
        Entrant best = Array.Find([.. entrants.OrderBy(entrant => Array.IndexOf(candidates, entrant.Candidate))], entrant => !entrant.IsWorseThan(entrants[0]))
            ?? entrants[0];
        double? decay = _options.WeightDecay ?? best.Candidate.WeightDecay * _share;
        return new TableSearchResult(best.Candidate with { WeightDecay = decay }, _folds.Length, Math.Max(1, (int)Math.Round(best.Epochs)));
    }

    /// <summary>Returns the number of epochs that a network of this size can be trained for within an amount of work.</summary>
    internal static int EpochsWithin(double work, int rows, int batch, int parameters)
    {
        const double StepWork = 2e5;
        int size = batch == FitOptions.AllRows ? rows : Math.Min(batch, rows);
        double epoch = Math.Ceiling((double)rows / size) * ((double)size * parameters + StepWork);
        return (int)Math.Clamp(work / epoch, 1, int.MaxValue);
    }

    /// <summary>Trains a candidate and returns its lowest validation loss and the number of the epoch that reached it, from 1; an infinite loss if the training diverges.</summary>
    private (double Loss, int Epoch) Train(TableCandidate candidate, TrainingData training, TrainingData validation, CancellationToken cancellation)
    {
        Sequential network = _encoded.Network(candidate, _options);
        Trainer trainer = new(network, new TrainerOptions
        {
            Loss = _encoded.Target.IsClassification ? new SparseCategoricalCrossentropy() : new MeanSquaredError(),
            Optimizer = candidate.Apply(_options.CreateOptimizer()),
            Seed = _options.Seed,
        });
        EarlyStopping stopping = new(new EarlyStoppingOptions { Patience = Math.Min(_options.Patience, MaxPatience), MinDelta = MinGain });
        FitOptions fit = _options.CreateFitOptions();
        fit.Epochs = Math.Min(fit.Epochs, EpochsWithin(MaxWork, training.Rows, fit.BatchSize, network.ParameterLength));
        try
        {
            trainer.Fit(training, fit, validation, [stopping, new TerminateOnNaN()], cancellation);
        }
        catch (ArithmeticException)
        {
            return (double.PositiveInfinity, 1);
        }

        return double.IsFinite(stopping.Best) ? (stopping.Best, (int)stopping.BestEpoch + 1) : (double.PositiveInfinity, 1);
    }

    /// <summary>Returns the largest number of training rows with which the largest candidate network can be trained for enough epochs.</summary>
    private int TrainingRowLimit()
    {
        int parameters = TableCandidate.Of(_options).Max(candidate => _encoded.Network(candidate, _options).ParameterLength);
        int rows = MaxRows;
        while (rows > MinRows && EpochsWithin(MaxWork, rows, _options.Batch, parameters) < MinEpochs)
        {
            rows /= 2;
        }

        return rows;
    }

    /// <summary>Returns each row's fold. Every fold has its share of each class.</summary>
    private int[] Deal(int[] rows, int count)
    {
        int[] order = new int[rows.Length], folds = new int[rows.Length];
        Permutation.Shuffle(order, new RandomSource(_options.Seed, FoldStream), 0);
        int next = 0;
        foreach (int i in _encoded.Target.IsClassification ? order.OrderBy(i => _encoded.Target[rows[i]]) : order.AsEnumerable())
        {
            folds[i] = next++ % count;
        }

        return folds;
    }

    /// <summary>Returns the rows, or a random sample of <paramref name="limit"/> of them if there are more.</summary>
    private int[] Thin(int[] rows, int limit)
    {
        if (rows.Length <= limit)
        {
            return rows;
        }

        int[] order = new int[rows.Length];
        Permutation.Shuffle(order, new RandomSource(_options.Seed, FoldStream), 0);
        return [.. order.Take(limit).Order().Select(i => rows[i])];
    }

    private TrainingData Part(int[] rows) => _encoded.Data.Select(rows);

    /// <summary>A candidate with its losses on the folds so far.</summary>
    private sealed class Entrant(TableCandidate candidate)
    {
        private readonly List<(double Loss, int Epoch)> _folds = [];

        internal TableCandidate Candidate { get; } = candidate;

        internal double Loss => _folds.Select(fold => fold.Loss).DefaultIfEmpty(double.PositiveInfinity).Average();

        internal double Epochs => _folds.Select(fold => (double)fold.Epoch).DefaultIfEmpty(1).Average();

        internal void Add((double Loss, int Epoch) fold) => _folds.Add(fold);

        /// <summary>Returns whether this candidate's mean loss exceeds the other's by more than the standard error of their difference.</summary>
        internal bool IsWorseThan(Entrant other)
        {
            double[] differences = [.. _folds.Zip(other._folds, (a, b) => a.Loss - b.Loss)];
            double mean = differences.Sum() / Math.Max(1, differences.Length);
            double error = Math.Sqrt(differences.Sum(each => (each - mean) * (each - mean)) / Math.Max(1, differences.Length * (differences.Length - 1)));
            return !(mean <= error);
        }
    }
}

/// <summary>The result of a search.</summary>
/// <param name="Candidate">The best candidate.</param>
/// <param name="Folds">Number of parts that were used in turn as validation rows.</param>
/// <param name="Epochs">Mean number of epochs to the best candidate's lowest validation loss, over the folds.</param>
internal sealed record TableSearchResult(TableCandidate Candidate, int Folds, int Epochs);
