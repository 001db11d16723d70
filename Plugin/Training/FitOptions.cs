using NeuroAgents.Diagnostics;

namespace NeuroAgents.Training;

/// <summary>Options of <see cref="Trainer.Fit"/>: the arguments of <c>fit</c> of Keras 3, with the same defaults, and two convergence tolerances.</summary>
/// <remarks>
/// Equality compares <see cref="Metrics"/> by reference.
/// <example><code>
/// FitOptions options = new() { BatchSize = FitOptions.AllRows, Epochs = 5000, GradientTolerance = 1e-4 };
/// TrainingHistory history = trainer.Fit(data, options);    // history.StopReason is GradientTolerance if the fit converged
/// </code></example>
/// </remarks>
public sealed record FitOptions
{
    /// <summary>The <see cref="BatchSize"/> that uses all rows in each step.</summary>
    public const int AllRows = 0;

    /// <summary>Rows per step: 1 for SGD on single rows, <see cref="AllRows"/> (0) for gradient descent on all rows. Larger batches give
    /// smoother gradients and fewer steps per epoch. Default: 32.</summary>
    public int BatchSize { get; set; } = 32;

    /// <summary>Largest number of passes over the data, at least 1. Default: 1.</summary>
    public int Epochs { get; set; } = 1;

    /// <summary>Whether each epoch visits the rows in a new random order. No effect on gradient descent over all rows. Default: true.</summary>
    public bool Shuffle { get; set; } = true;

    /// <summary>Share of the rows that is held out for validation, from the end of the data: 0 (none) to below 1. Default: 0.</summary>
    public double ValidationSplit { get; set; }

    /// <summary>Largest norm √Σḡ² of the epoch's mean gradient ḡ at which the fit ends as converged, at least 0. Larger values end the fit earlier. For gradient descent over
    /// all rows, ḡ is dL/dparameters. Default: 0, which turns the check off.</summary>
    public double GradientTolerance { get; set; }

    /// <summary>Largest change of the training loss between two epochs at which the fit ends as converged, at least 0. Larger values end
    /// the fit earlier. Default: 0, which turns the check off.</summary>
    public double LossTolerance { get; set; }

    /// <summary>Names of the figures to log in addition to the loss: <c>accuracy</c>, <c>mean_absolute_error</c>, <c>r2_score</c>. Default: none.</summary>
    public IReadOnlyList<string> Metrics { get; set; } = [];

    /// <summary>Returns a deep copy: later changes to one don't affect the other. Allocates.</summary>
    public FitOptions Copy() => this with { Metrics = [.. Metrics] };

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is NaN or out of its range, or a name is not that of a metric.</exception>
    public void Validate()
    {
        Require.NotNegative(BatchSize);
        Require.Positive(Epochs);
        Require.InRange(ValidationSplit, 0, 1 - 1e-9);
        Require.InRange(GradientTolerance, 0, double.MaxValue);
        Require.InRange(LossTolerance, 0, double.MaxValue);
        Require.NotNull(Metrics);
        foreach (string name in Metrics)
        {
            Metric.FromName(name);
        }
    }
}
