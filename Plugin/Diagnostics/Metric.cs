namespace NeuroAgents.Diagnostics;

/// <summary>Figure over predictions that is reported but not trained on.</summary>
/// <remarks>
/// Rows are added one after the other, so the bits don't depend on the number of workers. Sample weights are ignored, as for <c>metrics</c> in Keras 3.
/// Does not allocate after construction. One thread at a time.
/// </remarks>
public abstract class Metric
{
    /// <summary>Name in logs, lower case.</summary>
    public abstract string Name { get; }

    /// <summary>Whether larger results are better.</summary>
    public abstract bool IsLargerBetter { get; }

    /// <summary>Figure over all rows since the last <see cref="Reset"/>; NaN without rows.</summary>
    public abstract double Result { get; }

    /// <summary>Adds a row.</summary>
    /// <param name="prediction">Outputs of the network, [outputs].</param>
    /// <param name="target">Right values, [target columns].</param>
    public abstract void Add(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target);

    /// <summary>Removes all rows.</summary>
    public abstract void Reset();

    /// <summary>Creates the metric with a name: <c>accuracy</c>, <c>mean_absolute_error</c> or <c>r2_score</c>.</summary>
    /// <param name="name">Name of the metric.</param>
    /// <param name="threshold">Threshold of <see cref="Accuracy"/>; unused by the others.</param>
    /// <exception cref="ArgumentException">No metric has that name.</exception>
    public static Metric FromName(string name, double threshold = 0.5) => name switch
    {
        Accuracy.MetricName => new Accuracy(threshold),
        MeanAbsoluteErrorMetric.MetricName => new MeanAbsoluteErrorMetric(),
        R2Score.MetricName => new R2Score(),
        _ => throw new ArgumentException($"{nameof(name)}: expected one of {Accuracy.MetricName}, {MeanAbsoluteErrorMetric.MetricName}, {R2Score.MetricName}, "
            + $"received \"{name}\".", nameof(name)),
    };
}
