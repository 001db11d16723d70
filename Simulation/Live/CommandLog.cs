using System.Text;
using System.Text.Json;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Live;

/// <summary>A log of the commands of a live run, in memory and optionally in a file: one JSON object per line, written as soon as its command was applied.</summary>
/// <remarks>A restart of the run empties the log and its file. Thread-safe.</remarks>
public sealed class CommandLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<LiveCommand> _commands = [];
    private readonly FileStream? _file;

    /// <summary>Creates an empty log.</summary>
    /// <param name="path">Path of the file, which is replaced; null to log in memory only.</param>
    /// <exception cref="IOException">The file cannot be written. <see cref="UnauthorizedAccessException"/> where rights are missing.</exception>
    public CommandLog(string? path = null)
    {
        Path = path;
        _file = path is null ? null : new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
    }

    /// <summary>Path of the file; null for a log in memory.</summary>
    public string? Path { get; }

    /// <summary>The commands since the start of the run, each with its frame. Allocates a copy.</summary>
    public IReadOnlyList<LiveCommand> Commands
    {
        get
        {
            lock (_gate)
            {
                return [.. _commands];
            }
        }
    }

    /// <summary>Writes the commands so far to another file, which is replaced, and returns them.</summary>
    /// <exception cref="IOException">The file cannot be written. <see cref="UnauthorizedAccessException"/> where rights are missing.</exception>
    public RecordedCommands Save(string path)
    {
        IReadOnlyList<LiveCommand> commands = Commands;
        ReplacedFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(string.Concat(commands.Select(Line)))));
        return new RecordedCommands(path, commands);
    }

    /// <summary>Returns the commands so far, with the path of the log's file.</summary>
    /// <exception cref="InvalidOperationException">The log has no file.</exception>
    public RecordedCommands Recorded() => new(Path ?? throw new InvalidOperationException("log: expected a log with a file, received one in memory."), Commands);

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    /// <summary>Empties the log and its file, because a run starts.</summary>
    internal void Begin()
    {
        lock (_gate)
        {
            _commands.Clear();
            if (_file is { CanSeek: true })
            {
                _file.SetLength(0);
            }
        }
    }

    /// <summary>Appends a command that was applied.</summary>
    /// <param name="command">The command.</param>
    /// <param name="frame">Number of the frame that follows the command.</param>
    internal void Add(LiveCommand command, long frame)
    {
        LiveCommand logged = command with { Frame = frame, Text = null };
        lock (_gate)
        {
            _commands.Add(logged);
            _file?.Write(Encoding.UTF8.GetBytes(Line(logged)));
            _file?.Flush();
        }
    }

    /// <summary>Returns the command as a line of JSON with the frame first, where people look for it.</summary>
    private static string Line(LiveCommand command)
    {
        string json = JsonSerializer.Serialize(command with { Frame = null }, LiveCommandJson.Default.LiveCommand);
        return FormattableString.Invariant($"{{\"frame\":{command.Frame},{json[1..]}\n");
    }
}
