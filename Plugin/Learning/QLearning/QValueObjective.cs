using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Losses;

namespace NeuroAgents.Learning.QLearning;

/// <summary>Objective of Q-learning, L = 1/n · Σ over rows of 1/B · Σ over branches b of h(Q_b(a_b) − y), with the chosen actions a and the row's target y.</summary>
/// <remarks>
/// <para>h(e) is e² for δ = 0, and otherwise Huber's: e²/2 where |e| ≤ δ, else δ (|e| − δ/2). A target row has the index of each branch's choice and y. Q-values of other choices have no gradient.
/// Rows may have weights.</para>
/// <para>The Q-value and the loss of each row of the last batch are kept and summed in the order of rows by <see cref="Summarize"/>, so figures don't depend on the number of workers.
/// Does not allocate. Thread safe for distinct rows.</para>
/// </remarks>
public sealed class QValueObjective : IObjective
{
    private readonly int[] _sizes;
    private readonly float _delta;
    private readonly float[] _values;
    private readonly float[] _losses;

    /// <summary>Creates the objective.</summary>
    /// <param name="sizes">Number of choices of each branch.</param>
    /// <param name="delta">δ, in units of the return, at least 0. Smaller values limit the influence of surprising rows more; 0 is the squared error.</param>
    /// <param name="capacity">Maximum rows of a batch, at least 1.</param>
    public QValueObjective(IReadOnlyList<int> sizes, float delta, int capacity)
    {
        Require.NotNull(sizes);
        Require.InRange(delta, 0, float.MaxValue);
        Require.Positive(capacity);
        (_sizes, _delta, _values, _losses) = ([.. sizes], delta, new float[capacity], new float[capacity]);
    }

    /// <summary>Mean over branches of the chosen Q-values, for each row of the last batch.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>Returns the number of target columns: an index for each branch, and y.</summary>
    /// <exception cref="ArgumentException">The number of outputs is not that of the choices.</exception>
    public int TargetColumns(int outputs)
    {
        Require.Length(outputs, _sizes.Sum(), nameof(outputs));
        return _sizes.Length + 1;
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
            float weight = rows.Weight(row);
            Row(rows.Outputs.Row(row), rows.Targets.Row(row), rows.Gradients.Row(row), rows.FirstRow + row, weight / rows.TotalRows / _sizes.Length);
            sum += weight * (double)_losses[rows.FirstRow + row];
        }

        return sum;
    }

    /// <summary>Returns the means over the first rows of the last batch, without weights: the loss and the Q-value of the chosen actions.</summary>
    /// <param name="rows">Number of rows of the batch, 1 to the capacity.</param>
    public LearningFigures Summarize(int rows)
    {
        Require.InRange(rows, 1, _losses.Length);
        double loss = 0, value = 0;
        for (int row = 0; row < rows; row++)
        {
            loss += _losses[row];
            value += _values[row];
        }

        return new LearningFigures { ValueLoss = (float)(loss / rows), MeanValue = (float)(value / rows) };
    }

    private void Row(ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, int index, float scale)
    {
        gradient.Clear();
        float y = target[_sizes.Length];
        double loss = 0, value = 0;
        int first = 0;
        for (int branch = 0; branch < _sizes.Length; branch++)
        {
            int chosen = first + (int)target[branch];
            float error = output[chosen] - y, size = Math.Abs(error);
            bool isFar = _delta > 0 && size > _delta;
            loss += _delta == 0 ? error * error : isFar ? _delta * (size - _delta / 2) : error * error / 2;
            gradient[chosen] = scale * (_delta == 0 ? 2 * error : isFar ? (error > 0 ? _delta : -_delta) : error);
            value += output[chosen];
            first += _sizes[branch];
        }

        (_losses[index], _values[index]) = ((float)(loss / _sizes.Length), (float)(value / _sizes.Length));
    }
}
