using System.Text;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Saving;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>
/// Results that go to a file or to standard output, by the rule of <see cref="ReplacedFile"/>: files are replaced atomically, also behind links, and devices
/// and pipes are written through.
/// </summary>
public static class OutputFile
{
    /// <summary>The path that stands for standard output.</summary>
    public const string StandardOutput = "-";

    /// <summary>Checks before the work whether the result can be written after it. An existing file is not changed; a device or pipe is not opened.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">The file; null for none.</param>
    /// <exception cref="UsageException">It cannot be written.</exception>
    public static void RequireWritable(string option, string? path)
    {
        if (path is null or StandardOutput)
        {
            return;
        }

        if (Directory.Exists(path))
        {
            throw new UsageException($"{option}: expected a file that can be written, given the folder \"{path}\".");
        }

        try
        {
            if (Descriptor(path) is null)
            {
                ReplacedFile.RequireWritable(path);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException(Describe(option, path, error), error);
        }
    }

    /// <summary>Writes a text and an end of line; nothing if there is no path.</summary>
    /// <exception cref="IOException">It cannot be written; the message names the option.</exception>
    internal static void Write(string? path, string text, string option = "--json")
    {
        if (path == StandardOutput)
        {
            Try(option, path, () => BlockingWrite.Run(() => Console.Out.WriteLine(text)));
        }
        else if (path is not null)
        {
            Write(option, path, stream => stream.Write(Encoding.UTF8.GetBytes(text + "\n")));
        }
    }

    /// <summary>Writes what gives its bytes to a stream.</summary>
    /// <exception cref="IOException">As for the other.</exception>
    internal static void Write(string option, string path, Action<Stream> write) => Save(option, path, target =>
    {
        if (Descriptor(target) is { } console)
        {
            using (console)
            {
                write(console);
            }
        }
        else
        {
            ReplacedFile.Write(target, write);
        }
    });

    /// <summary>Runs a write that follows the rule by itself.</summary>
    /// <exception cref="IOException">As for the others.</exception>
    internal static void Save(string option, string path, Action<string> save) => Try(option, path, () => BlockingWrite.Run(path, () => save(path)));

    private static void Try(string option, string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException(Describe(option, path, error), error);
        }
    }

    /// <summary>Finds standard output or error behind a path. Opening the path again would overwrite a redirected file from its start.</summary>
    private static Stream? Descriptor(string path)
    {
        string target = ReplacedFile.Resolve(path), own = $"/proc/{Environment.ProcessId}/fd/";
        return target == own + "1" ? Console.OpenStandardOutput() : target == own + "2" ? Console.OpenStandardError() : null;
    }

    private static string Describe(string option, string path, Exception error)
        => $"{option}: expected a file that can be written, given \"{path}\": {error.Message}";
}
