namespace NeuroAgents.Diagnostics;

/// <summary>Coefficient of determination R² = 1 − Σ (p − t)² / Σ (t − mean t)² of each output, averaged over the outputs: 1 is perfect, 0 is as good as the mean target.</summary>
/// <remarks>
/// It equals <c>r2_score</c> of scikit-learn with uniform average: an output with a constant target counts 1 if its predictions are exact, else 0. Sums run in
/// float64 with Welford's update (1962), so large means don't reduce the precision.
/// </remarks>
public sealed class R2Score : Metric
{
    internal const string MetricName = "r2_score";
    private double[] _means = [];
    private double[] _deviations = [];
    private double[] _errors = [];
    private long _rows;

    /// <inheritdoc/>
    public override string Name => MetricName;

    /// <inheritdoc/>
    public override bool IsLargerBetter => true;

    /// <inheritdoc/>
    public override double Result
    {
        get
        {
            if (_rows == 0)
            {
                return double.NaN;
            }

            double sum = 0;
            for (int i = 0; i < _errors.Length; i++)
            {
                sum += _deviations[i] > 0 ? 1 - _errors[i] / _deviations[i] : _errors[i] == 0 ? 1 : 0;
            }

            return sum / _errors.Length;
        }
    }

    /// <inheritdoc/>
    /// <remarks>The first row allocates.</remarks>
    /// <exception cref="ArgumentException">The lengths differ from each other or from those of the previous row.</exception>
    public override void Add(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
    {
        Require.Length(target.Length, prediction.Length, nameof(target));
        if (_errors.Length == 0)
        {
            (_means, _deviations, _errors) = (new double[target.Length], new double[target.Length], new double[target.Length]);
        }

        Require.Length(target.Length, _errors.Length, nameof(target));
        _rows++;
        for (int i = 0; i < target.Length; i++)
        {
            double error = (double)prediction[i] - target[i], before = target[i] - _means[i];
            _means[i] += before / _rows;
            _deviations[i] += before * (target[i] - _means[i]);
            _errors[i] += error * error;
        }
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        _rows = 0;
        Array.Clear(_means, 0, _means.Length);
        Array.Clear(_deviations, 0, _deviations.Length);
        Array.Clear(_errors, 0, _errors.Length);
    }
}
