namespace NeuroAgents.Diagnostics;

/// <summary>A figure over predictions that is watched and not trained on.</summary>
/// <remarks>
/// Rows are added one after the other, so the bits don't depend on the number of workers. Sample weights don't count, as for <c>metrics</c> in Keras 3.
/// Does not allocate after construction. One thread at a time.
/// </remarks>
public abstract class Metric
{
    /// <summary>The name in logs, lower case.</summary>
    public abstract string Name { get; }

    /// <summary>Whether larger is better.</summary>
    public abstract bool IsLargerBetter { get; }

    /// <summary>The figure over all rows since <see cref="Reset"/>; NaN for none.</summary>
    public abstract double Result { get; }

    /// <summary>Counts a row.</summary>
    /// <param name="prediction">[outputs]: what the network gave.</param>
    /// <param name="target">[target columns]: what it should have been.</param>
    public abstract void Add(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target);

    /// <summary>Forgets every row.</summary>
    public abstract void Reset();

    /// <summary>The metric of a name: <c>accuracy</c>, <c>mean_absolute_error</c> or <c>r2_score</c>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="threshold">Of <see cref="Accuracy"/>.</param>
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
