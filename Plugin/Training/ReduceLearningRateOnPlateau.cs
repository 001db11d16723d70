namespace NeuroAgents.Training;

/// <summary>A callback that reduces the learning rate, η ← max(η · factor, minimum), when a figure has stopped improving: <c>ReduceLROnPlateau</c> of Keras 3.</summary>
/// <remarks>Does not allocate after the beginning of a fit.</remarks>
public sealed class ReduceLearningRateOnPlateau : Callback
{
    private readonly ReduceLearningRateOnPlateauOptions _options;
    private PlateauDetector _detector;
    private int _cooldown;

    /// <summary>Creates a callback that has seen no epoch yet.</summary>
    /// <exception cref="ArgumentException">An option is missing or out of its range.</exception>
    public ReduceLearningRateOnPlateau(ReduceLearningRateOnPlateauOptions? options = null)
    {
        _options = (options ?? new ReduceLearningRateOnPlateauOptions()) with { };
        _options.Validate();
        _detector = Start();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The fit has no figure of the watched name.</exception>
    /// <exception cref="InvalidOperationException">The optimizer's learning rate follows a schedule.</exception>
    public override void OnTrainingBegin(TrainingRun run)
    {
        run.Logs.Index(_options.Monitor);
        if (run.Trainer.HasSchedule)
        {
            throw new InvalidOperationException("ReduceLearningRateOnPlateau: expected an optimizer without a schedule, received one that sets the rate in every step.");
        }

        (_detector, _cooldown) = (Start(), 0);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingRun run, EpochLogs logs)
    {
        _cooldown = Math.Max(0, _cooldown - 1);
        _detector.Observe(logs[_options.Monitor]);

        // As in Keras, the epoch that ends the cooldown already counts.
        if (_cooldown > 0)
        {
            _detector.ResetWait();
        }
        else if (_detector.IsPlateau)
        {
            Reduce(run);
        }
    }

    private void Reduce(TrainingRun run)
    {
        double rate = run.Trainer.Optimizer.LearningRate;
        if (rate > _options.MinLearningRate)
        {
            run.Trainer.Optimizer.LearningRate = Math.Max(rate * _options.Factor, _options.MinLearningRate);
            _cooldown = _options.Cooldown;
            _detector.ResetWait();
        }
    }

    private PlateauDetector Start() => new(_options.Patience, _options.MinDelta, PlateauDetector.IsMaximum(_options.Mode, _options.Monitor));
}
