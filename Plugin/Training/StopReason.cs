namespace NeuroAgents.Training;

/// <summary>The reason for which <see cref="Trainer.Fit"/> ended.</summary>
public enum StopReason
{
    /// <summary>All epochs are done.</summary>
    Epochs,

    /// <summary>The gradient's norm fell to <see cref="FitOptions.GradientTolerance"/> or below.</summary>
    GradientTolerance,

    /// <summary>The loss changed by at most <see cref="FitOptions.LossTolerance"/>.</summary>
    LossTolerance,

    /// <summary><see cref="Training.EarlyStopping"/> stopped the fit.</summary>
    EarlyStopping,

    /// <summary><see cref="Training.TerminateOnNaN"/> stopped the fit.</summary>
    NotANumber,

    /// <summary>Another callback stopped the fit.</summary>
    Callback,

    /// <summary>The cancellation token was cancelled.</summary>
    Cancelled,
}
