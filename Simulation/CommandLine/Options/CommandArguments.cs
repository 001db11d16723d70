using System.CommandLine;
using NeuroAgents.Simulation.Live;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>The options for commands of live runs. The viewer logs commands; <c>run</c> and the viewer replay them.</summary>
public static class CommandArguments
{
    /// <summary><c>--log-commands</c>: the file for the viewer's commands.</summary>
    public static Option<string?> Log { get; } = TextOption.Create("--log-commands", "log live changes, one per line, for --replay-commands", "FILE", "a path", OptionText.Any);

    /// <summary><c>--replay-commands</c>: the file of commands to replay.</summary>
    public static Option<string?> Replay { get; } = TextOption.Create("--replay-commands", "replay the commands of a log, each at its recorded frame", "FILE", "a path", OptionText.Any);

    /// <summary>Reads the commands to replay; null without <see cref="Replay"/>.</summary>
    /// <exception cref="UsageException">The file cannot be opened.</exception>
    /// <exception cref="Serialization.OptionsFormatException">A line is not a command.</exception>
    public static RecordedCommands? ReadReplay(ParseResult parsed) => parsed.GetValue(Replay) is { } path ? InputFile.Read(Replay.Name, path, RecordedCommands.Read) : null;

    /// <summary>Returns the path for the log; null without <see cref="Log"/>.</summary>
    /// <exception cref="UsageException">The file cannot be written, or it is the file that is replayed.</exception>
    public static string? ReadLog(ParseResult parsed)
    {
        string? log = parsed.GetValue(Log);
        new DistinctFiles().Reads(Replay.Name, parsed.GetValue(Replay)).Writes(Log.Name, log);
        OutputFile.RequireWritable(Log.Name, log == OutputFile.StandardOutput ? throw new UsageException("--log-commands: expected a file, received \"-\".") : log);
        return log;
    }
}
