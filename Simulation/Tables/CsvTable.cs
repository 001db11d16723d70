using System.Text;
using System.Text.RegularExpressions;
using NeuroAgents.Serialization;
using Sylvan.Data.Csv;

namespace NeuroAgents.Simulation.Tables;

/// <summary>A table of texts with a header, as people keep them: commas, semicolons, tabs or bars, quotes, any line ends, UTF-8 with or without mark.</summary>
/// <remarks>
/// Blank lines are skipped. A byte that is not UTF-8 becomes the replacement character: <see cref="HasForeignBytes"/>. A column without a name is named as in pandas:
/// "Unnamed: 0" is the first. If a header is one name shorter than the rows, it lacks the name of the row names, as R writes it, or the rows end with a delimiter.
/// </remarks>
public sealed partial class CsvTable
{
    private const int LargestRow = 1 << 24;
    private const char Replacement = '\uFFFD';
    private readonly CellColumn[] _columns;

    /// <summary>Blank and skipped lines: the row from which each number of them counts.</summary>
    private readonly List<(int Row, int Lines)> _gaps = [];
    private readonly bool[] _isNameless;
    private int _place;

    private CsvTable(string path, CsvDataReader reader, CsvDialect dialect, int least)
    {
        (Path, Delimiter, _place) = (path, dialect.Delimiter, dialect.SkippedLines);
        if (!Next(reader))
        {
            throw new TableException($"{path}: expected a header and rows, given an empty file.");
        }

        string[] names = [.. Enumerable.Range(0, reader.RowFieldCount).Select(column => reader.GetString(column).Trim())];
        CheckNames([.. names.Where(name => name.Length > 0)]);
        if (names.Length < least)
        {
            throw new TableException($"{path}, row {_place}: expected a target and at least one other column, given the one column {Excerpt.Of(names[0])}.");
        }

        bool hasRow = Next(reader);
        Extra extra = hasRow && reader.RowFieldCount == names.Length + 1
            ? reader.GetFieldSpan(names.Length).IsWhiteSpace() ? Extra.Last : Extra.First : Extra.None;
        int firstPlace = _place, expected = names.Length;
        names = extra switch { Extra.First => ["", .. names], Extra.Last => [.. names, ""], _ => names };
        _isNameless = Array.ConvertAll(names, name => name.Length == 0 || Unnamed().IsMatch(name));
        Header = [.. names.Select((name, column) => name.Length > 0 ? name : Nameless(column, names))];
        _columns = [.. names.Select(_ => new CellColumn())];
        for (; hasRow; hasRow = Next(reader))
        {
            if (reader.RowFieldCount != names.Length || (extra == Extra.Last && !reader.GetFieldSpan(names.Length - 1).IsWhiteSpace()))
            {
                throw WrongCount(_place, expected, reader.RowFieldCount);
            }

            AddRow(reader);
        }

        Array.ForEach(_columns, column => column.Complete());
        if (Rows < least)
        {
            throw new TableException($"{path}: expected at least {least} {(least == 1 ? "row" : "rows")} below the header, given {Rows}.");
        }

        if (extra == Extra.First && !AreDifferent(0))
        {
            throw WrongCount(firstPlace, expected, names.Length);
        }
    }

    /// <summary>The place of a column that the rows have and the header lacks.</summary>
    private enum Extra
    {
        None,
        First,
        Last,
    }

    /// <summary>Where it was read from.</summary>
    public string Path { get; }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>Number of rows, without the header.</summary>
    public int Rows { get; private set; }

    /// <summary>Whether bytes were met that are not UTF-8.</summary>
    public bool HasForeignBytes { get; private set; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="TableException">It can't be read, is empty, or a row has another number of values than the header.</exception>
    public static CsvTable Read(string path) => Read(path, least: 2);

    /// <summary>Reads a file that nothing is learned from: one row and one column are enough.</summary>
    /// <exception cref="TableException">As for <see cref="Read(string)"/>.</exception>
    public static CsvTable ReadForPrediction(string path) => Read(path, least: 1);

    private static CsvTable Read(string path, int least)
    {
        try
        {
            using TableText text = new(path);
            CsvDialect dialect = CsvDialect.Detect(text);
            using CsvDataReader reader = CsvDataReader.Create(
                dialect.Table, new CsvDataReaderOptions { HasHeaders = false, Comment = '\0', MaxBufferSize = LargestRow, Delimiter = dialect.Delimiter });
            return new CsvTable(path, reader, dialect, least);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or FormatException)
        {
            throw new TableException($"DATA.csv: expected a table that can be read, given \"{path}\": {error.Message.Split('\n')[0].Trim()}", error);
        }
    }

    /// <summary>Character between two values.</summary>
    internal char Delimiter { get; }

    /// <summary>One value.</summary>
    public string this[int row, int column] => Encoding.UTF8.GetString(Cell(row, column));

    /// <summary>Returns one value as UTF-8. Does not allocate.</summary>
    internal ReadOnlySpan<byte> Cell(int row, int column) => _columns[column][row];

    /// <summary>Whether a column has no name in the file, or the name that pandas gives such a column.</summary>
    internal bool IsNameless(int column) => _isNameless[column];

    /// <summary>Whether all values of a column are different.</summary>
    internal bool AreDifferent(int column)
    {
        HashSet<string> cells = [];
        for (int row = 0; row < Rows; row++)
        {
            if (!cells.Add(this[row, column]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The place of a column.</summary>
    /// <exception cref="TableException">No column has that name.</exception>
    public int Column(string name)
    {
        int column = Header.ToList().IndexOf(name);
        if (column >= 0)
        {
            return column;
        }

        string hint = ClosestName.Find(name, [.. Header]) is { } closest ? $" Did you mean \"{closest}\"?" : "";
        throw new TableException($"--target: expected one of {Shorten(Header)}, given {Excerpt.Of(name)}.{hint}");
    }

    /// <summary>Where a value stands, for messages.</summary>
    public string Place(int row, int column) => $"{Path}, row {PlaceOf(row)}, column {Excerpt.OneLine(Header[column])}";

    /// <summary>Returns a row's line number in the file, from 1, including the header and blank lines.</summary>
    internal int PlaceOf(int row)
    {
        int gap = _gaps.BinarySearch((row, int.MaxValue));
        return row + _gaps[(gap < 0 ? ~gap : gap) - 1].Lines;
    }

    /// <summary>Moves to the next line that is not blank.</summary>
    private bool Next(CsvDataReader reader)
    {
        try
        {
            do
            {
                _place++;
                if (!reader.Read())
                {
                    return false;
                }
            }
            while (reader.RowFieldCount == 0 || (reader.RowFieldCount == 1 && reader.GetFieldSpan(0).IsWhiteSpace()));
            return true;
        }
        catch (CsvRecordTooLargeException error)
        {
            throw new TableException($"{Path}, row {_place}: expected at most {LargestRow} characters, given more.", error);
        }
        catch (FormatException error)
        {
            throw new TableException($"{Path}, row {_place}: expected quotes that are closed, given a row that can't be read: {error.Message}", error);
        }
    }

    private void AddRow(CsvDataReader reader)
    {
        int lines = _place - Rows;
        if (_gaps.Count == 0 || _gaps[^1].Lines != lines)
        {
            _gaps.Add((Rows, lines));
        }

        for (int column = 0; column < _columns.Length; column++)
        {
            ReadOnlySpan<char> cell = reader.GetFieldSpan(column).Trim();
            HasForeignBytes |= cell.Contains(Replacement);
            _columns[column].Add(cell);
        }

        Rows++;
    }

    private TableException WrongCount(int place, int expected, int given)
        => new($"{Path}, row {place}: expected {expected} values as in the header, given {given}.");

    private static string Shorten(IReadOnlyList<string> names)
        => names.Count <= 12 ? Excerpt.Names(names) : $"{Excerpt.Names(names.Take(5))}, … {Excerpt.Names(names.TakeLast(3))}";

    private static string Nameless(int column, string[] names)
    {
        string name = FormattableString.Invariant($"Unnamed: {column}"), free = name;
        for (int copy = 1; names.Contains(free); copy++)
        {
            free = FormattableString.Invariant($"{name}.{copy}");
        }

        return free;
    }

    private void CheckNames(string[] names)
    {
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new TableException($"{Path}, row {_place}: expected a header of different names, given {Excerpt.Of(twice.Key)} {twice.Count()} times.");
        }
    }

    /// <summary>Matches the names that pandas gives to columns without one.</summary>
    [GeneratedRegex(@"^Unnamed: \d+([._]\w+)*$")]
    private static partial Regex Unnamed();
}
