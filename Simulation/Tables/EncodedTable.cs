using NeuroAgents.Numerics;
using NeuroAgents.Serialization;
using NeuroAgents.Training;

namespace NeuroAgents.Simulation.Tables;

/// <summary>A table as inputs and targets of a network, by statistics of the training rows alone.</summary>
internal sealed class EncodedTable
{
    private readonly CsvTable _table;
    private readonly int _trainingRows;
    private readonly InputColumn[] _columns;
    private readonly double _targetMean;

    /// <exception cref="TableException">No column says anything, or a word stands where the training rows have numbers.</exception>
    internal EncodedTable(CsvTable table, TargetColumn target, int[] trainingRows)
    {
        (_table, Target, _trainingRows) = (table, target, trainingRows.Length);
        _columns = [.. Enumerable.Range(0, table.Header.Count).Where(column => column != target.Index).Select(column => new InputColumn(table, column, trainingRows))];
        Inputs = _columns.Sum(column => column.Width);
        if (Inputs == 0)
        {
            throw new TableException($"{table.Path}: expected a column beside {Excerpt.OneLine(target.Name)} to learn from, given none: {string.Join("; ", Notes())}.");
        }

        if (!target.IsClassification)
        {
            double[] values = [.. trainingRows.Select(row => target[row])];
            _targetMean = values.Average();
            double deviation = Math.Sqrt(values.Average(value => (value - _targetMean) * (value - _targetMean)));
            TargetDeviation = deviation > 0 ? deviation : 1;
        }

        Data = Encode();
    }

    internal TargetColumn Target { get; }

    /// <summary>Number of inputs of the network.</summary>
    internal int Inputs { get; }

    /// <summary>Number of outputs of the network: a logit per class, or the standardised number.</summary>
    internal int Outputs => Target.IsClassification ? Target.Classes.Length : 1;

    /// <summary>What one unit of a regression's target is in the table's own; 1 for classes.</summary>
    internal double TargetDeviation { get; } = 1;

    /// <summary>All rows.</summary>
    internal TrainingData Data { get; }

    /// <summary>What a network of it reads and means.</summary>
    internal TableDescription Describe(TableFitOptions options) => new()
    {
        Target = Target.Name,
        Classes = Target.Classes,
        TargetMean = _targetMean,
        TargetDeviation = TargetDeviation,
        Hidden = [.. options.Hidden],
        Activation = options.Activation,
        Dropout = (float)options.Dropout,
        Columns = [.. _columns.Where(column => column.Kind != InputKind.LeftOut).Select(column => column.Code)],
    };

    /// <summary>What was left out or filled in, a line each.</summary>
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
            }
            else if (column.Missing > 0)
            {
                string instead = column.Kind == InputKind.Number ? "count as the mean" : "count as none of its words";
                yield return $"column {Excerpt.OneLine(column.Name)}: {column.Missing} missing values of {_trainingRows} training rows {instead}";
            }
        }
    }

    private TrainingData Encode()
    {
        Matrix inputs = new(_table.Rows, Inputs), targets = new(_table.Rows, 1);
        for (int row = 0; row < _table.Rows; row++)
        {
            int first = 0;
            foreach (InputColumn column in _columns)
            {
                column.Encode(row, inputs.Row(row).Slice(first, column.Width));
                first += column.Width;
            }

            targets.Row(row)[0] = Target.IsClassification ? (float)Target[row] : (float)((Target[row] - _targetMean) / TargetDeviation);
        }

        return new TrainingData(inputs, targets);
    }
}
