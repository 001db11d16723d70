using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using NeuroAgents.Activations;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Simulation.Tables;

/// <summary>The predictions of a model for the rows of a table, with their accuracy if the table has the target's column.</summary>
public sealed class TablePredictions
{
    private readonly TableDescription _description;

    internal TablePredictions(TableDescription description, TableNumbers numbers, Matrix outputs)
    {
        CsvTable table = numbers.Table;
        _description = description;
        if (IsClassification)
        {
            Activation.Softmax.Forward(outputs.View);
        }

        Rows = [.. Enumerable.Range(0, table.Rows).Select(row => Read(outputs.Row(row)))];
        int target = table.Header.ToList().IndexOf(description.Target);
        if (target >= 0)
        {
            Measure(numbers, target);
        }
    }

    /// <summary>The predictions, one per row of the table.</summary>
    public IReadOnlyList<TablePrediction> Rows { get; }

    /// <summary>Share of the rows with the right class, 0 to 1; null for a regression and for a table whose target column is absent or has a missing value.</summary>
    public double? Accuracy { get; private set; }

    /// <summary>Coefficient of determination: 1 − squared error / squared error of the mean. Null for a classification and for a table whose target column is absent, constant or has a missing value.</summary>
    public double? R2 { get; private set; }

    /// <summary>Notes on guessed cells and unknown words of the table, one line each.</summary>
    public IReadOnlyList<string> Notes { get; internal init; } = [];

    private bool IsClassification => _description.Classes.Length > 0;

    /// <summary>Returns a CSV with one line per row: the class and its probability, or the number.</summary>
    internal string ToCsv()
    {
        StringBuilder text = new(IsClassification ? $"{Quote(_description.Target)},probability" : Quote(_description.Target));
        foreach (TablePrediction row in Rows)
        {
            text.Append('\n').Append(row.Class is { } name
                ? string.Create(CultureInfo.InvariantCulture, $"{Quote(name)},{row.Probability:G6}")
                : row.Value!.Value.ToString("G9", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    private TablePrediction Read(ReadOnlySpan<float> output)
    {
        if (!IsClassification)
        {
            return new TablePrediction { Value = output[0] * _description.TargetDeviation + _description.TargetMean };
        }

        int best = 0;
        for (int i = 1; i < output.Length; i++)
        {
            best = output[i] > output[best] ? i : best;
        }

        return new TablePrediction { Class = _description.Classes[best], Probability = output[best] };
    }

    private void Measure(TableNumbers numbers, int target)
    {
        CsvTable table = numbers.Table;
        if (IsClassification)
        {
            HashSet<string> classes = new(_description.Classes, StringComparer.Ordinal);
            string[] cells = [.. Enumerable.Range(0, table.Rows).Select(row => table[row, target])];
            Accuracy = Array.Exists(cells, cell => MissingValue.IsAmongWords(cell) && !classes.Contains(cell))
                ? null : Rows.Zip(cells).Average(pair => IsSame(pair.First.Class!, pair.Second, classes, numbers[target].Notation) ? 1.0 : 0);
            return;
        }

        double[] values = [.. Enumerable.Range(0, table.Rows).Select(row => numbers[target].TryRead(row, out double value) ? value : double.NaN)];
        double mean = values.Average(), variance = values.Sum(value => (value - mean) * (value - mean));
        double error = Rows.Zip(values).Sum(pair => (pair.First.Value!.Value - pair.Second) * (pair.First.Value!.Value - pair.Second));
        R2 = variance > 0 ? 1 - error / variance : null;
    }

    /// <summary>Returns whether a cell names the predicted class, possibly in another spelling of a number, such as 1.0 for 1.</summary>
    private static bool IsSame(string found, string cell, HashSet<string> classes, NumberNotation notation)
        => found == cell || (!classes.Contains(cell) && notation.Key(Encoding.UTF8.GetBytes(cell)) is { } key && notation.Key(Encoding.UTF8.GetBytes(found)) == key);

    private static string Quote(string text)
        => text.AsSpan().ContainsAny(",\"\n\r") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}

/// <summary>The prediction for one row.</summary>
public sealed record TablePrediction
{
    /// <summary>The most probable class; omitted for a regression.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Class { get; init; }

    /// <summary>Probability of the class, 0 to 1; omitted for a regression.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Probability { get; init; }

    /// <summary>The predicted number in the target's unit; omitted for a classification.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Value { get; init; }
}
