using System.CommandLine;
using NeuroAgents.Agents;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.CommandLine.Output;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Interchange.TensorBoard;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.CommandLine.Verbs;

/// <summary>The verb <c>run</c>, which runs a scenario without a window, learns, and measures the scores.</summary>
internal static class RunVerb
{
    private static readonly Option<string?> s_csv = TextOption.Create("--csv", "write one line per frame as CSV; - for standard output", "FILE", "a path", OptionText.Any);
    private static readonly Option<int?> s_csvInterval = TextOption.Create("--csv-interval", "frames averaged per CSV line; 60 gives one line per second [1]", "N", "a whole number from 1 to 10000000", Interval);
    private static readonly Option<string?> s_tensorBoard = TextOption.Create("--tensorboard", "write an event file for TensorBoard into a folder during the run", "DIR", "a path", OptionText.Any);

    internal static Command Create(ScenarioCatalogue catalogue)
    {
        Command command = new("run", "Run a scenario without a window, learn, and score the result.");
        AddTo(command, catalogue);
        return command;
    }

    internal static void AddTo(Command command, ScenarioCatalogue catalogue)
    {
        RunArguments.AddTo(command);
        foreach (Option option in (Option[])[ReportJson.Option, s_csv, s_csvInterval, s_tensorBoard, CommandArguments.Replay, SaveArguments.WriteDemonstrations, .. SaveArguments.All])
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed => Execute(parsed, catalogue));
    }

    private static int Execute(ParseResult parsed, ScenarioCatalogue catalogue)
    {
        SavedRun? resumed = SaveArguments.ReadResumed(parsed, RunArguments.FixedByResume, catalogue);
        RunOptions options = RunArguments.Read(parsed, resumed?.Options, catalogue);
        RecordedCommands? commands = CommandArguments.ReadReplay(parsed);
        Demonstrations? demonstrations = resumed is null && options.Demonstrations is { } shown ? InputFile.Read("--demonstrations", shown, Demonstrations.Load) : null;
        DemonstrationWriter? writer = SaveArguments.ReadDemonstrationWriter(parsed, SaveArguments.WriteDemonstrations);
        DistinctFiles files = new DistinctFiles().Reads("--config", RunArguments.ConfigOf(parsed)).Reads(CommandArguments.Replay.Name, commands?.Path).Reads("--demonstrations", options.Demonstrations);
        SaveOptions? save = SaveArguments.Read(parsed, files);
        string? json = parsed.GetValue(ReportJson.Option), csv = parsed.GetValue(s_csv);
        bool isJsonOnOutput = json == OutputFile.StandardOutput, isCsvOnOutput = csv == OutputFile.StandardOutput;
        if (isJsonOnOutput && isCsvOnOutput)
        {
            throw new UsageException("--csv: expected a file because --json uses standard output, received \"-\".");
        }

        files.Writes("--json", json).Writes("--csv", csv).Writes(SaveArguments.WriteDemonstrations.Name, writer?.Path);
        OutputFile.RequireWritable("--json", json);
        OutputFile.RequireWritable("--csv", csv);
        if (csv is null && parsed.GetResult(s_csvInterval) is not null)
        {
            throw new UsageException("--csv-interval: expected --csv as well, received none.");
        }

        using EventFile? events = OpenEvents(parsed.GetValue(s_tensorBoard), resumed?.Frame);

        // If a result goes to standard output, texts for people go to standard error.
        RunConsole console = new(options, isJsonOnOutput || isCsvOnOutput ? Console.Error : Console.Out);
        SaveArguments.ReportResumed(resumed, console.WriteLine);
        RunEvents? recorder = events is null ? null : new RunEvents(events, console.WriteLine);
        RunSaver? saver = save is null ? null : new RunSaver(options, save, console.WriteLine);
        using Interrupt interrupt = new();
        string? recorded = null;
        int left = 0;
        (RunReport report, RunRecord record) = console.Run(observer =>
        {
            HeadlessRunner runner = new(options, observer, recorder) { Resumed = resumed, Commands = commands, Saver = saver, Demonstrations = demonstrations, DemonstrationWriter = writer, Tell = console.WriteLine };
            RunReport result = runner.Run(interrupt.Token);
            (left, recorded) = (runner.CommandsLeft, runner.DemonstrationNote);
            return (result, runner.Record);
        });
        if (commands is not null)
        {
            int all = commands.Commands.Count;
            console.WriteLine(FormattableString.Invariant($"commands  {all - left:N0} of {all:N0} in {commands.Path} replayed{(left > 0 ? "; the others come after the last frame" : "")}"));
        }

        if (recorded is not null)
        {
            console.WriteLine(recorded);
        }

        console.Write(report, record);
        OutputFile.Write(json, ReportJson.Serialize(report));
        OutputFile.Write(csv, csv is null ? "" : FrameCsv.Format(record, parsed.GetValue(s_csvInterval) ?? 1, report.HeldOut is not null), "--csv");
        string?[] failures = [.. new[] { saver?.Failure, writer?.Failure, recorder?.Failure }.Where(failure => failure is not null)];
        if (failures.Length > 0)
        {
            throw new IOException(string.Join("; ", failures));
        }

        return interrupt.IsRequested ? ExitCode.Interrupted : ExitCode.Success;
    }

    private static EventFile? OpenEvents(string? folder, long? firstFrame)
    {
        try
        {
            return folder is null ? null : new EventFile(folder, TimeProvider.System, firstFrame);
        }
        catch (InvalidOperationException error)
        {
            throw new UsageException($"--tensorboard: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"--tensorboard: expected a writable folder, received \"{folder}\": {error.Message}", error);
        }
    }

    private static int? Interval(string text) => OptionText.Whole(text) is { } value and >= 1 and <= 10_000_000 ? value : null;
}
