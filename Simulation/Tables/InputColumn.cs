namespace NeuroAgents.Simulation.Tables;

/// <summary>What becomes of a column of the table.</summary>
internal enum InputKind
{
    /// <summary>(x − mean) / deviation.</summary>
    Number,

    /// <summary>One-hot: an input per word, 1 for the row's own.</summary>
    Words,

    /// <summary>It says nothing: left out, with a note.</summary>
    LeftOut,
}

/// <summary>One column's way into the network, by what the training rows say: the test rows are not looked at.</summary>
/// <remarks>A missing number counts as the mean, a missing or unknown word as none of the words: all its inputs are 0.</remarks>
internal sealed class InputColumn
{
    /// <summary>More words than this are names of rows rather than kinds.</summary>
    private const int MostWords = 100;
    private const int FewWords = 10;
    private const double MostlyNumbers = 0.75;
    private readonly CsvTable _table;
    private readonly int _column;
    private readonly string[] _words = [];
    private readonly double _mean;
    private readonly double _perDeviation;

    internal InputColumn(CsvTable table, int column, ReadOnlySpan<int> rows)
    {
        (_table, _column) = (table, column);
        List<string> present = [];
        foreach (int row in rows)
        {
            string cell = table[row, column];
            if (CsvTable.IsMissing(cell))
            {
                Missing++;
            }
            else
            {
                present.Add(cell);
            }
        }

        if (present.TrueForAll(cell => table.TryNumber(cell, out _)))
        {
            double[] values = [.. present.Select(cell => table.TryNumber(cell, out double value) ? value : 0)];
            _mean = values.Length == 0 ? 0 : values.Average();
            double deviation = values.Length == 0 ? 0 : Math.Sqrt(values.Average(value => (value - _mean) * (value - _mean)));
            Kind = deviation > 0 && double.IsFinite(deviation) ? InputKind.Number : InputKind.LeftOut;
            (_perDeviation, Width) = (1 / deviation, Kind == InputKind.Number ? 1 : 0);
            Note = Kind == InputKind.LeftOut ? "has one value in all training rows" : null;
            return;
        }

        RefuseTypingErrors(rows, present);
        _words = [.. present.Distinct().Order(StringComparer.Ordinal)];
        bool areNames = _words.Length > MostWords || (_words.Length > FewWords && _words.Length > present.Count / 2);
        Kind = areNames || _words.Length < 2 ? InputKind.LeftOut : InputKind.Words;
        Width = Kind == InputKind.Words ? _words.Length : 0;
        Note = areNames ? $"has {_words.Length} different words in {present.Count} training rows" : Kind == InputKind.LeftOut ? "has one value in all training rows" : null;
    }

    /// <summary>A word among many different numbers is a mistake in the table, not a kind of row.</summary>
    private void RefuseTypingErrors(ReadOnlySpan<int> rows, List<string> present)
    {
        int numbers = present.Count(cell => _table.TryNumber(cell, out _));
        if (numbers < MostlyNumbers * present.Count || present.Distinct().Count() <= FewWords)
        {
            return;
        }

        foreach (int row in rows)
        {
            string cell = _table[row, _column];
            if (!CsvTable.IsMissing(cell) && !_table.TryNumber(cell, out _))
            {
                throw new TableException($"{_table.Place(row, _column)}: expected a number as in {numbers} other rows, given \"{cell}\".");
            }
        }
    }

    internal string Name => _table.Header[_column];

    internal InputKind Kind { get; }

    /// <summary>Number of inputs.</summary>
    internal int Width { get; }

    /// <summary>Training rows without a value.</summary>
    internal int Missing { get; }

    /// <summary>Why it is left out.</summary>
    internal string? Note { get; }

    /// <exception cref="TableException">A word stands where the training rows have numbers.</exception>
    internal void Encode(int row, Span<float> inputs)
    {
        inputs.Clear();
        string cell = _table[row, _column];
        if (Kind == InputKind.LeftOut || CsvTable.IsMissing(cell))
        {
            return;
        }

        if (Kind == InputKind.Words)
        {
            int word = Array.BinarySearch(_words, cell, StringComparer.Ordinal);
            if (word >= 0)
            {
                inputs[word] = 1;
            }

            return;
        }

        inputs[0] = _table.TryNumber(cell, out double value)
            ? (float)((value - _mean) * _perDeviation)
            : throw new TableException($"{_table.Place(row, _column)}: expected a number as in the other rows, given \"{cell}\".");
    }
}
