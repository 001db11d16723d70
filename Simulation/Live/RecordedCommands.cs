using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.Live;

/// <summary>The commands of a file that a <see cref="CommandLog"/> or a person wrote, to be replayed in a run.</summary>
public sealed class RecordedCommands
{
    private readonly IReadOnlyList<int> _lines;

    internal RecordedCommands(string path, IReadOnlyList<LiveCommand> commands, IReadOnlyList<int>? lines = null)
        => (Path, Commands, _lines) = (path, commands, lines ?? [.. Enumerable.Range(1, commands.Count)]);

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>The commands in their order, each with its frame.</summary>
    public IReadOnlyList<LiveCommand> Commands { get; }

    /// <summary>Reads a file. Empty lines are skipped.</summary>
    /// <exception cref="OptionsFormatException">A line is not a command, has an unknown key or a bad value, or its frame is missing or lower than that of the line before.</exception>
    /// <exception cref="IOException">The file cannot be read. <see cref="UnauthorizedAccessException"/> where rights are missing.</exception>
    public static RecordedCommands Read(string path)
    {
        List<LiveCommand> commands = [];
        List<int> lines = [];
        int number = 0;
        long minFrame = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            string origin = Origin(path, number);
            LiveCommand command = StrictJson.Read(line, LiveCommandJson.Default.LiveCommand, origin);
            if (!(command.Frame >= minFrame))
            {
                string expected = minFrame == 0 ? "the number of a frame, from 0" : FormattableString.Invariant($"{minFrame} or more, because frames ascend");
                throw new OptionsFormatException(origin, "frame", expected, command.Frame is { } frame ? FormattableString.Invariant($"{frame}") : "none");
            }

            minFrame = command.Frame.Value;
            commands.Add(command);
            lines.Add(number);
        }

        return new RecordedCommands(path, commands, lines);
    }

    internal string Origin(int command) => Origin(Path, _lines[command]);

    private static string Origin(string path, int line) => FormattableString.Invariant($"\"{path}\" line {line}");
}

/// <summary>A replay of recorded commands in one run, each before its recorded frame.</summary>
internal sealed class CommandReplay
{
    private readonly RecordedCommands _recorded;
    private int _next;

    /// <summary>Checks all commands against the run.</summary>
    /// <param name="recorded">The commands.</param>
    /// <param name="run">The run, before its first frame.</param>
    /// <exception cref="SettingException">The run starts after the first command's frame or lacks what a command needs. The message names file and line.</exception>
    internal CommandReplay(RecordedCommands recorded, SimulationRun run)
    {
        _recorded = recorded;
        for (int i = 0; i < recorded.Commands.Count; i++)
        {
            LiveCommand command = recorded.Commands[i];
            if (command.Frame < run.Frame.Number)
            {
                throw new SettingException(FormattableString.Invariant($"{recorded.Origin(i)}: frame: expected {run.Frame.Number} or more, because the run starts there, received {command.Frame}."));
            }

            Try(i, () => command.Require(run));
        }
    }

    /// <summary>Number of commands that are not yet applied.</summary>
    internal int Left => _recorded.Commands.Count - _next;

    /// <summary>Returns whether a command is due before a frame.</summary>
    internal bool IsDue(long frame) => _next < _recorded.Commands.Count && _recorded.Commands[_next].Frame <= frame;

    /// <summary>Applies all commands that are due before the next frame.</summary>
    /// <param name="run">The run, between two frames.</param>
    /// <param name="apply">Applies a command.</param>
    /// <exception cref="SettingException">A command cannot be applied. The message names file and line.</exception>
    internal void Apply(SimulationRun run, Action<LiveCommand> apply)
    {
        for (; IsDue(run.Frame.Number); _next++)
        {
            Try(_next, () => apply(_recorded.Commands[_next]));
        }
    }

    /// <summary>Applies all commands that are due before the next frame, without an observer.</summary>
    internal void Apply(SimulationRun run) => Apply(run, command => command.Apply(run));

    private void Try(int command, Action act)
    {
        try
        {
            act();
        }
        catch (Exception error) when (LiveCommand.IsRefusal(error))
        {
            throw new SettingException($"{_recorded.Origin(command)}: {MessageOf(error)}");
        }
    }

    /// <summary>Returns the message on one line, without the parameter and the value that the framework appends.</summary>
    internal static string MessageOf(Exception error)
    {
        string message = error.Message.ReplaceLineEndings(" ");
        int end = error is ArgumentException { ParamName: { } name } ? message.IndexOf($" (Parameter '{name}')", StringComparison.Ordinal) : -1;
        return end < 0 ? message : message[..end];
    }
}
