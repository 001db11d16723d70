using System.Buffers;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Tables;

/// <summary>The use of a column as input.</summary>
internal enum InputKind
{
    /// <summary>One standardised input: (x − mean) / deviation.</summary>
    Number,

    /// <summary>One-hot inputs: one per word, 1 for the row's word and 0 for the others.</summary>
    Words,

    /// <summary>No input, because the column carries no information. A note says why.</summary>
    LeftOut,
}

/// <summary>A column and its inputs. All rows decide whether it has numbers or words; its statistics and its list of words come from the training rows alone.</summary>
internal sealed class InputColumn
{
    /// <summary>Largest number of different words. A column with more has names of rows, not categories.</summary>
    private const int MaxWords = 100;
    private readonly TableNumbers _numbers;
    private readonly int _column;

    /// <summary>Reads the statistics or the words of a column.</summary>
    /// <param name="numbers">The table.</param>
    /// <param name="column">The column.</param>
    /// <param name="rows">The training rows.</param>
    /// <param name="isLeading">Whether all columns before this one are index columns.</param>
    /// <exception cref="TableException">The column has a word among numbers, or a number far from all others.</exception>
    internal InputColumn(TableNumbers numbers, int column, ReadOnlySpan<int> rows, bool isLeading)
    {
        (_numbers, _column) = (numbers, column);
        if (IndexColumn.Is(numbers, column, isLeading))
        {
            (Kind, IsIndex) = (InputKind.LeftOut, true);
            Note = $"has no name and identifies the rows ({Excerpt.Of(Table[0, column])}, {Excerpt.Of(Table[1, column])} …), like a data frame's index";
        }
        else if (Found.AreAll)
        {
            ReadNumbers(rows);
        }
        else
        {
            ColumnWords.RefuseTypingErrors(numbers, column);
            ReadWords(rows);
        }

        Width = Kind == InputKind.LeftOut ? 0 : Code.Width;
    }

    internal string Name => Table.Header[_column];

    internal InputKind Kind { get; private set; }

    /// <summary>Number of inputs.</summary>
    internal int Width { get; }

    /// <summary>Number of training rows without a value.</summary>
    internal int Missing { get; private set; }

    /// <summary>The reason why the column is left out, as a clause; null if it is used.</summary>
    internal string? Note { get; private set; }

    /// <summary>A note on guessed cells; null if there was no guess.</summary>
    internal string? Reading { get; private set; }

    /// <summary>Whether the column numbers the rows.</summary>
    internal bool IsIndex { get; }

    /// <summary>Encoding of the column's cells; unused if the column is left out.</summary>
    internal ColumnCode Code { get; private set; } = new();

    private ColumnNumbers Found => _numbers[_column];

    private CsvTable Table => _numbers.Table;

    /// <summary>Writes a row's inputs.</summary>
    /// <exception cref="TableException">The cell has a word, but the training rows have numbers.</exception>
    internal void Encode(int row, Span<float> inputs)
    {
        if (Kind != InputKind.LeftOut)
        {
            Code.Encode(Table, row, _column, inputs);
        }
    }

    private void ReadNumbers(ReadOnlySpan<int> rows)
    {
        // All columns share one array: an array per column would be allocated on the large object heap.
        double[] rented = ArrayPool<double>.Shared.Rent(Table.Rows);
        Span<double> values = rented.AsSpan(0, Table.Rows);
        for (int row = 0; row < values.Length; row++)
        {
            values[row] = Found.TryRead(row, out double value) ? value : double.NaN;
        }

        Outlier.Refuse(Table, _column, values);
        int count = 0;
        double sum = 0, squares = 0;
        foreach (int row in rows)
        {
            (sum, count) = double.IsNaN(values[row]) ? (sum, count) : (sum + values[row], count + 1);
        }

        double mean = count == 0 ? 0 : sum / count;
        foreach (int row in rows)
        {
            squares += double.IsNaN(values[row]) ? 0 : (values[row] - mean) * (values[row] - mean);
        }

        ArrayPool<double>.Shared.Return(rented);
        double deviation = count == 0 ? 0 : Math.Sqrt(squares / count);
        Missing = rows.Length - count;
        Kind = deviation > 0 && double.IsFinite(deviation) ? InputKind.Number : InputKind.LeftOut;
        Code = new ColumnCode { Name = Name, Mean = mean, PerDeviation = 1 / deviation, Notation = Found.Notation };
        Note = count == 0 ? "has no value in any training row" : Kind == InputKind.LeftOut ? "has the same value in all training rows" : null;
        Reading = Found.Note;
    }

    private void ReadWords(ReadOnlySpan<int> rows)
    {
        HashSet<string> words = new(StringComparer.Ordinal);
        int present = 0;
        foreach (int row in rows)
        {
            string cell = Table[row, _column];
            if (MissingValue.IsAmongWords(cell))
            {
                Missing++;
                continue;
            }

            present++;
            if (words.Count <= MaxWords)
            {
                words.Add(cell);
            }
        }

        // One word and gaps are two categories: rows with the word and rows without it.
        bool areNames = words.Count > MaxWords || (words.Count > ColumnWords.FewWords && words.Count > present / 2);
        bool areKinds = words.Count >= 2 || (words.Count == 1 && Missing > 0);
        Kind = areNames || !areKinds ? InputKind.LeftOut : InputKind.Words;
        Code = new ColumnCode { Name = Name, Words = [.. words.Order(StringComparer.Ordinal)] };
        string count = words.Count > MaxWords ? $"more than {MaxWords}" : $"{words.Count}";
        string? word = ColumnWords.Describe(_numbers, _column);
        Note = areNames ? $"has {count} different words in {present} training rows{(word is null ? "" : $"; {word}")}"
            : present == 0 ? "has no value in any training row" : !areKinds ? "has the same value in all training rows" : null;
        Reading = word is null ? null : $"column {Excerpt.OneLine(Name)}: {word}: each of the column's {words.Count} different values is an input";
    }
}
