using System.Globalization;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Comparison;
using NeuroAgents.Training;

namespace NeuroAgents.Simulation.CommandLine;

/// <summary>A table of numbers for <c>compare</c>: commas, a header, no quotes. Inputs and targets are standardised: (x − mean) / deviation.</summary>
internal sealed class CompareTable
{
    /// <summary>More rows say nothing more about steps, and take longer.</summary>
    private const int MostRows = 10_000;
    private const int MostClasses = 20;
    private readonly string _path;
    private readonly string[] _header;
    private readonly string[][] _rows;
    private readonly int _target;

    private CompareTable(string path, string target)
    {
        _path = path;
        string[][] lines = ReadLines(path);
        _header = lines.Length > 0 ? lines[0] : throw new UsageException($"{path}: expected a header and rows, given an empty file.");
        _target = Array.IndexOf(_header, target);
        _rows = lines[1..];
        if (_target < 0)
        {
            throw new UsageException($"--target: expected one of {string.Join(", ", _header)}, given \"{target}\".");
        }

        if (_rows.Length < 2 || _header.Length < 2)
        {
            throw new UsageException($"{path}: expected at least 2 rows and 2 columns, given {_rows.Length} and {_header.Length}.");
        }

        for (int row = 0; row < _rows.Length; row++)
        {
            if (_rows[row].Length != _header.Length)
            {
                throw new UsageException($"{path}, row {row + 2}: expected {_header.Length} values, given {_rows[row].Length}.");
            }
        }
    }

    /// <summary>The task, and the number of rows in the file, of which at most 10,000 are drawn by the seed.</summary>
    internal static (ComparisonTask Task, int RowsInFile) Read(string path, string target, IReadOnlyList<int> hidden, ulong seed)
    {
        CompareTable table = new(path, target);
        int rows = table._rows.Length;
        (float[] targets, int classes) = table.Targets();
        TrainingData data = new(table.Inputs(), table._header.Length - 1, targets, 1);
        if (rows > MostRows)
        {
            int[] order = new int[rows];
            Permutation.Shuffle(order, new RandomSource(seed, 999), 0);
            data = data.Select(order[..MostRows]);
        }

        return (new ComparisonTask(data, classes, hidden, seed), rows);
    }

    private static string[][] ReadLines(string path)
    {
        try
        {
            return [.. File.ReadLines(path).Where(line => line.Length > 0).Select(line => line.Split(','))];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"data: expected a file that can be read, given \"{path}\": {error.Message}", error);
        }
    }

    /// <summary>Classes, if there are words or only few whole numbers; else standardised values.</summary>
    private (float[] Values, int Classes) Targets()
    {
        string[] distinct = [.. _rows.Select(row => row[_target]).Distinct().Order(StringComparer.Ordinal)];
        bool areNumbers = distinct.All(text => IsNumber(text, out _)), areWhole = distinct.All(text => int.TryParse(text, CultureInfo.InvariantCulture, out _));
        if (areNumbers && !(areWhole && distinct.Length <= MostClasses))
        {
            return (Standardised(Column(_target)), 0);
        }

        if (distinct.Length < 2 || distinct.Length > _rows.Length / 2)
        {
            throw new UsageException($"{_path}, column {_header[_target]}: expected at least 2 classes of 2 rows on average, given {distinct.Length} in {_rows.Length} rows.");
        }

        return ([.. _rows.Select(row => (float)Array.BinarySearch(distinct, row[_target], StringComparer.Ordinal))], distinct.Length);
    }

    private float[] Inputs()
    {
        int width = _header.Length - 1;
        float[] values = new float[_rows.Length * width];
        for (int column = 0, place = 0; column < _header.Length; column++)
        {
            if (column != _target)
            {
                float[] standardised = Standardised(Column(column));
                for (int row = 0; row < standardised.Length; row++)
                {
                    values[row * width + place] = standardised[row];
                }

                place++;
            }
        }

        return values;
    }

    private double[] Column(int column)
    {
        double[] values = new double[_rows.Length];
        for (int row = 0; row < values.Length; row++)
        {
            values[row] = IsNumber(_rows[row][column], out double value)
                ? value
                : throw new UsageException($"{_path}, row {row + 2}, column {_header[column]}: expected a number, given \"{_rows[row][column]}\".");
        }

        return values;
    }

    /// <summary>A constant column becomes 0.</summary>
    private static float[] Standardised(double[] values)
    {
        double mean = values.Average(), deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return [.. values.Select(value => deviation > 0 ? (float)((value - mean) / deviation) : 0)];
    }

    private static bool IsNumber(string text, out double value)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
