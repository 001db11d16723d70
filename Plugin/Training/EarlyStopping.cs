using NeuroAgents.Diagnostics;
using NeuroAgents.Models;

namespace NeuroAgents.Training;

/// <summary>Ends training when a figure, such as the loss on held-out rows, has stopped getting better (Morgan, Bourlard 1990; Prechelt 1998).</summary>
/// <remarks>
/// <para>Follows <c>EarlyStopping</c> of Keras 3, without its baseline: patience counts epochs since the last improvement by more than the minimum; the best
/// parameters are put back at the end of training, also when the epochs ran out.</para>
/// <para>Outside of <see cref="Trainer.Fit"/> it watches any stream of values: <see cref="Observe"/>. Only the first best value and the beginning of a fit allocate.</para>
/// </remarks>
public sealed partial class EarlyStopping : Callback
{
    private readonly EarlyStoppingOptions _options;
    private PlateauDetector _detector;
    private ParameterSnapshot? _best;

    /// <summary>Nothing seen yet.</summary>
    /// <exception cref="ArgumentException">An option is missing or out of its range.</exception>
    public EarlyStopping(EarlyStoppingOptions? options = null)
    {
        _options = (options ?? new EarlyStoppingOptions()) with { };
        _options.Validate();
        _detector = Start();
    }

    /// <summary>The best value; NaN before there is one.</summary>
    public double Best => _detector.Best;

    /// <summary>Number of the epoch, or of the observed value, that was best, from 0; −1 before there is one.</summary>
    public long BestEpoch => _detector.BestIndex < 0 ? -1 : _detector.BestIndex + _options.StartFromEpoch;

    /// <summary>Whether training should end.</summary>
    public bool ShouldStop => _detector.IsPlateau && _detector.Count > 1;

    /// <summary>Sees the next value of a stream, and keeps the parameters if it is the best and <see cref="EarlyStoppingOptions.RestoreBestWeights"/> is set.</summary>
    /// <param name="value">The figure.</param>
    /// <param name="parameters">What gave it; null if nothing is to be kept.</param>
    /// <returns><see cref="ShouldStop"/>.</returns>
    public bool Observe(double value, ParameterBuffer? parameters = null)
    {
        if (_detector.Observe(value) && _options.RestoreBestWeights && parameters is not null)
        {
            Keep(parameters);
        }

        return ShouldStop;
    }

    /// <summary>Puts the kept parameters back; false if none were kept.</summary>
    /// <exception cref="ArgumentException">They were kept of a buffer of another layout.</exception>
    public bool Restore(ParameterBuffer parameters)
    {
        Require.NotNull(parameters);
        if (_best is null)
        {
            return false;
        }

        _best.Layout.RequireSame(parameters.Layout, nameof(parameters));
        _best.Values.CopyTo(parameters.Values);
        return true;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The fit has no figure of the watched name.</exception>
    public override void OnTrainingBegin(TrainingRun run)
    {
        run.Logs.Index(_options.Monitor);
        (_detector, _best) = (Start(), null);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingRun run, EpochLogs logs)
    {
        if (logs.Epoch >= _options.StartFromEpoch && Observe(logs[_options.Monitor], run.Trainer.Parameters))
        {
            run.Stop(StopReason.EarlyStopping);
        }
    }

    /// <inheritdoc/>
    public override void OnTrainingEnd(TrainingRun run) => Restore(run.Trainer.Parameters);

    private PlateauDetector Start() => new(_options.Patience, _options.MinDelta, PlateauDetector.IsMaximum(_options.Mode, _options.Monitor));

    private void Keep(ParameterBuffer parameters)
    {
        if (_best is null || !ReferenceEquals(_best.Layout, parameters.Layout))
        {
            _best = new ParameterSnapshot(parameters);
        }
        else
        {
            _best.CopyFrom(parameters);
        }
    }
}
