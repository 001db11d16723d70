using NeuroAgents.Diagnostics;

namespace NeuroAgents.Training;

/// <summary>How <see cref="Trainer.Fit"/> goes through the data: the arguments of <c>fit</c> of Keras 3, with its defaults, and two of convergence.</summary>
/// <remarks>Equality compares <see cref="Metrics"/> by reference.</remarks>
public sealed record FitOptions
{
    /// <summary>All rows in each step.</summary>
    public const int AllRows = 0;

    /// <summary>Rows per step: <see cref="AllRows"/> (0) for gradient descent, 1 for SGD on single points, B for minibatches; default 32.</summary>
    public int BatchSize { get; set; } = 32;

    /// <summary>Passes over the data at most, at least 1; default 1.</summary>
    public int Epochs { get; set; } = 1;

    /// <summary>Whether each epoch visits the rows in an order of its own; default true. Doesn't matter for gradient descent, which keeps the order.</summary>
    public bool Shuffle { get; set; } = true;

    /// <summary>Share of the rows, the last ones, that is kept for validation, 0 (default) for none to below 1.</summary>
    public double ValidationSplit { get; set; }

    /// <summary>Converged when √Σḡ² of the epoch's mean gradient ḡ is at most this; 0 (default) for never. For gradient descent ḡ is dL/dparameters itself.</summary>
    public double GradientTolerance { get; set; }

    /// <summary>Converged when the training loss changes from one epoch to the next by at most this; 0 (default) for never.</summary>
    public double LossTolerance { get; set; }

    /// <summary>Figures to watch beside the loss: <c>accuracy</c>, <c>mean_absolute_error</c>, <c>r2_score</c>; default none.</summary>
    public IReadOnlyList<string> Metrics { get; set; } = [];

    /// <summary>Copies the options deeply, so later changes of one don't affect the other. Allocates.</summary>
    public FitOptions Copy() => this with { Metrics = [.. Metrics] };

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is NaN or out of its range, or no metric has a name.</exception>
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
