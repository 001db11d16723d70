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
    private static readonly Argument<string> s_data = new("data") { Description = "table with a header, as CSV", HelpName = "DATA.csv" };
    private static readonly Option<string?> s_target = TextOption.Create("--target", "column to learn (required)", "COLUMN", "the name of a column", OptionText.Any);
    private static readonly Option<string?> s_task = TableOptions.Task();
    private static readonly Option<string?> s_decimal = TableOptions.Decimal();
    private static readonly Option<string?> s_thousands = TableOptions.Thousands();
    private static readonly Option<int[]?> s_hidden = TextOption.Create("--hidden", "widths of the hidden layers; 0 for none [searched]", "W,W,…", "whole numbers from 1 to 4096, separated by commas, or 0", Widths);
    private static readonly Option<string?> s_activation = TextOption.Create("--activation", "activation of the hidden layers [searched]", "NAME", "a name", OptionText.Any);
    private static readonly Option<string?> s_optimizer = TextOption.Create("--optimizer", "sgd, rmsprop, adagrad, adadelta, adam, adamw, adamax, nadam, ftrl or lion [adam]", "NAME", "a name", OptionText.Any);
    private static readonly Option<double?> s_learningRate = TextOption.Create("--learning-rate", "step size [searched]", "X", "a number from 0 to 1000", Number);
    private static readonly Option<double?> s_weightDecay = TextOption.Create("--weight-decay", "decoupled weight decay [searched]", "X", "a number from 0 to 1000", Number);
    private static readonly Option<string?> s_search = TextOption.Create("--search", "find the options marked [searched] that are not given, by validation loss; off uses 64,64, relu and the optimizer's own rate and decay [on]", "on|off", "on or off", text => text is "on" or "off" ? text : null);
    private static readonly Option<int?> s_batch = TextOption.Create("--batch", "rows per step: 1 is SGD, all is gradient descent [32]", "N", "all, or a whole number from 1 to 65536", Rows);
    private static readonly Option<double?> s_dropout = TextOption.Create("--dropout", "share of hidden outputs dropped per step [0]", "P", "a number from 0 to below 1", Number);
    private static readonly Option<int?> s_patience = TextOption.Create("--patience", "epochs without a better validation loss before stopping [30]", "N", "a whole number from 1 to 100000", Whole);
    private static readonly Option<int?> s_epochs = TextOption.Create("--epochs", "maximum number of epochs [1000, fewer for large tables]", "N", "a whole number from 1 to 1000000", Whole);
    private static readonly Option<double?> s_test = TextOption.Create("--test", "share of the rows kept for the test [0.2]", "P", "a number above 0 and below 1", Number);
    private static readonly Option<ulong?> s_seed = TextOption.Create("--seed", "random seed [1]", "S", "a whole number from 0", OptionText.Natural);
    private static readonly Option<int?> s_workers = TextOption.Create("--workers", "number of threads [one per processor]", "W", "a whole number from 1 to 256", Whole);
    private static readonly Option<string?> s_config = TextOption.Create("--config", "read options from a JSON file; the command line overrides them", "FILE", "a path", OptionText.Any);

    private static readonly Option<string?> s_save = TextOption.Create("--save", "save the network with the table's columns, for predict", "FILE", "a path", OptionText.Any);

    internal static Command Create()
    {
        Command command = new("fit", "Fit a network to a table, for classification or regression.") { s_data };
        foreach (Option option in (Option[])
            [s_target, s_task, s_decimal, s_thousands, s_hidden, s_activation, s_optimizer, s_learningRate, s_weightDecay, s_search, s_batch, s_dropout, s_patience, s_epochs, s_test, s_seed, s_workers, s_config, ReportJson.Option, s_save])
        {
            command.Options.Add(option);
        }

        command.SetAction(Execute);
        return command;
    }

    private static int Execute(ParseResult parsed)
    {
        TableFitOptions options = ReadOptions(parsed);
        string path = parsed.GetValue(s_data)!;
        string? json = parsed.GetValue(ReportJson.Option), save = parsed.GetValue(s_save);
        new DistinctFiles().Reads("DATA.csv", path).Reads("--config", parsed.GetValue(s_config)).Writes("--json", json).Writes("--save", save);
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
        TableFitOptions options = parsed.GetValue(s_config) is { } path ? ReadFile(path) : new TableFitOptions();
        options = options with
        {
            Target = parsed.GetValue(s_target) ?? options.Target,
            Task = parsed.GetValue(s_task) ?? options.Task,
            DecimalSign = parsed.GetValue(s_decimal) ?? options.DecimalSign,
            Thousands = parsed.GetValue(s_thousands) ?? options.Thousands,
            Hidden = parsed.GetResult(s_hidden) is null ? options.Hidden : parsed.GetValue(s_hidden)!,
            Activation = parsed.GetValue(s_activation) ?? options.Activation,
            Optimizer = parsed.GetValue(s_optimizer) ?? options.Optimizer,
            LearningRate = parsed.GetValue(s_learningRate) ?? options.LearningRate,
            WeightDecay = parsed.GetValue(s_weightDecay) ?? options.WeightDecay,
            Search = parsed.GetValue(s_search) is { } search ? search == "on" : options.Search,
            Batch = parsed.GetValue(s_batch) ?? options.Batch,
            Dropout = parsed.GetValue(s_dropout) ?? options.Dropout,
            Patience = parsed.GetValue(s_patience) ?? options.Patience,
            Epochs = parsed.GetValue(s_epochs) ?? options.Epochs,
            Test = parsed.GetValue(s_test) ?? options.Test,
            Seed = parsed.GetValue(s_seed) ?? options.Seed,
            Workers = parsed.GetValue(s_workers) ?? options.Workers,
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
