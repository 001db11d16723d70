using System.Text;
using System.Text.RegularExpressions;
using NeuroAgents.Serialization;
using Sylvan.Data.Csv;

namespace NeuroAgents.Simulation.Tables;

/// <summary>A table of text cells with a header, read from a CSV file. The delimiter is a comma, semicolon, tab or vertical bar; quotes, all line ends, and UTF-8 with or without a byte order mark are supported.</summary>
/// <remarks>
/// Blank lines are skipped. A byte that is not UTF-8 becomes the replacement character, which <see cref="HasForeignBytes"/> reports. A column without a name is named as in pandas:
/// "Unnamed: 0" is the first. If a header has one name less than the rows have values, either the row names have no header, as R writes them, or the rows end with a delimiter.
/// </remarks>
public sealed partial class CsvTable
{
    private const int MaxRowLength = 1 << 24;
    private const char Replacement = '\uFFFD';
    private readonly CellColumn[] _columns;

    /// <summary>Number of header, blank and skipped lines above the rows, from each given row on. There is an entry where the number changes.</summary>
    private readonly List<(int Row, int Lines)> _gaps = [];
    private readonly bool[] _isNameless;
    private int _place;

    private CsvTable(string path, CsvDataReader reader, CsvDialect dialect, int minSize)
    {
        (Path, Delimiter, _place) = (path, dialect.Delimiter, dialect.SkippedLines);
        if (!Next(reader))
        {
            throw new TableException($"{path}: expected a header and rows, received an empty file.");
        }

        string[] names = [.. Enumerable.Range(0, reader.RowFieldCount).Select(column => reader.GetString(column).Trim())];
        CheckNames([.. names.Where(name => name.Length > 0)]);
        if (names.Length < minSize)
        {
            throw new TableException($"{path}, row {_place}: expected a target and at least one other column, received only the column {Excerpt.Of(names[0])}.");
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
        if (Rows < minSize)
        {
            throw new TableException($"{path}: expected at least {minSize} {(minSize == 1 ? "row" : "rows")} below the header, received {Rows}.");
        }

        if (extra == Extra.First && !AreDifferent(0))
        {
            throw WrongCount(firstPlace, expected, names.Length);
        }
    }

    /// <summary>The position of a column that the rows have and the header lacks.</summary>
    private enum Extra
    {
        None,
        First,
        Last,
    }

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>Number of rows, without the header.</summary>
    public int Rows { get; private set; }

    /// <summary>Whether the file has bytes that are not UTF-8.</summary>
    public bool HasForeignBytes { get; private set; }

    /// <summary>Reads a table to learn from: at least two rows and two columns.</summary>
    /// <exception cref="TableException">The file cannot be read, is empty, or has a row with another number of values than the header.</exception>
    public static CsvTable Read(string path) => Read(path, minSize: 2);

    /// <summary>Reads a table to predict from: at least one row and one column.</summary>
    /// <exception cref="TableException">The file cannot be read, is empty, or has a row with another number of values than the header.</exception>
    public static CsvTable ReadForPrediction(string path) => Read(path, minSize: 1);

    private static CsvTable Read(string path, int minSize)
    {
        try
        {
            using TableText text = new(path);
            CsvDialect dialect = CsvDialect.Detect(text);
            using CsvDataReader reader = CsvDataReader.Create(
                dialect.Table, new CsvDataReaderOptions { HasHeaders = false, Comment = '\0', MaxBufferSize = MaxRowLength, Delimiter = dialect.Delimiter });
            return new CsvTable(path, reader, dialect, minSize);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TableException($"DATA.csv: expected a readable table, received \"{path}\", which does not exist.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or FormatException)
        {
            throw new TableException($"DATA.csv: expected a readable table, received \"{path}\": {error.Message.Split('\n')[0].Trim()}", error);
        }
    }

    /// <summary>Character between two values.</summary>
    internal char Delimiter { get; }

    /// <summary>Returns one value. Allocates a string.</summary>
    public string this[int row, int column] => Encoding.UTF8.GetString(Cell(row, column));

    /// <summary>Returns one value as UTF-8. Does not allocate.</summary>
    internal ReadOnlySpan<byte> Cell(int row, int column) => _columns[column][row];

    /// <summary>Returns whether a column has no name in the file, or a name that pandas gives to such a column.</summary>
    internal bool IsNameless(int column) => _isNameless[column];

    /// <summary>Returns whether all values of a column are different.</summary>
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

    /// <summary>Returns the index of a column.</summary>
    /// <exception cref="TableException">No column has that name.</exception>
    public int Column(string name)
    {
        int column = Header.ToList().IndexOf(name);
        if (column >= 0)
        {
            return column;
        }

        string hint = ClosestName.Find(name, [.. Header]) is { } closest ? $" Did you mean \"{closest}\"?" : "";
        throw new TableException($"--target: expected one of {Shorten(Header)}, received {Excerpt.Of(name)}.{hint}");
    }

    /// <summary>Returns the file, line and column of a value, for messages.</summary>
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
            throw new TableException($"{Path}, row {_place}: expected at most {MaxRowLength} characters, received more.", error);
        }
        catch (FormatException error)
        {
            throw new TableException($"{Path}, row {_place}: expected closed quotes, received a row that cannot be read: {error.Message}", error);
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
        => new($"{Path}, row {place}: expected {expected} values as in the header, received {given}.");

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
            throw new TableException($"{Path}, row {_place}: expected different column names, received {Excerpt.Of(twice.Key)} {twice.Count()} times.");
        }
    }

    /// <summary>Matches the names that pandas gives to columns without one.</summary>
    [GeneratedRegex(@"^Unnamed: \d+([._]\w+)*$")]
    private static partial Regex Unnamed();
}
