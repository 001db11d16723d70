using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.Live;

/// <summary>The commands of a file that a <see cref="CommandLog"/> or a person wrote, for a run that plays them again.</summary>
public sealed class RecordedCommands
{
    private readonly IReadOnlyList<int> _lines;

    internal RecordedCommands(string path, IReadOnlyList<LiveCommand> commands, IReadOnlyList<int>? lines = null)
        => (Path, Commands, _lines) = (path, commands, lines ?? [.. Enumerable.Range(1, commands.Count)]);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The commands in their order, each with its frame.</summary>
    public IReadOnlyList<LiveCommand> Commands { get; }

    /// <summary>Reads a file. Empty lines are skipped.</summary>
    /// <exception cref="OptionsFormatException">A line is no command, has an unknown key or a bad value, or its frame is missing or lower than that of the line before.</exception>
    /// <exception cref="IOException">The file cannot be read. <see cref="UnauthorizedAccessException"/> where rights are missing.</exception>
    public static RecordedCommands Read(string path)
    {
        List<LiveCommand> commands = [];
        List<int> lines = [];
        int number = 0;
        long least = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            string origin = Origin(path, number);
            LiveCommand command = StrictJson.Read(line, LiveCommandJson.Default.LiveCommand, origin);
            if (!(command.Frame >= least))
            {
                string expected = least == 0 ? "the number of a frame, from 0" : FormattableString.Invariant($"{least} or more, as frames ascend");
                throw new OptionsFormatException(origin, "frame", expected, command.Frame is { } frame ? FormattableString.Invariant($"{frame}") : "none");
            }

            least = command.Frame.Value;
            commands.Add(command);
            lines.Add(number);
        }

        return new RecordedCommands(path, commands, lines);
    }

    internal string Origin(int command) => Origin(Path, _lines[command]);

    private static string Origin(string path, int line) => FormattableString.Invariant($"\"{path}\" line {line}");
}

/// <summary>Plays recorded commands again in one run, each before its frame.</summary>
internal sealed class CommandReplay(RecordedCommands recorded)
{
    private int _next;

    /// <summary>Number of commands that were not applied yet.</summary>
    internal int Left => recorded.Commands.Count - _next;

    /// <summary>Whether a command comes before a frame.</summary>
    internal bool IsDue(long frame) => _next < recorded.Commands.Count && recorded.Commands[_next].Frame <= frame;

    /// <summary>Applies all commands that come before the next frame.</summary>
    /// <param name="run">The run, between two frames.</param>
    /// <param name="apply">Applies a command.</param>
    /// <exception cref="SettingException">A command can't be applied, or belongs before a frame that the run has left behind; the message names file and line.</exception>
    internal void Apply(SimulationRun run, Action<LiveCommand> apply)
    {
        for (; IsDue(run.Frame.Number); _next++)
        {
            LiveCommand command = recorded.Commands[_next];
            if (command.Frame < run.Frame.Number)
            {
                throw new SettingException(FormattableString.Invariant($"{recorded.Origin(_next)}: frame: expected {run.Frame.Number} or more, where the run begins, received {command.Frame}."));
            }

            try
            {
                apply(command);
            }
            catch (Exception error) when (LiveCommand.IsRefusal(error))
            {
                throw new SettingException($"{recorded.Origin(_next)}: {MessageOf(error)}");
            }
        }
    }

    /// <summary>Applies them without an observer.</summary>
    internal void Apply(SimulationRun run) => Apply(run, command => command.Apply(run));

    /// <summary>The message in one line, without the name of an internal parameter.</summary>
    internal static string MessageOf(Exception error)
    {
        string message = error.Message.ReplaceLineEndings(" ");
        return error is ArgumentException { ParamName: { } name } ? message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : message;
    }
}
