namespace NeuroAgents.Diagnostics;

/// <summary>Share of the rows whose class is right: argmax prediction = target.</summary>
/// <remarks>
/// Targets are class indices in one column, or a distribution over as many columns as there are outputs. A single output stands for two classes and is
/// compared with <see cref="Threshold"/>. As <c>Accuracy</c> of Keras 3 (sparse, categorical or binary by the shapes).
/// </remarks>
public sealed class Accuracy : Metric
{
    internal const string MetricName = "accuracy";
    private long _rows;
    private long _right;

    /// <summary>A metric without rows.</summary>
    /// <param name="threshold">Above it a single output means class 1: 0.5 (default, as in Keras 3) for probabilities, 0 for logits.</param>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is NaN.</exception>
    public Accuracy(double threshold = 0.5)
    {
        Require.InRange(threshold, double.MinValue, double.MaxValue);
        Threshold = threshold;
    }

    /// <summary>Where class 1 begins for a single output.</summary>
    public double Threshold { get; }

    /// <inheritdoc/>
    public override string Name => MetricName;

    /// <inheritdoc/>
    public override bool IsLargerBetter => true;

    /// <inheritdoc/>
    public override double Result => _rows == 0 ? double.NaN : (double)_right / _rows;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The target has neither one column nor as many as the prediction.</exception>
    public override void Add(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
    {
        _rows++;
        _right += ClassOf.Prediction(prediction, Threshold) == ClassOf.Target(target, prediction.Length) ? 1 : 0;
    }

    /// <inheritdoc/>
    public override void Reset() => (_rows, _right) = (0, 0);
}
