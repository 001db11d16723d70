namespace NeuroAgents.Training;

/// <summary>What is told how a fit goes on, and may stop it: <c>Callback</c> of Keras 3.</summary>
/// <remarks>
/// Called on the thread that fits. Epochs do not allocate if the callbacks don't. An exception ends the fit and is thrown by <see cref="Trainer.Fit"/>. The
/// parameters are then those of the last step, no further callback is called, and the trainer can fit again.
/// </remarks>
public abstract class Callback
{
    /// <summary>Before the first epoch.</summary>
    public virtual void OnTrainingBegin(TrainingRun run)
    {
    }

    /// <summary>After the gradient of a minibatch, before the step: a stop now leaves the parameters as they are.</summary>
    /// <remarks>Inside this callback, <see cref="Trainer.Fit"/>, <see cref="Trainer.Step"/> and <see cref="Trainer.Gradient(TrainingData, ReadOnlySpan{int})"/> are refused, because they would overwrite the gradient.
    /// On a device with memory of its own, parameters and gradients are brought to <see cref="Trainer.Parameters"/> and <see cref="Trainer.Gradients"/> at the end of each epoch, not here.</remarks>
    /// <param name="run">The fit.</param>
    /// <param name="loss">The mean loss of the minibatch.</param>
    public virtual void OnBatchLoss(TrainingRun run, double loss)
    {
    }

    /// <summary>After the last step of an epoch and its validation.</summary>
    /// <param name="run">The fit.</param>
    /// <param name="logs">The epoch's figures; overwritten by the next epoch.</param>
    public virtual void OnEpochEnd(TrainingRun run, EpochLogs logs)
    {
    }

    /// <summary>After the last epoch.</summary>
    public virtual void OnTrainingEnd(TrainingRun run)
    {
    }
}
