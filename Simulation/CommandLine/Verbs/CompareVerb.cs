using System.CommandLine;
using System.Globalization;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Benchmarks.Comparison;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.CommandLine.Output;
using NeuroAgents.Simulation.Tables;

namespace NeuroAgents.Simulation.CommandLine.Verbs;

/// <summary>The verb <c>compare</c>, which compares gradient descent, SGD, minibatches and every optimizer on a table, from the same start.</summary>
internal static class CompareVerb
{
    private const int DefaultHidden = 64;
    private static readonly Argument<string> s_data = new("data") { Description = "table with a header, as CSV", HelpName = "DATA.csv" };
    private static readonly Option<string?> s_target = TextOption.Create("--target", "column to learn (required)", "COLUMN", "the name of a column", OptionText.Any);
    private static readonly Option<string?> s_task = TableOptions.Task();
    private static readonly Option<string?> s_decimal = TableOptions.Decimal();
    private static readonly Option<string?> s_thousands = TableOptions.Thousands();
    private static readonly Option<string?> s_hidden = TextOption.Create("--hidden", "widths of the hidden layers; 0 for none [64,64]", "W,W,…", "whole numbers from 1 to 4096, separated by commas, or 0", OptionText.Any);
    private static readonly Option<ulong?> s_seed = TextOption.Create("--seed", "random seed [1]", "S", "a whole number from 0", OptionText.Natural);
    private static readonly Option<int?> s_workers = TextOption.Create("--workers", "number of threads to measure the speed-up with [one per processor]", "W", "a whole number from 1 to 256", OptionText.Threads);

    internal static Command Create()
    {
        Command command = new("compare", "Compare gradient descent, SGD, minibatches and optimizers on a table.") { s_data, s_target, s_task, s_decimal, s_thousands, s_hidden, s_seed, s_workers, ReportJson.Option };
        command.SetAction(Execute);
        return command;
    }

    private static int Execute(ParseResult parsed)
    {
        string path = parsed.GetValue(s_data)!;
        string target = parsed.GetValue(s_target) ?? throw new UsageException("--target: expected the name of a column, received nothing.");
        int workers = parsed.GetValue(s_workers) ?? Math.Min(256, Environment.ProcessorCount);
        ulong seed = parsed.GetValue(s_seed) ?? 1;
        IReadOnlyList<int> hidden = ReadHidden(parsed.GetValue(s_hidden));
        string? json = parsed.GetValue(ReportJson.Option);
        new DistinctFiles().Reads("DATA.csv", path).Writes("--json", json);
        OutputFile.RequireWritable("--json", json);
        TableNumbers numbers = new(CsvTable.Read(path), NotationChoice.Parse(parsed.GetValue(s_decimal), parsed.GetValue(s_thousands)));
        EncodedTable table = CompareTable.Encode(numbers, target, TableFitOptions.ParseTask(parsed.GetValue(s_task)));
        (ComparisonTask task, int rowsInFile) = (CompareTable.Task(table, hidden, seed), numbers.Table.Rows);
        CompareConsole console = new(ReportJson.ForPeople(json));
        foreach (string note in table.Notes())
        {
            console.WriteLine($"note: {note}");
        }

        using Interrupt interrupt = new();
        try
        {
            ComparisonReport report = console.Run(
                $"{Excerpt.OneLine(Path.GetFileName(path))}: {Excerpt.OneLine(target)}", progress => new ComparisonRunner(task, workers, progress, interrupt.Token).Run(rowsInFile, seed));
            console.Write(report);
            OutputFile.Write(json, ReportJson.Serialize(report));
            return ExitCode.Success;
        }
        catch (OperationCanceledException)
        {
            console.WriteLine("interrupted: no result");
            return ExitCode.Interrupted;
        }
    }

    private static int[] ReadHidden(string? text)
    {
        if (text is null or "0")
        {
            return text is null ? [DefaultHidden, DefaultHidden] : [];
        }

        return [.. text.Split(',').Select(width => int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value is >= 1 and <= 4096
            ? value : throw new UsageException($"--hidden: expected whole numbers from 1 to 4096, separated by commas, or 0, received \"{text}\"."))];
    }
}
