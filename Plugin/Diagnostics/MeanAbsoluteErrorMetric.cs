namespace NeuroAgents.Diagnostics;

/// <summary>Mean absolute error 1/(n·m) · Σ |pᵢⱼ − tᵢⱼ| over n rows of m outputs, as <c>MeanAbsoluteError</c> of Keras 3.</summary>
public sealed class MeanAbsoluteErrorMetric : Metric
{
    internal const string MetricName = "mean_absolute_error";
    private long _terms;
    private double _sum;

    /// <inheritdoc/>
    public override string Name => MetricName;

    /// <inheritdoc/>
    public override bool IsLargerBetter => false;

    /// <inheritdoc/>
    public override double Result => _sum / _terms;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public override void Add(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
    {
        Require.Length(target.Length, prediction.Length, nameof(target));
        for (int i = 0; i < target.Length; i++)
        {
            _sum += Math.Abs((double)prediction[i] - target[i]);
        }

        _terms += target.Length;
    }

    /// <inheritdoc/>
    public override void Reset() => (_terms, _sum) = (0, 0);
}
