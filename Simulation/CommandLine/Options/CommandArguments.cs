using System.CommandLine;
using NeuroAgents.Simulation.Live;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>The options for commands of live runs: <c>run</c> and the viewer play recorded ones again, the viewer logs them.</summary>
public static class CommandArguments
{
    /// <summary>The log of the viewer's commands.</summary>
    public static Option<string?> Log { get; } = TextOption.Create("--log-commands", "log what is changed live, a line each, for --replay-commands", "FILE", "a path", OptionText.Any);

    /// <summary>Recorded commands to play again.</summary>
    public static Option<string?> Replay { get; } = TextOption.Create("--replay-commands", "apply the commands of such a log again, each before its frame", "FILE", "a path", OptionText.Any);

    /// <summary>The recorded commands; null for none.</summary>
    /// <exception cref="UsageException">The file can't be opened.</exception>
    /// <exception cref="Serialization.OptionsFormatException">A line is no command.</exception>
    public static RecordedCommands? ReadReplay(ParseResult parsed) => parsed.GetValue(Replay) is { } path ? InputFile.Read(Replay.Name, path, RecordedCommands.Read) : null;

    /// <summary>The file for the log; null for none.</summary>
    /// <exception cref="UsageException">It can't be written, or it is the file that is replayed.</exception>
    public static string? ReadLog(ParseResult parsed)
    {
        string? log = parsed.GetValue(Log);
        new DistinctFiles().Reads(Replay.Name, parsed.GetValue(Replay)).Writes(Log.Name, log);
        OutputFile.RequireWritable(Log.Name, log == OutputFile.StandardOutput ? throw new UsageException("--log-commands: expected a file, received \"-\".") : log);
        return log;
    }
}
