using System.Text;
using System.Text.Json;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Live;

/// <summary>The commands of a live run in their order, in memory and, where one is named, in a file: one JSON object per line, written as soon as the command was applied.</summary>
/// <remarks>A run that begins anew empties both. Thread-safe.</remarks>
public sealed class CommandLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<LiveCommand> _commands = [];
    private readonly FileStream? _file;

    /// <param name="path">The file; null for none. It is replaced.</param>
    /// <exception cref="IOException">The file cannot be written. <see cref="UnauthorizedAccessException"/> where rights are missing.</exception>
    public CommandLog(string? path = null)
    {
        Path = path;
        _file = path is null ? null : new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
    }

    /// <summary>The file; null for none.</summary>
    public string? Path { get; }

    /// <summary>The commands since the run began, each with its frame. Allocates a copy.</summary>
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

    /// <summary>Writes the commands so far to another file, which is replaced.</summary>
    /// <exception cref="IOException">The file cannot be written. <see cref="UnauthorizedAccessException"/> where rights are missing.</exception>
    public RecordedCommands Save(string path)
    {
        IReadOnlyList<LiveCommand> commands = Commands;
        ReplacedFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(string.Concat(commands.Select(Line)))));
        return new RecordedCommands(path, commands);
    }

    /// <summary>The commands so far, as the file of the log has them.</summary>
    /// <exception cref="InvalidOperationException">The log has no file.</exception>
    public RecordedCommands Recorded() => new(Path ?? throw new InvalidOperationException("log: expected one with a file, received one in memory."), Commands);

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    /// <summary>Another run begins.</summary>
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

    /// <summary>Adds a command that was applied.</summary>
    /// <param name="command">The command.</param>
    /// <param name="frame">Number of the next frame.</param>
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

    /// <summary>The frame comes first, as people read a log.</summary>
    private static string Line(LiveCommand command)
    {
        string json = JsonSerializer.Serialize(command with { Frame = null }, LiveCommandJson.Default.LiveCommand);
        return FormattableString.Invariant($"{{\"frame\":{command.Frame},{json[1..]}\n");
    }
}
