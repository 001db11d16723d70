namespace NeuroAgents.Training;

/// <summary>The result of <see cref="Trainer.Fit"/>: all figures of all epochs, and the reason for the end.</summary>
public sealed class TrainingHistory : Callback
{
    /// <summary>Largest number of epochs for which memory is reserved. Longer histories grow as needed.</summary>
    private const int ReservedEpochs = 16_384;
    private List<double>[] _values = [];
    private EpochLogs? _logs;

    /// <summary>Names of the figures (see <see cref="EpochLogs"/>).</summary>
    public IReadOnlyList<string> Names => _logs?.Names ?? [];

    /// <summary>Number of epochs.</summary>
    public int Epochs { get; private set; }

    /// <summary>Number of steps.</summary>
    public long Steps { get; private set; }

    /// <summary>The reason for which the fit ended.</summary>
    public StopReason StopReason { get; private set; }

    /// <summary>Values of a figure, one per epoch.</summary>
    /// <exception cref="ArgumentException">No figure has that name.</exception>
    public IReadOnlyList<double> this[string name] => _logs is { } logs
        ? _values[logs.Index(name)]
        : throw new ArgumentException($"{nameof(name)}: expected a figure of a history with at least one epoch, received \"{name}\" of an empty history.", nameof(name));

    /// <inheritdoc/>
    public override void OnTrainingBegin(TrainingRun run)
    {
        (_logs, Epochs, Steps) = (run.Logs, 0, 0);
        _values = [.. run.Logs.Names.Select(_ => new List<double>(Math.Min(ReservedEpochs, run.Options.Epochs)))];
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingRun run, EpochLogs logs)
    {
        Epochs++;
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i].Add(logs.Value(i));
        }
    }

    /// <inheritdoc/>
    public override void OnTrainingEnd(TrainingRun run) => (StopReason, Steps) = (run.StopReason, run.Logs.Steps);
}
