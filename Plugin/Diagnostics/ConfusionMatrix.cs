namespace NeuroAgents.Diagnostics;

/// <summary>Confusion matrix: counts of rows by true class (row) and predicted class (column), as <c>confusion_matrix</c> of scikit-learn.</summary>
public sealed class ConfusionMatrix : Metric
{
    private readonly long[] _counts;
    private readonly double _threshold;

    /// <summary>Creates a matrix of zeros.</summary>
    /// <param name="classes">Number of classes, 2 to 4,096.</param>
    /// <param name="threshold">Value above which a single output means class 1. Default: 0.5, as in <see cref="Accuracy"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public ConfusionMatrix(int classes, double threshold = 0.5)
    {
        Require.InRange(classes, 2, 4096);
        Require.InRange(threshold, double.MinValue, double.MaxValue);
        (Classes, _threshold, _counts) = (classes, threshold, new long[classes * classes]);
    }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Number of added rows whose true class is <paramref name="actual"/> and whose predicted class is <paramref name="predicted"/>.</summary>
    public long this[int actual, int predicted] => _counts[Index(actual, nameof(actual)) * Classes + Index(predicted, nameof(predicted))];

    /// <inheritdoc/>
    public override string Name => "confusion_matrix";

    /// <inheritdoc/>
    public override bool IsLargerBetter => true;

    /// <summary>Accuracy: the share of rows on the diagonal; NaN without rows.</summary>
    public override double Result
    {
        get
        {
            long right = 0, all = 0;
            for (int i = 0; i < _counts.Length; i++)
            {
                all += _counts[i];
                right += i % (Classes + 1) == 0 ? _counts[i] : 0;
            }

            return all == 0 ? double.NaN : (double)right / all;
        }
    }

    /// <summary>Counts a pair of classes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A class is not from 0 to <see cref="Classes"/> − 1.</exception>
    public void Add(int actual, int predicted) => _counts[Index(actual, nameof(actual)) * Classes + Index(predicted, nameof(predicted))]++;

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
        => Add(ClassOf.Target(target, prediction.Length), ClassOf.Prediction(prediction, _threshold));

    /// <inheritdoc/>
    public override void Reset() => Array.Clear(_counts, 0, _counts.Length);

    private int Index(int value, string name)
    {
        Require.InRange(value, 0, Classes - 1, name);
        return value;
    }
}
