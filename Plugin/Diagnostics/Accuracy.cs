namespace NeuroAgents.Diagnostics;

/// <summary>Share of rows with the right class: argmax prediction = target.</summary>
/// <remarks>
/// Targets are class indices in one column, or a distribution over as many columns as there are outputs. A single output stands for two classes and is
/// compared with <see cref="Threshold"/>. The figure equals <c>Accuracy</c> of Keras 3 in its sparse, categorical or binary form, depending on the shapes.
/// <example><code>
/// Accuracy accuracy = new();
/// accuracy.Add(prediction: [0.1f, 0.7f, 0.2f], target: [1]);  // predicted class 1, true class 1
/// double share = accuracy.Result;                             // 1
/// </code></example>
/// </remarks>
public sealed class Accuracy : Metric
{
    internal const string MetricName = "accuracy";
    private long _rows;
    private long _right;

    /// <summary>Creates a metric without rows.</summary>
    /// <param name="threshold">Value above which a single output means class 1: 0.5 for probabilities, 0 for logits. Default: 0.5, as in Keras 3.</param>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is NaN or infinite.</exception>
    public Accuracy(double threshold = 0.5)
    {
        Require.InRange(threshold, double.MinValue, double.MaxValue);
        Threshold = threshold;
    }

    /// <summary>Value above which a single output means class 1.</summary>
    public double Threshold { get; }

    /// <inheritdoc/>
    public override string Name => MetricName;

    /// <inheritdoc/>
    public override bool IsLargerBetter => true;

    /// <inheritdoc/>
    public override double Result => _rows == 0 ? double.NaN : (double)_right / _rows;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The target has neither one column nor as many columns as the prediction.</exception>
    public override void Add(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
    {
        _rows++;
        _right += ClassOf.Prediction(prediction, Threshold) == ClassOf.Target(target, prediction.Length) ? 1 : 0;
    }

    /// <inheritdoc/>
    public override void Reset() => (_rows, _right) = (0, 0);
}
