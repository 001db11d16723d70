using System.Globalization;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Tables;

/// <summary>The column to learn. Words are classes, and so are few whole numbers; all other numbers are a regression.</summary>
/// <remarks>Few: two, or at most 20 that have at least 5 rows each on average.</remarks>
internal sealed class TargetColumn
{
    private const int MostNumberedClasses = 20;
    private const int RowsPerNumberedClass = 5;
    private const int MostClasses = 1000;
    private readonly double[] _values;

    internal TargetColumn(CsvTable table, string name)
    {
        int column = Index = table.Column(name);
        Name = name;
        string[] cells = [.. Enumerable.Range(0, table.Rows).Select(row => table[row, column])];
        int missing = Array.FindIndex(cells, CsvTable.IsMissing);
        if (missing >= 0)
        {
            throw new TableException($"{table.Place(missing, column)}: expected a value to learn, given {Excerpt.Of(cells[missing])}.");
        }

        _values = new double[cells.Length];
        int word = Array.FindIndex(cells, cell => !table.TryNumber(cell, out _));
        if (word < 0)
        {
            _values = [.. cells.Select(cell => table.TryNumber(cell, out double value) ? value : 0)];
            double[] numbers = [.. _values.Distinct().Order()];
            bool areFew = numbers.Length <= 2 || (numbers.Length <= MostNumberedClasses && numbers.Length * RowsPerNumberedClass <= cells.Length);
            if (areFew && numbers.All(value => value == Math.Truncate(value)))
            {
                Classes = [.. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))];
                _values = [.. _values.Select(value => (double)Array.BinarySearch(numbers, value))];
            }
        }
        else
        {
            Classes = [.. cells.Distinct().Order(StringComparer.Ordinal)];
            _values = [.. cells.Select(cell => (double)Array.BinarySearch(Classes, cell, StringComparer.Ordinal))];
            if (Classes.Length > MostClasses || (Classes.Length > 2 && Classes.Length > cells.Length / 2))
            {
                throw new TableException(
                    $"{table.Place(word, column)}: expected numbers, or classes that come again, given {Classes.Length} different values in {cells.Length} rows, here {Excerpt.Of(cells[word])}.");
            }
        }

        if (Classes.Length == 1 || _values.Distinct().Count() == 1)
        {
            throw new TableException($"{table.Path}, column {Excerpt.OneLine(name)}: expected at least two different values to learn, given {Excerpt.Of(cells[0])} in all {cells.Length} rows.");
        }
    }

    internal string Name { get; }

    /// <summary>Its place in the table.</summary>
    internal int Index { get; }

    /// <summary>Names of the classes; empty for a regression.</summary>
    internal string[] Classes { get; } = [];

    internal bool IsClassification => Classes.Length > 0;

    /// <summary>The class's index, or the number.</summary>
    internal double this[int row] => _values[row];
}
