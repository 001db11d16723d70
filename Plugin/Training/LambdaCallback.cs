namespace NeuroAgents.Training;

/// <summary>Calls what it is given, to show progress for instance: <c>LambdaCallback</c> of Keras 3.</summary>
/// <param name="onEpochEnd">After each epoch.</param>
public sealed class LambdaCallback(Action<TrainingRun, EpochLogs> onEpochEnd) : Callback
{
    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingRun run, EpochLogs logs) => onEpochEnd(run, logs);
}
