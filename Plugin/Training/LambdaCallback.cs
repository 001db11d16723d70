namespace NeuroAgents.Training;

/// <summary>A callback that calls a delegate, for instance to show progress: <c>LambdaCallback</c> of Keras 3.</summary>
/// <param name="onEpochEnd">The delegate to call after each epoch.</param>
public sealed class LambdaCallback(Action<TrainingRun, EpochLogs> onEpochEnd) : Callback
{
    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingRun run, EpochLogs logs) => onEpochEnd(run, logs);
}
