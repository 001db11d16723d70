using System.CommandLine;
using System.Globalization;
using NeuroAgents.Agents;
using NeuroAgents.Simulation.Interchange.TensorBoard;
using NeuroAgents.Simulation.Running;

namespace NeuroAgents.Simulation.CommandLine;

/// <summary><c>run</c>: a scenario without a window, with learning, and its scores.</summary>
internal static class RunVerb
{
    private const string WholeNumber = "a whole number below 2147483648";
    private static readonly Option<string?> Scenario = UsageError.Option("--scenario", "what to play (see list)", "NAME", "a name", OptionText.Any);
    private static readonly Option<int?> Agents = UsageError.Option("--agents", "number of agents [4096]", "N", WholeNumber, Whole);
    private static readonly Option<int?> Frames = UsageError.Option("--frames", "number of frames of 1/60 s, from where it resumes [3600]", "N", WholeNumber, Whole);
    private static readonly Option<ulong?> Seed = UsageError.Option("--seed", "seed of everything random [1]", "S", "a whole number from 0", OptionText.Natural);
    private static readonly Option<string?> Learner = UsageError.Option("--learner", "imitation or none [imitation]", "NAME", "a name", OptionText.Any);
    private static readonly Option<int?> LearnSteps = UsageError.Option("--learn-steps", "minibatches per frame [1]", "K", WholeNumber, Whole);
    private static readonly Option<double?> LearnBudget = UsageError.Option("--learn-budget-ms", "time to learn in a frame, instead of a number of minibatches", "MS", "a number such as 1.5", OptionText.Number);
    private static readonly Option<LearnMode?> LearnMode = UsageError.Option("--learn-mode", "inline, background or lockstep [inline]", "MODE", "inline, background or lockstep", Mode);
    private static readonly Option<int?> PublishDelay = UsageError.Option("--publish-delay", "in lockstep: frames after which what was learned decides [1]", "K", WholeNumber, Whole);
    private static readonly Option<double?> Realtime = UsageError.Option("--realtime", "hold the run to so many frames per second, as a game would be", "N", "a number such as 60", OptionText.Number);
    private static readonly Option<bool> MeasureNoise = new("--measure-noise") { Description = "time an empty loop as long as the learning budget after each frame", Arity = ArgumentArity.Zero };
    private static readonly Option<int?> Workers = UsageError.Option("--workers", "threads that work [one per processor]", "W", WholeNumber, Whole);
    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "a setting of the scenario (see list); may stand several times",
        HelpName = "NAME=VALUE",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Config = UsageError.Option("--config", "options from a JSON file; the command line wins", "FILE", "a path", OptionText.Any);
    private static readonly Option<string?> Json = UsageError.Option("--json", "write the result as JSON; - for standard output", "FILE", "a path", OptionText.Any);
    private static readonly Option<string?> Csv = UsageError.Option("--csv", "write one line per frame as CSV; - for standard output", "FILE", "a path", OptionText.Any);

    private static readonly Option<int?> CsvInterval = UsageError.Option("--csv-interval", "frames per line of the CSV, with their means; 60 for a line per second [1]", "N", "a whole number from 1 to 10000000", Interval);
    private static readonly Option<string?> TensorBoard = UsageError.Option("--tensorboard", "write an event file for TensorBoard into a folder, in the course of the run", "DIR", "a path", OptionText.Any);

    internal static Command Create()
    {
        Command command = new("run", "Run a scenario without a window, learn, and score what was learned.");
        AddTo(command);
        return command;
    }

    internal static void AddTo(Command command)
    {
        foreach (Option option in (Option[])
            [Scenario, Agents, Frames, Seed, Learner, LearnSteps, LearnBudget, LearnMode, PublishDelay, Realtime, MeasureNoise, Workers, Set, Config, Json, Csv, CsvInterval, TensorBoard, .. SaveArguments.All])
        {
            command.Options.Add(option);
        }

        command.SetAction(Execute);
    }

    private static int Execute(ParseResult parsed)
    {
        SavedRun? resumed = SaveArguments.ReadResumed(parsed, [Scenario, Agents, Seed, Learner, Set, Config]);
        RunOptions options = ReadOptions(parsed, resumed?.Options);
        SaveOptions? save = SaveArguments.Read(parsed);
        string? json = parsed.GetValue(Json), csv = parsed.GetValue(Csv);
        bool isJsonOnOutput = json == OutputFile.StandardOutput, isCsvOnOutput = csv == OutputFile.StandardOutput;
        if (isJsonOnOutput && isCsvOnOutput)
        {
            throw new UsageException("--csv: expected a file, as --json has standard output, given \"-\".");
        }

        if (json is not null && csv is not null && Path.GetFullPath(json) == Path.GetFullPath(csv))
        {
            throw new UsageException($"--csv: expected another file than that of --json, given \"{csv}\".");
        }

        OutputFile.RequireWritable("--json", json);
        OutputFile.RequireWritable("--csv", csv);
        if (csv is null && parsed.GetResult(CsvInterval) is not null)
        {
            throw new UsageException("--csv-interval: expected --csv beside it, given none.");
        }

        using EventFile? events = OpenEvents(parsed.GetValue(TensorBoard));

        // With a result on standard output, people read standard error.
        RunConsole console = new(options, isJsonOnOutput || isCsvOnOutput ? Console.Error : Console.Out);
        SaveArguments.Tell(resumed, console.WriteLine);
        RunSaver? saver = save is null ? null : new RunSaver(options, save, console.WriteLine);
        using Interrupt interrupt = new();
        (RunReport report, RunRecord record) = console.Run(observer =>
        {
            HeadlessRunner runner = new(options, observer, events is null ? null : new RunEvents(events)) { Resumed = resumed, Saver = saver };
            return (runner.Run(interrupt.Token), runner.Record);
        });
        console.Write(report);
        OutputFile.Write(json, ReportJson.Serialize(report));
        OutputFile.Write(csv, csv is null ? "" : FrameCsv.Format(record, parsed.GetValue(CsvInterval) ?? 1, report.HeldOut is not null));
        if (saver?.Failure is { } failure)
        {
            throw new IOException(failure);
        }

        return interrupt.IsRequested ? ExitCode.Interrupted : ExitCode.Success;
    }

    private static RunOptions ReadOptions(ParseResult parsed, RunOptions? resumed)
    {
        RunOptions options = resumed ?? (parsed.GetValue(Config) is { } path ? RunOptionsFile.Read(path) : new RunOptions());
        options = options with
        {
            Scenario = parsed.GetValue(Scenario) ?? options.Scenario,
            Agents = parsed.GetValue(Agents) ?? options.Agents,
            Frames = parsed.GetValue(Frames) ?? options.Frames,
            Seed = parsed.GetValue(Seed) ?? options.Seed,
            Learner = parsed.GetValue(Learner) ?? options.Learner,
            LearnSteps = parsed.GetValue(LearnSteps) ?? options.LearnSteps,
            LearnBudgetMs = parsed.GetValue(LearnBudget) ?? options.LearnBudgetMs,
            LearnMode = parsed.GetValue(LearnMode) ?? options.LearnMode,
            PublishDelay = parsed.GetValue(PublishDelay) ?? options.PublishDelay,
            Realtime = parsed.GetValue(Realtime) ?? options.Realtime,
            MeasureNoise = parsed.GetValue(MeasureNoise) || options.MeasureNoise,
            Workers = parsed.GetValue(Workers) ?? options.Workers,
            Set = SettingTexts.Read(parsed.GetValue(Set), options.Set),
        };
        options.Validate();
        return options;
    }

    private static EventFile? OpenEvents(string? folder)
    {
        try
        {
            return folder is null ? null : new EventFile(folder, TimeProvider.System);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"--tensorboard: expected a folder that can be written, given \"{folder}\": {error.Message}", error);
        }
    }

    private static LearnMode? Mode(string text) => text switch
    {
        "inline" => NeuroAgents.Agents.LearnMode.Inline,
        "background" => NeuroAgents.Agents.LearnMode.Background,
        "lockstep" => NeuroAgents.Agents.LearnMode.Lockstep,
        _ => null,
    };

    private static int? Interval(string text) => Whole(text) is { } value and >= 1 and <= 10_000_000 ? value : null;

    private static int? Whole(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : null;
}
