using NeuroAgents.Activations;
using NeuroAgents.Models;
using NeuroAgents.Serialization;
using NeuroAgents.Training;

namespace NeuroAgents.Simulation.Tables;

/// <summary>A table as inputs and targets of a network, standardised with statistics of the training rows alone.</summary>
internal sealed class EncodedTable
{
    private readonly CsvTable _table;
    private readonly int _trainingRows;
    private readonly InputColumn[] _columns;
    private readonly double _targetMean;

    /// <summary>Encodes all rows of a table.</summary>
    /// <exception cref="TableException">No column is usable as input, or a cell has a word where the training rows have numbers.</exception>
    internal EncodedTable(TableNumbers numbers, TargetColumn target, int[] trainingRows)
    {
        (_table, Target, _trainingRows) = (numbers.Table, target, trainingRows.Length);
        _columns = ReadColumns(numbers, target.Index, trainingRows);
        Inputs = _columns.Sum(column => column.Width);
        if (Inputs == 0)
        {
            throw new TableException($"{_table.Path}: expected a usable column besides {Excerpt.OneLine(target.Name)}, received none: {string.Join("; ", Notes())}.");
        }

        if (!target.IsClassification)
        {
            _targetMean = trainingRows.Average(row => target[row]);
            double deviation = Math.Sqrt(trainingRows.Average(row => (target[row] - _targetMean) * (target[row] - _targetMean)));
            TargetDeviation = deviation > 0 ? deviation : 1;
        }

        Data = Encode();
    }

    internal TargetColumn Target { get; }

    /// <summary>Number of inputs of the network.</summary>
    internal int Inputs { get; }

    /// <summary>Number of outputs of the network: one logit per class, or one standardised number.</summary>
    internal int Outputs => Target.IsClassification ? Target.Classes.Length : 1;

    /// <summary>Standard deviation of a regression's target, which is one unit of the network's output; 1 for classes.</summary>
    internal double TargetDeviation { get; } = 1;

    /// <summary>Inputs and targets of all rows.</summary>
    internal TrainingData Data { get; }

    /// <summary>Returns the description that is stored with a network for this table.</summary>
    internal TableDescription Describe(TableCandidate candidate, TableFitOptions options) => new()
    {
        Target = Target.Name,
        Classes = Target.Classes,
        TargetMean = _targetMean,
        TargetDeviation = TargetDeviation,
        TargetNotation = Target.Notation,
        Hidden = [.. candidate.Hidden],
        Activation = candidate.Activation,
        Dropout = (float)options.Dropout,
        Columns = [.. _columns.Where(column => column.Kind != InputKind.LeftOut).Select(column => column.Code)],
    };

    /// <summary>Creates the network of a candidate for this table.</summary>
    internal Sequential Network(TableCandidate candidate, TableFitOptions options) => Sequential.Perceptrons(
        Inputs, candidate.Hidden, Outputs, Activation.FromName(candidate.Activation), dropout: (float)options.Dropout);

    /// <summary>Returns notes on data that was left out, filled in or guessed, one line each.</summary>
    internal IEnumerable<string> Notes()
    {
        if (_table.HasForeignBytes)
        {
            yield return "bytes that are not UTF-8 are read as \uFFFD";
        }

        foreach (InputColumn column in _columns)
        {
            if (column.Note is { } note)
            {
                yield return $"column {Excerpt.OneLine(column.Name)} is left out: it {note}";
                continue;
            }

            if (column.Reading is { } reading)
            {
                yield return reading;
            }

            if (column.Missing > 0)
            {
                string instead = column.Kind == InputKind.Number ? "count as the mean" : "count as none of its words";
                yield return $"column {Excerpt.OneLine(column.Name)}: {column.Missing} missing values of {_trainingRows} training rows {instead}";
            }
        }

        foreach (string note in Target.Notes)
        {
            yield return note;
        }
    }

    private static InputColumn[] ReadColumns(TableNumbers numbers, int target, int[] trainingRows)
    {
        List<InputColumn> columns = [];
        for (int column = 0; column < numbers.Table.Header.Count; column++)
        {
            if (column != target)
            {
                columns.Add(new InputColumn(numbers, column, trainingRows, isLeading: columns.TrueForAll(before => before.IsIndex)));
            }
        }

        return [.. columns];
    }

    /// <summary>Encodes all rows without padding, which would multiply the memory of a table with three columns by five.</summary>
    private TrainingData Encode()
    {
        if ((long)_table.Rows * Inputs > Array.MaxLength)
        {
            throw new TableException($"{_table.Path}: expected at most {Array.MaxLength} values, received {_table.Rows} rows of {Inputs} inputs.");
        }

        float[] inputs = new float[_table.Rows * Inputs], targets = new float[_table.Rows];
        int first = 0;
        foreach (InputColumn column in _columns)
        {
            for (int row = 0; row < _table.Rows; row++)
            {
                column.Encode(row, inputs.AsSpan(row * Inputs + first, column.Width));
            }

            first += column.Width;
        }

        for (int row = 0; row < targets.Length; row++)
        {
            double target = Target.IsClassification ? Target[row] : (Target[row] - _targetMean) / TargetDeviation;
            targets[row] = Math.Abs(target) <= Outlier.MaxDeviations
                ? (float)target
                : throw new TableException($"{_table.Place(row, Target.Index)}: expected a number of similar size to the others, received {Excerpt.Of(_table[row, Target.Index])}.");
        }

        return new TrainingData(inputs, Inputs, targets, 1);
    }
}
