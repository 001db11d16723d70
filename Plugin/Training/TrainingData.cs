using NeuroAgents.Diagnostics;
using NeuroAgents.Losses;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Training;

/// <summary>Rows to learn from: inputs, targets and optional weights. The memory belongs to the caller, who must not change it while it is used.</summary>
/// <remarks>
/// Copies no values: a part is a list of row indices over the same memory. Immutable; thread safe. The constructor checks that each value is finite, and the first
/// <see cref="Trainer"/> checks each target against the loss's range. Steps need no further checks.
/// </remarks>
public sealed class TrainingData
{
    private readonly ReadOnlyMemory<float> _inputs;
    private readonly ReadOnlyMemory<float> _targets;
    private readonly ReadOnlyMemory<float> _weights;
    private readonly int _inputStride;
    private readonly int _targetStride;
    private readonly int[]? _rows;
    private volatile CheckedTargets? _checked;

    /// <summary>Creates data over two matrices, without a copy.</summary>
    /// <param name="inputs">x: [rows, inputs].</param>
    /// <param name="targets">t: [rows, target columns of the loss].</param>
    /// <param name="sampleWeights">[rows]: wᵣ, finite, 0 or more; empty if all are 1.</param>
    /// <exception cref="ArgumentException">The numbers of rows differ, or a value is NaN or infinite.</exception>
    public TrainingData(Matrix inputs, Matrix targets, ReadOnlyMemory<float> sampleWeights = default)
    {
        Require.NotNull(inputs);
        Require.NotNull(targets);
        Require.Shape(targets.Rows, targets.Columns, inputs.Rows, targets.Columns, nameof(targets));
        (_inputs, _inputStride, InputColumns) = (inputs.Memory, inputs.Stride, inputs.Columns);
        (_targets, _targetStride, TargetColumns) = (targets.Memory, targets.Stride, targets.Columns);
        (_weights, Rows) = (CheckWeights(sampleWeights, inputs.Rows), inputs.Rows);
        RequireFinite();
    }

    /// <summary>Creates data over dense row-major values, without a copy.</summary>
    /// <param name="inputs">x: rows · <paramref name="inputColumns"/> values.</param>
    /// <param name="inputColumns">Number of inputs, at least 1.</param>
    /// <param name="targets">t: rows · <paramref name="targetColumns"/> values.</param>
    /// <param name="targetColumns">Number of target columns, at least 1.</param>
    /// <param name="sampleWeights">[rows]: wᵣ, finite, 0 or more; empty if all are 1.</param>
    /// <exception cref="ArgumentException">A length is not a whole number of rows, the numbers of rows differ, or a value is NaN or infinite.</exception>
    public TrainingData(
        ReadOnlyMemory<float> inputs, int inputColumns, ReadOnlyMemory<float> targets, int targetColumns, ReadOnlyMemory<float> sampleWeights = default)
    {
        Require.Positive(inputColumns);
        Require.Positive(targetColumns);
        int rows = inputs.Length / inputColumns;
        Require.Length(inputs.Length, rows * inputColumns, nameof(inputs));
        Require.Length(targets.Length, rows * targetColumns, nameof(targets));
        (_inputs, _inputStride, InputColumns) = (inputs, inputColumns, inputColumns);
        (_targets, _targetStride, TargetColumns) = (targets, targetColumns, targetColumns);
        (_weights, Rows) = (CheckWeights(sampleWeights, rows), rows);
        RequireFinite();
    }

    private TrainingData(TrainingData source, int[] rows)
    {
        (_inputs, _inputStride, InputColumns) = (source._inputs, source._inputStride, source.InputColumns);
        (_targets, _targetStride, TargetColumns) = (source._targets, source._targetStride, source.TargetColumns);
        (_weights, _rows, Rows) = (source._weights, rows, rows.Length);
        _checked = source._checked;
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of inputs.</summary>
    public int InputColumns { get; }

    /// <summary>Number of target columns.</summary>
    public int TargetColumns { get; }

    /// <summary>Whether rows have weights.</summary>
    public bool IsWeighted => !_weights.IsEmpty;

    /// <summary>Returns a row's inputs. Does not allocate.</summary>
    public ReadOnlySpan<float> Input(int row) => _inputs.Span.Slice(Place(row) * _inputStride, InputColumns);

    /// <summary>Returns a row's targets. Does not allocate.</summary>
    public ReadOnlySpan<float> Target(int row) => _targets.Span.Slice(Place(row) * _targetStride, TargetColumns);

    /// <summary>Returns a row's weight, or 1 if rows have no weights. Does not allocate.</summary>
    public float Weight(int row)
    {
        int place = Place(row);
        return _weights.IsEmpty ? 1 : _weights.Span[place];
    }

    /// <summary>Returns the given rows, in the given order. A row may occur several times. Allocates the list of indices.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is not from 0 to <see cref="Rows"/> − 1.</exception>
    public TrainingData Select(IReadOnlyList<int> rows)
    {
        Require.NotNull(rows);
        int[] places = new int[rows.Count];
        for (int i = 0; i < places.Length; i++)
        {
            Require.InRange(rows[i], 0, Rows - 1, nameof(rows));
            places[i] = Place(rows[i]);
        }

        return new TrainingData(this, places);
    }

    /// <summary>Splits off the last rows for validation, without a shuffle, as <c>validation_split</c> of Keras 3 does. Allocates the lists of indices.</summary>
    /// <param name="share">Share of the last rows, above 0 and below 1. The first part has ⌊rows · (1 − share)⌋ rows.</param>
    /// <exception cref="ArgumentException">A part would be empty.</exception>
    public (TrainingData First, TrainingData Last) Split(double share)
    {
        Require.InRange(share, 0, 1);
        int first = (int)Math.Floor(Rows * (1 - share));
        if (first < 1 || first >= Rows)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{nameof(share)}: expected a share that leaves at least one row in each part, received {share}, which splits {Rows} rows into {first} and {Rows - first}."), nameof(share));
        }

        return (Select([.. Enumerable.Range(0, first)]), Select([.. Enumerable.Range(first, Rows - first)]));
    }

    /// <summary>Checks every target against the range of a loss. Later calls with the same loss are free.</summary>
    /// <exception cref="ArgumentException">A target is out of the range; the message names row and column.</exception>
    internal void RequireTargets(Loss loss, int outputs)
    {
        if (_checked is { } past && ReferenceEquals(past.Loss, loss) && past.Outputs == outputs)
        {
            return;
        }

        for (int row = 0; row < Rows; row++)
        {
            loss.RequireTarget(Target(row), outputs, row, "targets");
        }

        _checked = new CheckedTargets(loss, outputs);
    }

    private void RequireFinite()
    {
        for (int row = 0; row < Rows; row++)
        {
            RequireFinite(Input(row), row, "inputs");
            RequireFinite(Target(row), row, "targets");
        }
    }

    private static void RequireFinite(ReadOnlySpan<float> values, int row, string name)
    {
        if (Bounds.AreWithin(values, float.MaxValue))
        {
            return;
        }

        int column = 0;
        while (Math.Abs(values[column]) <= float.MaxValue)
        {
            column++;
        }

        throw new ArgumentException(
            FormattableString.Invariant($"{name}: expected a finite number, received {values[column]} in row {row}, column {column}."), name);
    }

    /// <summary>Returns the index of a row in the caller's memory.</summary>
    private int Place(int row)
    {
        if ((uint)row >= (uint)Rows)
        {
            Require.InRange(row, 0, Rows - 1);
        }

        return _rows is null ? row : _rows[row];
    }

    private static ReadOnlyMemory<float> CheckWeights(ReadOnlyMemory<float> sampleWeights, int rows)
    {
        if (!sampleWeights.IsEmpty)
        {
            Require.Length(sampleWeights.Length, rows, nameof(sampleWeights));
        }

        ReadOnlySpan<float> values = sampleWeights.Span;
        for (int row = 0; row < values.Length; row++)
        {
            if (!(values[row] >= 0 && values[row] <= float.MaxValue))
            {
                throw new ArgumentOutOfRangeException(nameof(sampleWeights), values[row], FormattableString.Invariant(
                    $"sampleWeights: expected a finite number of at least 0, received {values[row]} in row {row}."));
            }
        }

        return sampleWeights;
    }

    private sealed record CheckedTargets(Loss Loss, int Outputs);
}
