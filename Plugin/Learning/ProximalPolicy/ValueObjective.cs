using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Losses;

namespace NeuroAgents.Learning.ProximalPolicy;

/// <summary>Value objective of PPO, L = c/n · Σ over rows of ½(V − R)², where V is the network's only output and R the return.</summary>
/// <remarks>
/// <para>With a clip range ε it is c/n · Σ ½ max((V − R)², (V_old + clip(V − V_old, −ε, ε) − R)²), which has no gradient where the second term is larger and its
/// clip acts. The range is in units of the return. If it is too small, the network cannot learn large returns. A target row has R and V_old. Rows may have
/// weights.</para>
/// <para>The return and the error of each row of the last batch are kept and summed in the order of rows by <see cref="Summarize"/>, so figures don't depend on
/// the number of workers. Does not allocate. Thread safe for distinct rows; coefficients must not change during a step.</para>
/// </remarks>
public sealed class ValueObjective : IObjective
{
    /// <summary>Smallest coefficient and clip range.</summary>
    internal const float Minimum = 1e-6f;
    private readonly float[] _returns;
    private readonly float[] _errors;
    private readonly float[] _losses;
    private float _coefficient = 0.5f;
    private float? _clipRange;

    /// <summary>Creates the objective.</summary>
    /// <param name="capacity">Maximum rows of a batch, at least 1.</param>
    public ValueObjective(int capacity)
    {
        Require.Positive(capacity);
        (_returns, _errors, _losses) = (new float[capacity], new float[capacity], new float[capacity]);
    }

    /// <summary>Coefficient c, 1e-6 to 1000. It scales gradients, not the reported loss. Default: 0.5.</summary>
    public float Coefficient
    {
        get => _coefficient;
        set
        {
            Require.InRange(value, Minimum, 1000, nameof(Coefficient));
            _coefficient = value;
        }
    }

    /// <summary>Clip range ε, 1e-6 to 1e30; null for no clipping. Default: null.</summary>
    public float? ClipRange
    {
        get => _clipRange;
        set
        {
            if (value is { } range)
            {
                Require.InRange(range, Minimum, 1e30, nameof(ClipRange));
            }

            _clipRange = value;
        }
    }

    /// <summary>R of each row of the last batch.</summary>
    public ReadOnlySpan<float> Returns => _returns;

    /// <summary>R − V of each row of the last batch.</summary>
    public ReadOnlySpan<float> Errors => _errors;

    /// <summary>Returns the number of target columns: R and V_old.</summary>
    /// <exception cref="ArgumentException">There is more than one output.</exception>
    public int TargetColumns(int outputs)
    {
        Require.Length(outputs, 1, nameof(outputs));
        return 2;
    }

    /// <inheritdoc/>
    public double Terms(int rows, int outputs) => rows;

    /// <inheritdoc/>
    public double Sum(in ObjectiveRows rows)
    {
        Debug.Assert(rows.FirstRow + rows.Outputs.Rows <= _losses.Length, "The objective must have room for the batch.");
        double sum = 0;
        for (int row = 0; row < rows.Outputs.Rows; row++)
        {
            float value = rows.Outputs[row, 0], target = rows.Targets[row, 0], weight = rows.Weight(row);
            float error = value - target, loss = 0.5f * error * error, slope = error;
            if (_clipRange is { } range)
            {
                float old = rows.Targets[row, 1], change = value - old;
                float limited = old + (change < -range ? -range : change > range ? range : change) - target, limitedLoss = 0.5f * limited * limited;

                // Within the range both are the same but for rounding, so the gradient remains.
                if (limitedLoss > loss && Math.Abs(change) > range)
                {
                    (loss, slope) = (limitedLoss, 0);
                }
            }

            int index = rows.FirstRow + row;
            (_returns[index], _errors[index], _losses[index]) = (target, target - value, loss);
            rows.Gradients[row, 0] = weight * _coefficient / rows.TotalRows * slope;
            sum += (double)weight * _coefficient * loss;
        }

        return sum;
    }

    /// <summary>Returns the figures of the first rows of the last batch, without weights: the mean value, the mean value loss without c, and the explained variance.</summary>
    /// <remarks>The explained variance is 1 − Var[R − V] / Var[R] with the values of the batch itself; NaN if all returns are the same.</remarks>
    /// <param name="rows">Number of rows of the batch, 1 to the capacity.</param>
    public LearningFigures Summarize(int rows)
    {
        Require.InRange(rows, 1, _losses.Length);
        // Returns are measured from the first, so that equal ones have a variance of exactly 0.
        double loss = 0, error = 0, target = 0;
        for (int row = 0; row < rows; row++)
        {
            loss += _losses[row];
            error += _errors[row];
            target += (double)_returns[row] - _returns[0];
        }

        (loss, error, target) = (loss / rows, error / rows, target / rows);
        double ofErrors = 0, ofReturns = 0;
        for (int row = 0; row < rows; row++)
        {
            double a = _errors[row] - error, b = (double)_returns[row] - _returns[0] - target;
            (ofErrors, ofReturns) = (ofErrors + a * a, ofReturns + b * b);
        }

        return new LearningFigures
        {
            ValueLoss = (float)loss,
            MeanValue = (float)(_returns[0] + target - error),
            ExplainedVariance = ofReturns > 0 ? (float)(1 - ofErrors / ofReturns) : float.NaN,
        };
    }
}
