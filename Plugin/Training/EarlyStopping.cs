using NeuroAgents.Diagnostics;
using NeuroAgents.Models;

namespace NeuroAgents.Training;

/// <summary>A callback that ends training when a figure, such as the loss on held-out rows, has stopped improving (Morgan, Bourlard 1990; Prechelt 1998).</summary>
/// <remarks>
/// <para>Follows <c>EarlyStopping</c> of Keras 3, without its baseline. Patience counts epochs since the last improvement of more than
/// <see cref="EarlyStoppingOptions.MinDelta"/>. With <see cref="EarlyStoppingOptions.RestoreBestWeights"/>, the end of every fit restores the best parameters, even if no early stop occurred.</para>
/// <para>Outside of <see cref="Trainer.Fit"/>, <see cref="Observe"/> watches any stream of values. Only the first best value and the beginning of a fit allocate.</para>
/// </remarks>
public sealed partial class EarlyStopping : Callback
{
    private readonly EarlyStoppingOptions _options;
    private PlateauDetector _detector;
    private ParameterSnapshot? _best;

    /// <summary>Creates a callback that has seen no value yet.</summary>
    /// <exception cref="ArgumentException">An option is missing or out of its range.</exception>
    public EarlyStopping(EarlyStoppingOptions? options = null)
    {
        _options = (options ?? new EarlyStoppingOptions()) with { };
        _options.Validate();
        _detector = Start();
    }

    /// <summary>The best value; NaN before there is one.</summary>
    public double Best => _detector.Best;

    /// <summary>Zero-based index of the best epoch or observed value; −1 before there is one.</summary>
    public long BestEpoch => _detector.BestIndex < 0 ? -1 : _detector.BestIndex + _options.StartFromEpoch;

    /// <summary>Whether training should end.</summary>
    public bool ShouldStop => _detector.IsPlateau && _detector.Count > 1;

    /// <summary>Adds the next value of a stream. If the value is the best so far and <see cref="EarlyStoppingOptions.RestoreBestWeights"/> is set, keeps a copy of the parameters.</summary>
    /// <param name="value">The figure.</param>
    /// <param name="parameters">The parameters that gave the value; null to keep none.</param>
    /// <returns><see cref="ShouldStop"/>.</returns>
    public bool Observe(double value, ParameterBuffer? parameters = null)
    {
        if (_detector.Observe(value) && _options.RestoreBestWeights && parameters is not null)
        {
            Keep(parameters);
        }

        return ShouldStop;
    }

    /// <summary>Copies the kept parameters into a buffer. Returns false if none were kept.</summary>
    /// <exception cref="ArgumentException">The kept parameters have another layout than the buffer.</exception>
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
