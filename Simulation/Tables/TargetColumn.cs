using System.Text;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Tables;

/// <summary>The column to learn. Words and few whole numbers are classes, all other numbers are a regression, unless the user chooses the task.</summary>
/// <remarks>
/// "Few" means at most two different numbers, or at most 20 with on average at least 5 rows each. A class keeps the table's spelling. Different spellings of one number
/// (1, 1.0) are one class. If numbers have leading zeros, they are codes, and each spelling is a class of its own.
/// </remarks>
internal sealed class TargetColumn
{
    private const int MaxNumberedClasses = 20;
    private const int RowsPerNumberedClass = 5;
    private const int MaxClasses = 1000;
    private readonly TableNumbers _numbers;
    private readonly double[] _values;
    private readonly List<string> _notes = [];

    /// <summary>Reads the column's classes or numbers.</summary>
    /// <exception cref="TableException">The column does not exist or cannot be learned.</exception>
    internal TargetColumn(TableNumbers numbers, string name, TableTask task = TableTask.Automatic)
    {
        CsvTable table = numbers.Table;
        (_numbers, Index, Name) = (numbers, table.Column(name), name);
        RefuseMissing();
        if (!Found.AreAll && task == TableTask.Regression)
        {
            int word = Math.Max(0, Found.FirstWord);
            throw new TableException($"{table.Place(word, Index)}: expected a number because --task is regression, received {Excerpt.Of(table[word, Index])}.");
        }

        _values = new double[table.Rows];
        if (Found.AreAll && task != TableTask.Regression && (task == TableTask.Classification || AreFewWholeNumbers()))
        {
            Classes = ReadClasses();
            if (task == TableTask.Automatic && Classes.Length > 2 && !HasLeadingZeros())
            {
                _notes.Add($"column {Excerpt.OneLine(name)}: {Classes.Length} different whole numbers are read as classes; --task regression reads them as numbers");
            }
        }
        else if (Found.AreAll)
        {
            for (int row = 0; row < _values.Length; row++)
            {
                Found.TryRead(row, out _values[row]);
            }

            Outlier.Refuse(table, Index, _values);
        }
        else
        {
            if (task == TableTask.Automatic)
            {
                ColumnWords.RefuseTypingErrors(numbers, Index);
            }

            Classes = ReadClasses();
            RefuseNames(task);
        }

        if (Classes.Length == 1 || (!IsClassification && Array.TrueForAll(_values, value => value == _values[0])))
        {
            throw new TableException($"{table.Path}, column {Excerpt.OneLine(name)}: expected at least two different values to learn, received {Excerpt.Of(table[0, Index])} in all {table.Rows} rows.");
        }

        AddNotes();
    }

    internal string Name { get; }

    /// <summary>Index of the column in the table.</summary>
    internal int Index { get; }

    /// <summary>Names of the classes; empty for a regression.</summary>
    internal string[] Classes { get; } = [];

    internal bool IsClassification => Classes.Length > 0;

    internal NumberNotation Notation => Found.Notation;

    /// <summary>Notes on guesses and surprising data, one line each.</summary>
    internal IEnumerable<string> Notes => _notes;

    /// <summary>Index of the row's class; for a regression, the row's value.</summary>
    internal double this[int row] => _values[row];

    private ColumnNumbers Found => _numbers[Index];

    private CsvTable Table => _numbers.Table;

    private void RefuseMissing()
    {
        for (int row = 0; row < Table.Rows; row++)
        {
            bool isMissing = Table.Cell(row, Index).IsEmpty
                || (Found.AreAll ? !Found.TryRead(row, out _) : MissingValue.IsAmongWords(Table[row, Index]) && !MissingValue.MayBeClass(Table[row, Index]));
            if (isMissing)
            {
                throw new TableException($"{Table.Place(row, Index)}: expected a value to learn, received {Excerpt.Of(Table[row, Index])}.");
            }
        }
    }

    private bool AreFewWholeNumbers()
    {
        HashSet<string> keys = [];
        for (int row = 0; row < Table.Rows && keys.Count <= MaxNumberedClasses; row++)
        {
            if (!Found.TryRead(row, out double value) || value != Math.Truncate(value))
            {
                return false;
            }

            keys.Add(Found.Notation.Key(Table.Cell(row, Index))!);
        }

        return keys.Count <= 2 || (keys.Count <= MaxNumberedClasses && keys.Count * RowsPerNumberedClass <= Table.Rows);
    }

    /// <summary>Finds the classes, in the order of their numbers or words, and writes each row's class into the values.</summary>
    private string[] ReadClasses()
    {
        bool areNumbers = Found.AreAll, areCodes = !areNumbers || HasLeadingZeros();
        Dictionary<string, (string Name, int Number)> found = [];
        int[] numbers = new int[Table.Rows];
        for (int row = 0; row < Table.Rows; row++)
        {
            string name = Table[row, Index], key = areCodes ? name : Found.Notation.Key(Table.Cell(row, Index))!;
            (string Name, int Number) known = found.TryGetValue(key, out (string Name, int Number) before) ? before : (name, found.Count);

            // The shortest of several spellings names the class, so the name does not depend on the order of the rows.
            found[key] = IsShorter(name, known.Name) ? (name, known.Number) : known;
            numbers[row] = known.Number;
            if (found.Count > MaxClasses)
            {
                throw TooMany($"more than {MaxClasses}");
            }
        }

        (string Name, int Number)[] inOrder = [.. found.OrderBy(each => areNumbers ? Number(each.Value.Name) : 0)
            .ThenBy(each => areNumbers && !areCodes ? each.Key.Length : 0).ThenBy(each => each.Key, StringComparer.Ordinal).Select(each => each.Value)];
        int[] places = new int[inOrder.Length];
        for (int place = 0; place < places.Length; place++)
        {
            places[inOrder[place].Number] = place;
        }

        for (int row = 0; row < numbers.Length; row++)
        {
            _values[row] = places[numbers[row]];
        }

        return [.. inOrder.Select(each => each.Name)];
    }

    private static bool IsShorter(string name, string other)
        => name.Length < other.Length || (name.Length == other.Length && string.CompareOrdinal(name, other) < 0);

    private double Number(string name) => Found.Notation.TryRead(Encoding.UTF8.GetBytes(name), out double value) ? value : 0;

    private bool HasLeadingZeros()
    {
        for (int row = 0; row < Table.Rows; row++)
        {
            ReadOnlySpan<byte> cell = Table.Cell(row, Index);
            if (cell.Length > 1 && cell[0] == (byte)'0' && cell[1] is >= (byte)'0' and <= (byte)'9')
            {
                return true;
            }
        }

        return false;
    }

    private void RefuseNames(TableTask task)
    {
        if (task == TableTask.Automatic && Classes.Length > 2 && Classes.Length > Table.Rows / 2)
        {
            throw TooMany($"{Classes.Length}");
        }
    }

    private TableException TooMany(string count)
    {
        int word = Math.Max(0, Found.FirstWord);
        return new TableException(Found.AreAll
            ? $"{Table.Path}, column {Excerpt.OneLine(Name)}: expected at most {MaxClasses} classes, received {count} different values in {Table.Rows} rows."
            : $"{Table.Place(word, Index)}: expected numbers or repeated classes, received {count} different values in {Table.Rows} rows, here {Excerpt.Of(Table[word, Index])}.");
    }

    private void AddNotes()
    {
        if (!IsClassification && Found.Note is { } note)
        {
            _notes.Add(note);
        }

        if (IsClassification && ColumnWords.Describe(_numbers, Index) is { } word)
        {
            _notes.Add($"column {Excerpt.OneLine(Name)}: {word}: the column's {Classes.Length} different values are classes");
        }

        foreach (string name in Classes.Where(MissingValue.MayBeClass))
        {
            int index = Array.IndexOf(Classes, name);
            _notes.Add($"column {Excerpt.OneLine(Name)}: {Excerpt.Of(name)} (row {Table.PlaceOf(Array.IndexOf(_values, index))}) is a class here, in {_values.Count(value => value == index)} rows, not a missing value");
        }
    }
}
