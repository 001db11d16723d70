namespace NeuroAgents.Training;

/// <summary>An observer of a fit, which may also stop it: <c>Callback</c> of Keras 3.</summary>
/// <remarks>
/// Called on the thread that fits. Epochs do not allocate if the callbacks don't. An exception of a callback ends the fit, and <see cref="Trainer.Fit"/> throws it. The
/// parameters are then those of the last step, no further callback is called, and the trainer can fit again.
/// </remarks>
public abstract class Callback
{
    /// <summary>Runs before the first epoch.</summary>
    public virtual void OnTrainingBegin(TrainingRun run)
    {
    }

    /// <summary>Runs between the gradient of a minibatch and its step. A stop here leaves the parameters unchanged.</summary>
    /// <remarks>
    /// Inside this callback, <see cref="Trainer.Fit"/>, <see cref="Trainer.Step"/> and <see cref="Trainer.Gradient(TrainingData, ReadOnlySpan{int})"/> throw, because they would overwrite the gradient.
    /// If the device has its own memory, <see cref="Trainer.Parameters"/> and <see cref="Trainer.Gradients"/> are updated at the end of each epoch, so they can be out of date here.
    /// </remarks>
    /// <param name="run">The fit.</param>
    /// <param name="loss">The mean loss of the minibatch.</param>
    public virtual void OnBatchLoss(TrainingRun run, double loss)
    {
    }

    /// <summary>Runs after the last step of an epoch and its validation.</summary>
    /// <param name="run">The fit.</param>
    /// <param name="logs">The epoch's figures. The next epoch overwrites them.</param>
    public virtual void OnEpochEnd(TrainingRun run, EpochLogs logs)
    {
    }

    /// <summary>Runs after the last epoch.</summary>
    public virtual void OnTrainingEnd(TrainingRun run)
    {
    }
}
