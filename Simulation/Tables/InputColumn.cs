using NeuroAgents.Serialization;

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

/// <summary>One column's way into the network. Whether it has numbers or words all rows say; statistics and the words are those of the training rows alone.</summary>
internal sealed class InputColumn
{
    /// <summary>More words than this are names of rows rather than kinds.</summary>
    private const int MostWords = 100;
    private const int FewWords = 10;
    private const double MostlyNumbers = 0.75;
    private readonly CsvTable _table;
    private readonly int _column;

    internal InputColumn(CsvTable table, int column, ReadOnlySpan<int> rows)
    {
        (_table, _column) = (table, column);

        // What kind it is, all rows say: it may not depend on which of them the seed kept for the test.
        string[] all = [.. Enumerable.Range(0, table.Rows).Select(row => table[row, column])];
        bool areNumbers = Array.TrueForAll(all, cell => CsvTable.IsMissingNumber(cell) || table.TryNumber(cell, out _));
        List<string> present = [];
        foreach (int row in rows)
        {
            string cell = all[row];
            if (areNumbers ? CsvTable.IsMissingNumber(cell) : CsvTable.IsMissing(cell))
            {
                Missing++;
            }
            else
            {
                present.Add(cell);
            }
        }

        if (areNumbers)
        {
            double[] values = [.. present.Select(cell => table.TryNumber(cell, out double value) ? value : 0)];
            double mean = values.Length == 0 ? 0 : values.Average();
            double deviation = values.Length == 0 ? 0 : Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
            Kind = deviation > 0 && double.IsFinite(deviation) ? InputKind.Number : InputKind.LeftOut;
            Width = Kind == InputKind.Number ? 1 : 0;
            Code = new ColumnCode { Name = Name, Mean = mean, PerDeviation = 1 / deviation };
            Note = values.Length == 0 ? "has no value in any training row" : Kind == InputKind.LeftOut ? "has one value in all training rows" : null;
            return;
        }

        RefuseTypingErrors([.. all.Where(cell => !CsvTable.IsMissing(cell))]);
        string[] words = [.. present.Distinct().Order(StringComparer.Ordinal)];
        bool areNames = words.Length > MostWords || (words.Length > FewWords && words.Length > present.Count / 2);
        Kind = areNames || words.Length < 2 ? InputKind.LeftOut : InputKind.Words;
        Width = Kind == InputKind.Words ? words.Length : 0;
        Code = new ColumnCode { Name = Name, Words = words };
        Note = areNames ? $"has {words.Length} different words in {present.Count} training rows" : Kind == InputKind.LeftOut ? "has one value in all training rows" : null;
    }

    /// <summary>A word among many different numbers is a mistake in the table, not a kind of row.</summary>
    private void RefuseTypingErrors(string[] present)
    {
        int numbers = present.Count(cell => _table.TryNumber(cell, out _));
        if (numbers < MostlyNumbers * present.Length || present.Distinct().Count() <= FewWords)
        {
            return;
        }

        for (int row = 0; row < _table.Rows; row++)
        {
            string cell = _table[row, _column];
            if (!CsvTable.IsMissingNumber(cell) && !_table.TryNumber(cell, out _))
            {
                throw new TableException($"{_table.Place(row, _column)}: expected a number as in {numbers} other rows, given {Excerpt.Of(cell)}.");
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

    /// <summary>Its way into the network; of no use where it is left out.</summary>
    internal ColumnCode Code { get; } = new();

    /// <exception cref="TableException">A word stands where the training rows have numbers.</exception>
    internal void Encode(int row, Span<float> inputs)
    {
        if (Kind != InputKind.LeftOut)
        {
            Code.Encode(_table, row, _column, inputs);
        }
    }
}
