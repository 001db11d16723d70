using System.CommandLine;
using System.Globalization;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.CommandLine.Output;
using NeuroAgents.Simulation.Tables;

namespace NeuroAgents.Simulation.CommandLine.Verbs;

/// <summary>The verb <c>predict</c>, which predicts the rows of a table with a network saved by <c>fit</c>.</summary>
internal static class PredictVerb
{
    private static readonly Argument<string> s_file = new("file") { Description = "network written by fit --save", HelpName = "FILE" };
    private static readonly Argument<string> s_data = new("data") { Description = "table with the columns that the network was trained on, as CSV", HelpName = "DATA.csv" };
    private static readonly Option<string?> s_out = TextOption.Create("--out", "write the predictions as CSV [standard output]", "FILE", "a path", OptionText.Any);
    private static readonly Option<string?> s_json = TextOption.Create("--json", "write the predictions as JSON; - for standard output", "FILE", "a path", OptionText.Any);

    private static readonly Option<string?> s_decimal = TableOptions.Decimal();
    private static readonly Option<string?> s_thousands = TableOptions.Thousands();

    internal static Command Create()
    {
        Command command = new("predict", "Predict the target of each row of a table.") { s_file, s_data };
        command.Options.Add(s_decimal);
        command.Options.Add(s_thousands);
        command.Options.Add(s_out);
        command.Options.Add(s_json);
        command.SetAction(Execute);
        return command;
    }

    private static int Execute(ParseResult parsed)
    {
        string? json = parsed.GetValue(s_json), csv = parsed.GetValue(s_out) ?? (json is null ? OutputFile.StandardOutput : null);
        if (json == OutputFile.StandardOutput && csv == OutputFile.StandardOutput)
        {
            throw new UsageException("--out: expected a file because --json uses standard output, received \"-\".");
        }

        string file = parsed.GetValue(s_file)!, data = parsed.GetValue(s_data)!;
        NotationChoice choice = NotationChoice.Parse(parsed.GetValue(s_decimal), parsed.GetValue(s_thousands));
        new DistinctFiles().Reads("FILE", file).Reads("DATA.csv", data).Writes("--out", csv).Writes("--json", json);
        OutputFile.RequireWritable("--out", csv);
        OutputFile.RequireWritable("--json", json);
        TableModel model = InputFile.Read("FILE", file, TableModel.Load);
        TextWriter console = csv == OutputFile.StandardOutput || json == OutputFile.StandardOutput ? Console.Error : Console.Out;
        InputFile.ReportSkipped(model.SkippedFiles, model.Origin, console.WriteLine);
        TablePredictions found = model.Predict(CsvTable.ReadForPrediction(data), choice);
        OutputFile.Write(csv, csv == OutputFile.StandardOutput && !Console.IsOutputRedirected ? ForTerminal(found.ToCsv()) : found.ToCsv(), "--out");
        OutputFile.Write(json, ReportJson.Serialize(new TablePredictionReport
        {
            Rows = found.Rows.Count,
            Task = model.Classes.Count > 0 ? "classification" : "regression",
            Target = model.Target,
            Accuracy = found.Accuracy,
            R2 = found.R2,
            Predictions = found.Rows,
        }));
        foreach (string note in found.Notes)
        {
            console.WriteLine($"note: {note}");
        }

        console.WriteLine(Summary(found, model));
        return ExitCode.Success;
    }

    /// <summary>Escapes the names of classes for a terminal, because they are untrusted. In files and pipes they stay unchanged.</summary>
    internal static string ForTerminal(string csv) => string.Join('\n', csv.Split('\n').Select(line => Excerpt.OneLine(line, line.Length)));

    private static string Summary(TablePredictions found, TableModel model)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        string measure = found.Accuracy is { } accuracy ? string.Create(culture, $", accuracy {accuracy:F4}")
            : found.R2 is { } r2 ? string.Create(culture, $", R² {r2:F4}") : "";
        return string.Create(culture, $"{Excerpt.OneLine(model.Target)}: {Counted.Text(found.Rows.Count, "row")}{measure}");
    }
}
