using System.CommandLine;
using System.Globalization;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.CommandLine.Output;
using NeuroAgents.Simulation.Tables;

namespace NeuroAgents.Simulation.CommandLine.Verbs;

/// <summary>The verb <c>fit</c>, which fits a network to a column of a table.</summary>
internal static class FitVerb
{
    private static readonly Argument<string> Data = new("data") { Description = "table with a header, as CSV", HelpName = "DATA.csv" };
    private static readonly Option<string?> Target = TextOption.Create("--target", "column to learn", "COLUMN", "the name of a column", OptionText.Any);
    private static readonly Option<string?> Task = TableOptions.Task();
    private static readonly Option<string?> Decimal = TableOptions.Decimal();
    private static readonly Option<string?> Thousands = TableOptions.Thousands();
    private static readonly Option<int[]?> Hidden = TextOption.Create("--hidden", "widths of the hidden layers; 0 for none [searched]", "W,W,…", "whole numbers from 1 to 4096, or 0", Widths);
    private static readonly Option<string?> Activation = TextOption.Create("--activation", "activation of the hidden layers [searched]", "NAME", "a name", OptionText.Any);
    private static readonly Option<string?> Optimizer = TextOption.Create("--optimizer", "sgd, rmsprop, adagrad, adadelta, adam, adamw, adamax, nadam, ftrl or lion [adam]", "NAME", "a name", OptionText.Any);
    private static readonly Option<double?> LearningRate = TextOption.Create("--learning-rate", "step size [searched]", "X", "a number from 0 to 1000", Number);
    private static readonly Option<double?> WeightDecay = TextOption.Create("--weight-decay", "decoupled weight decay [searched]", "X", "a number from 0 to 1000", Number);
    private static readonly Option<string?> Search = TextOption.Create("--search", "choose missing options by the validation loss; off uses 64,64 relu [on]", "on|off", "on or off", text => text is "on" or "off" ? text : null);
    private static readonly Option<int?> Batch = TextOption.Create("--batch", "rows per step: 1 is SGD, all is gradient descent [32]", "N", "all, or a whole number from 1 to 65536", Rows);
    private static readonly Option<double?> Dropout = TextOption.Create("--dropout", "share of hidden outputs dropped per step [0]", "P", "a number from 0 to below 1", Number);
    private static readonly Option<int?> Patience = TextOption.Create("--patience", "epochs without a better validation loss before stopping [30]", "N", "a whole number from 1 to 100000", Whole);
    private static readonly Option<int?> Epochs = TextOption.Create("--epochs", "largest number of epochs [1000, fewer for large tables]", "N", "a whole number from 1 to 1000000", Whole);
    private static readonly Option<double?> Test = TextOption.Create("--test", "share of the rows kept for the test [0.2]", "P", "a number above 0 and below 1", Number);
    private static readonly Option<ulong?> Seed = TextOption.Create("--seed", "random seed [1]", "S", "a whole number from 0", OptionText.Natural);
    private static readonly Option<int?> Workers = TextOption.Create("--workers", "number of threads [one per processor]", "W", "a whole number from 1 to 256", Whole);
    private static readonly Option<string?> Config = TextOption.Create("--config", "read options from a JSON file; the command line overrides them", "FILE", "a path", OptionText.Any);

    private static readonly Option<string?> Save = TextOption.Create("--save", "save the network with the table's columns, for predict", "FILE", "a path", OptionText.Any);

    internal static Command Create()
    {
        Command command = new("fit", "Fit a network to a table, for classification or regression.") { Data };
        foreach (Option option in (Option[])
            [Target, Task, Decimal, Thousands, Hidden, Activation, Optimizer, LearningRate, WeightDecay, Search, Batch, Dropout, Patience, Epochs, Test, Seed, Workers, Config, ReportJson.Option, Save])
        {
            command.Options.Add(option);
        }

        command.SetAction(Execute);
        return command;
    }

    private static int Execute(ParseResult parsed)
    {
        TableFitOptions options = ReadOptions(parsed);
        string path = parsed.GetValue(Data)!;
        string? json = parsed.GetValue(ReportJson.Option), save = parsed.GetValue(Save);
        new DistinctFiles().Reads("DATA.csv", path).Reads("--config", parsed.GetValue(Config)).Writes("--json", json).Writes("--save", save);
        OutputFile.RequireWritable("--json", json);
        OutputFile.RequireWritable("--save", save);
        TableFit fit = new(CsvTable.Read(path), options);
        FitConsole console = new(ReportJson.ForPeople(json));
        using Interrupt interrupt = new();
        TableFitReport report = console.Run($"{Excerpt.OneLine(Path.GetFileName(path))}: {Excerpt.OneLine(options.Target!)}", progress => fit.Run(progress, interrupt.Token));
        if (report.Epochs == 0)
        {
            console.WriteLine("interrupted before the end of the first epoch");
            return ExitCode.Interrupted;
        }

        console.Write(report, fit);
        OutputFile.Write(json, ReportJson.Serialize(report));
        if (save is not null)
        {
            OutputFile.Write("--save", save, fit.Model!.Write);
        }

        return interrupt.IsRequested ? ExitCode.Interrupted : ExitCode.Success;
    }

    private static TableFitOptions ReadOptions(ParseResult parsed)
    {
        TableFitOptions options = parsed.GetValue(Config) is { } path ? ReadFile(path) : new TableFitOptions();
        options = options with
        {
            Target = parsed.GetValue(Target) ?? options.Target,
            Task = parsed.GetValue(Task) ?? options.Task,
            DecimalSign = parsed.GetValue(Decimal) ?? options.DecimalSign,
            Thousands = parsed.GetValue(Thousands) ?? options.Thousands,
            Hidden = parsed.GetResult(Hidden) is null ? options.Hidden : parsed.GetValue(Hidden)!,
            Activation = parsed.GetValue(Activation) ?? options.Activation,
            Optimizer = parsed.GetValue(Optimizer) ?? options.Optimizer,
            LearningRate = parsed.GetValue(LearningRate) ?? options.LearningRate,
            WeightDecay = parsed.GetValue(WeightDecay) ?? options.WeightDecay,
            Search = parsed.GetValue(Search) is { } search ? search == "on" : options.Search,
            Batch = parsed.GetValue(Batch) ?? options.Batch,
            Dropout = parsed.GetValue(Dropout) ?? options.Dropout,
            Patience = parsed.GetValue(Patience) ?? options.Patience,
            Epochs = parsed.GetValue(Epochs) ?? options.Epochs,
            Test = parsed.GetValue(Test) ?? options.Test,
            Seed = parsed.GetValue(Seed) ?? options.Seed,
            Workers = parsed.GetValue(Workers) ?? options.Workers,
        };
        if (options.Target is null)
        {
            throw new UsageException("--target: expected the name of a column, received nothing.");
        }

        options.Validate();
        return options;
    }

    private static TableFitOptions ReadFile(string path)
        => StrictJson.Read(InputFile.Read("--config", path, File.ReadAllBytes), SimulationJsonContext.Default.TableFitOptions, path);

    private static int[]? Widths(string text)
    {
        int?[] widths = text == "0" ? [] : [.. text.Split(',').Select(width => Whole(width) is { } value and <= 4096 ? value : (int?)null)];
        return Array.Exists(widths, width => width is null or 0) ? null : [.. widths.Select(width => width!.Value)];
    }

    private static int? Rows(string text) => text == "all" ? 0 : Whole(text) is { } rows and > 0 ? rows : null;

    private static double? Number(string text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;

    private static int? Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
}
