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
    private static readonly Argument<string> Data = new("data") { Description = "table with a header, as CSV", HelpName = "DATA.csv" };
    private static readonly Option<string?> Target = TextOption.Create("--target", "column to learn", "COLUMN", "the name of a column", OptionText.Any);
    private static readonly Option<string?> Task = TableOptions.Task();
    private static readonly Option<string?> Decimal = TableOptions.Decimal();
    private static readonly Option<string?> Thousands = TableOptions.Thousands();
    private static readonly Option<string?> Hidden = TextOption.Create("--hidden", "widths of the hidden layers; 0 for none [64,64]", "W,W,…", "whole numbers from 1 to 4096, or 0", OptionText.Any);
    private static readonly Option<ulong?> Seed = TextOption.Create("--seed", "random seed [1]", "S", "a whole number from 0", OptionText.Natural);
    private static readonly Option<int?> Workers = TextOption.Create("--workers", "number of threads in the speed-up [one per processor]", "W", "a whole number from 1 to 256", OptionText.Threads);

    internal static Command Create()
    {
        Command command = new("compare", "Compare gradient descent, SGD, minibatches and optimizers on a table.") { Data, Target, Task, Decimal, Thousands, Hidden, Seed, Workers, ReportJson.Option };
        command.SetAction(Execute);
        return command;
    }

    private static int Execute(ParseResult parsed)
    {
        string path = parsed.GetValue(Data)!;
        string target = parsed.GetValue(Target) ?? throw new UsageException("--target: expected the name of a column, received nothing.");
        int workers = parsed.GetValue(Workers) ?? Math.Min(256, Environment.ProcessorCount);
        ulong seed = parsed.GetValue(Seed) ?? 1;
        IReadOnlyList<int> hidden = ReadHidden(parsed.GetValue(Hidden));
        string? json = parsed.GetValue(ReportJson.Option);
        new DistinctFiles().Reads("DATA.csv", path).Writes("--json", json);
        OutputFile.RequireWritable("--json", json);
        TableNumbers numbers = new(CsvTable.Read(path), NotationChoice.Parse(parsed.GetValue(Decimal), parsed.GetValue(Thousands)));
        EncodedTable table = CompareTable.Encode(numbers, target, TableFitOptions.ParseTask(parsed.GetValue(Task)));
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
            ? value : throw new UsageException($"--hidden: expected whole numbers from 1 to 4096 with commas between, or 0, received \"{text}\"."))];
    }
}
