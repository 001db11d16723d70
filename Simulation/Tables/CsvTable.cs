using System.Globalization;
using System.Text.RegularExpressions;
using NeuroAgents.Serialization;
using Sylvan.Data.Csv;

namespace NeuroAgents.Simulation.Tables;

/// <summary>A table of texts with a header, as people keep them: commas, semicolons, tabs or bars, quotes, any line ends, UTF-8 with or without mark.</summary>
/// <remarks>
/// Blank lines are skipped. A byte that is not UTF-8 becomes the replacement character: <see cref="HasForeignBytes"/>. Where semicolons separate, a comma may stand
/// for the decimal point. A number whose size is above 1e100 counts as none: its square would overflow.
/// </remarks>
public sealed partial class CsvTable
{
    private const int LargestRow = 1 << 24;
    private const double LargestNumber = 1e100;
    private const char Replacement = '\uFFFD';
    private readonly List<string[]> _rows = [];

    /// <summary>Where each row stands in the file, from 1, the header and blank lines counted.</summary>
    private readonly List<int> _places = [];
    private readonly bool _hasDecimalCommas;
    private int _place;

    private CsvTable(string path, CsvDataReader reader, int least)
    {
        Path = path;
        Header = Next(reader) ?? throw new TableException($"{path}: expected a header and rows, given an empty file.");
        _hasDecimalCommas = reader.GetRawRecordSpan().Contains(';');
        CheckHeader(least);
        while (Next(reader) is { } cells)
        {
            if (cells.Length != Header.Count)
            {
                throw new TableException($"{path}, row {_place}: expected {Header.Count} values as in the header, given {cells.Length}.");
            }

            HasForeignBytes |= Array.Exists(cells, cell => cell.Contains(Replacement));
            _rows.Add(cells);
            _places.Add(_place);
        }

        if (_rows.Count < least)
        {
            throw new TableException($"{path}: expected at least {least} {(least == 1 ? "row" : "rows")} below the header, given {_rows.Count}.");
        }
    }

    /// <summary>Where it was read from.</summary>
    public string Path { get; }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>Number of rows, without the header.</summary>
    public int Rows => _rows.Count;

    /// <summary>Whether bytes were met that are not UTF-8.</summary>
    public bool HasForeignBytes { get; }

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
            using CsvDataReader reader = CsvDataReader.Create(
                text, new CsvDataReaderOptions { HasHeaders = false, Comment = '\0', MaxBufferSize = LargestRow });
            return new CsvTable(path, reader, least);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or FormatException)
        {
            throw new TableException($"DATA.csv: expected a table that can be read, given \"{path}\": {error.Message.Split('\n')[0].Trim()}", error);
        }
    }

    /// <summary>One value.</summary>
    public string this[int row, int column] => _rows[row][column];

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
    public string Place(int row, int column) => $"{Path}, row {_places[row]}, column {Excerpt.OneLine(Header[column])}";

    /// <summary>Whether a value is missing: nothing, or what tables write for it everywhere.</summary>
    public static bool IsMissing(string cell) => cell is "" or "?" or "NA" or "N/A" or "n/a" or "#N/A" or "<NA>" or "NaN" or "nan" or "null" or "NULL";

    /// <summary>Whether a value is missing among numbers, where words stand for it that are words like others elsewhere.</summary>
    public static bool IsMissingNumber(string cell) => IsMissing(cell) || cell is "None" or "none" or "unknown" or "." or "-";

    /// <summary>Reads a value as a finite number.</summary>
    public bool TryNumber(string cell, out double value)
    {
        string text = _hasDecimalCommas && DecimalComma().IsMatch(cell) ? cell.Replace(',', '.') : cell;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && Math.Abs(value) <= LargestNumber;
    }

    /// <summary>The next line that is not blank; null at the end.</summary>
    private string[]? Next(CsvDataReader reader)
    {
        try
        {
            do
            {
                _place++;
                if (!reader.Read())
                {
                    return null;
                }
            }
            while (reader.RowFieldCount == 0 || (reader.RowFieldCount == 1 && string.IsNullOrWhiteSpace(reader.GetString(0))));
        }
        catch (CsvRecordTooLargeException error)
        {
            throw new TableException($"{Path}, row {_place}: expected at most {LargestRow} characters, given more.", error);
        }
        catch (FormatException error)
        {
            throw new TableException($"{Path}, row {_place}: expected quotes that are closed, given a row that can't be read: {error.Message}", error);
        }

        return Cells(reader);
    }

    private static string[] Cells(CsvDataReader reader) => [.. Enumerable.Range(0, reader.RowFieldCount).Select(column => reader.GetString(column).Trim())];

    private static string Shorten(IReadOnlyList<string> names)
        => names.Count <= 12 ? Excerpt.Names(names) : $"{Excerpt.Names(names.Take(5))}, … {Excerpt.Names(names.TakeLast(3))}";

    private void CheckHeader(int least)
    {
        if (Header.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new TableException($"{Path}, row 1: expected a header of different names, given {Excerpt.Of(twice.Key)} {twice.Count()} times.");
        }

        if (Header.Count < least)
        {
            throw new TableException($"{Path}, row 1: expected a target and at least one other column, given the one column {Excerpt.Of(Header[0])}.");
        }
    }

    [GeneratedRegex(@"^[+-]?\d*,\d+([eE][+-]?\d+)?$")]
    private static partial Regex DecimalComma();
}
