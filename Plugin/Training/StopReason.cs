namespace NeuroAgents.Training;

/// <summary>Why <see cref="Trainer.Fit"/> ended.</summary>
public enum StopReason
{
    /// <summary>All epochs are done.</summary>
    Epochs,

    /// <summary>The gradient became as small as asked for.</summary>
    GradientTolerance,

    /// <summary>The loss changed as little as asked for.</summary>
    LossTolerance,

    /// <summary><see cref="Training.EarlyStopping"/>.</summary>
    EarlyStopping,

    /// <summary><see cref="Training.TerminateOnNaN"/>.</summary>
    NotANumber,

    /// <summary>A callback of the caller's asked for it.</summary>
    Callback,

    /// <summary>The cancellation token.</summary>
    Cancelled,
}
