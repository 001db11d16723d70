using System.Numerics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Losses;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Training;

/// <summary>One call of <see cref="Trainer.Fit"/>: the loop over epochs and minibatches, as callbacks see it.</summary>
public sealed class TrainingRun
{
    private readonly TrainingData _data;
    private readonly TrainingData? _validation;
    private readonly Callback[] _callbacks;
    private readonly CancellationToken _cancellation;
    private readonly Metric[] _metrics;
    private readonly Metric[] _validationMetrics;
    private readonly AlignedBuffer _gradientSum;
    private readonly int[] _order;
    private readonly int _batchSize;
    private readonly long _firstStep;

    internal TrainingRun(
        Trainer trainer, TrainingData data, FitOptions options, TrainingData? validation, Callback[] callbacks, CancellationToken cancellation)
    {
        (Trainer, _data, Options, _validation, _callbacks, _cancellation) = (trainer, data, options, validation, callbacks, cancellation);
        double threshold = trainer.Loss is BinaryCrossentropy ? 0 : 0.5;
        _metrics = [.. options.Metrics.Select(name => Metric.FromName(name, threshold))];
        _validationMetrics = validation is null ? [] : [.. options.Metrics.Select(name => Metric.FromName(name, threshold))];
        string[] names = ["loss", .. options.Metrics];
        Logs = new EpochLogs([.. names, .. validation is null ? [] : names.Select(name => "val_" + name), "learning_rate",
            .. options.GradientTolerance > 0 ? (string[])["gradient_norm"] : []]);
        _batchSize = options.BatchSize == FitOptions.AllRows ? data.Rows : Math.Min(options.BatchSize, data.Rows);
        _gradientSum = new AlignedBuffer(options.GradientTolerance > 0 ? trainer.Gradients.Values.Length : 0);
        _order = new int[data.Rows];
        Permutation.Identity(_order);
        _firstStep = trainer.Optimizer.Steps;
        trainer.Reserve(_batchSize);
    }

    /// <summary>The trainer, whose parameters and optimizer may be changed between steps.</summary>
    public Trainer Trainer { get; }

    /// <summary>The options of the fit.</summary>
    public FitOptions Options { get; }

    /// <summary>The figures of the last epoch; before the first epoch only their names are valid.</summary>
    public EpochLogs Logs { get; }

    /// <summary>Whether the fit has been stopped. It ends before the next step or epoch.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>The reason for which the fit ended.</summary>
    public StopReason StopReason { get; private set; } = StopReason.Epochs;

    /// <summary>Stops the fit: before the step if called in <see cref="Callback.OnBatchLoss"/>, or after the epoch if called at its end. Only the first reason counts.</summary>
    public void Stop(StopReason reason = StopReason.Callback)
    {
        if (!IsStopped)
        {
            (IsStopped, StopReason) = (true, reason);
        }
    }

    internal void Run()
    {
        foreach (Callback callback in _callbacks)
        {
            callback.OnTrainingBegin(this);
        }

        // A callback may have changed the parameters.
        Trainer.Upload();

        double previous = double.NaN;
        for (int epoch = 0; epoch < Options.Epochs && !IsStopped; epoch++)
        {
            if (!RunEpoch(epoch))
            {
                break;
            }

            double loss = Logs["loss"];
            if (Options.LossTolerance > 0 && Math.Abs(loss - previous) <= Options.LossTolerance)
            {
                Stop(StopReason.LossTolerance);
            }

            previous = loss;
            foreach (Callback callback in _callbacks)
            {
                callback.OnEpochEnd(this, Logs);
            }

            // A callback may have changed the parameters.
            Trainer.Upload();
        }

        foreach (Callback callback in _callbacks)
        {
            callback.OnTrainingEnd(this);
        }
    }

    /// <summary>Runs an epoch. Returns false if the fit ended before the epoch's first step, because then there is nothing to log.</summary>
    private bool RunEpoch(int epoch)
    {
        if (Options.Shuffle && _batchSize < _data.Rows)
        {
            Permutation.Shuffle(_order, Trainer.ShuffleSource, Trainer.Epochs);
        }

        Reset(_metrics);
        _gradientSum.Span.Clear();
        double loss = 0;
        int visited = 0;
        while (visited < _data.Rows && IsGoingOn())
        {
            if (visited == 0)
            {
                // Count the epoch before its first step. If a callback throws, the epoch has counted and the next one gets another order of rows.
                Trainer.CountEpoch();
            }

            int rows = Math.Min(_batchSize, _data.Rows - visited);
            loss += rows * RunStep(_order.AsSpan(visited, rows));
            visited += rows;
        }

        if (visited == 0)
        {
            return false;
        }

        (Logs.Epoch, Logs.Steps) = (epoch, Trainer.Optimizer.Steps - _firstStep);
        WriteLogs(loss / visited);
        return true;
    }

    private bool IsGoingOn()
    {
        if (_cancellation.IsCancellationRequested)
        {
            Stop(StopReason.Cancelled);
        }

        return !IsStopped;
    }

    private void WriteLogs(double loss)
    {
        int place = Write(0, loss, _metrics);
        Trainer.Download();
        if (_validation is not null)
        {
            Reset(_validationMetrics);
            place = Write(place, Trainer.Evaluator.Run(_validation, _validationMetrics), _validationMetrics);
        }

        Logs.Set(place++, Trainer.Optimizer.LearningRate);
        if (Options.GradientTolerance > 0)
        {
            double norm = Math.Sqrt(FixedLanes.SumOfSquares(_gradientSum.Span));
            Logs.Set(place, norm);
            if (norm <= Options.GradientTolerance)
            {
                Stop(StopReason.GradientTolerance);
            }
        }
    }

    private int Write(int place, double loss, Metric[] metrics)
    {
        Logs.Set(place++, loss);
        foreach (Metric metric in metrics)
        {
            Logs.Set(place++, metric.Result);
        }

        return place;
    }

    private static void Reset(Metric[] metrics)
    {
        foreach (Metric metric in metrics)
        {
            metric.Reset();
        }
    }

    private double RunStep(ReadOnlySpan<int> rows)
    {
        double loss = Trainer.Gradient(_data, rows, _metrics);
        Trainer.HasPendingStep = true;
        try
        {
            foreach (Callback callback in _callbacks)
            {
                callback.OnBatchLoss(this, loss);
            }
        }
        finally
        {
            Trainer.HasPendingStep = false;
        }

        if (!IsStopped)
        {
            Trainer.Apply();
        }

        if (Options.GradientTolerance > 0)
        {
            Trainer.Download();
            VectorLoop.Combine(new AddScaled((float)rows.Length / _data.Rows), Trainer.Gradients.Values, _gradientSum.Span);
        }

        return loss;
    }

    /// <summary>y + s · x.</summary>
    private readonly struct AddScaled(float scale) : IBinaryFunction
    {
        public Vector<float> Invoke(Vector<float> x, Vector<float> y) => y + new Vector<float>(scale) * x;
    }
}
