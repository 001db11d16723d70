namespace NeuroAgents.Training;

/// <summary>A callback that ends training when the loss of a minibatch is NaN or infinite: <c>TerminateOnNaN</c> of Keras 3. It acts before the step, so the parameters stay unchanged.</summary>
public sealed class TerminateOnNaN : Callback
{
    /// <inheritdoc/>
    public override void OnBatchLoss(TrainingRun run, double loss)
    {
        if (double.IsNaN(loss) || double.IsInfinity(loss))
        {
            run.Stop(StopReason.NotANumber);
        }
    }
}
