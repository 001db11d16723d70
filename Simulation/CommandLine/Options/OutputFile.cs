using System.Text;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Saving;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>
/// The output of results to a file or to standard output. As in <see cref="ReplacedFile"/>, files are replaced atomically, also behind links, and devices
/// and pipes are written directly.
/// </summary>
public static class OutputFile
{
    /// <summary>The path that means standard output.</summary>
    public const string StandardOutput = "-";

    /// <summary>Checks whether a file can be written, before the work whose result goes there. An existing file is not changed, and a device or pipe is not opened.</summary>
    /// <param name="option">The option that names the file.</param>
    /// <param name="path">Path of the file; null for none.</param>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    public static void RequireWritable(string option, string? path)
    {
        if (path is null or StandardOutput)
        {
            return;
        }

        if (Directory.Exists(path))
        {
            throw new UsageException($"{option}: expected a writable file, received the folder \"{path}\".");
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

    /// <summary>Writes a text and an end of line; does nothing for a null path.</summary>
    /// <exception cref="IOException">The file cannot be written; the message names the option.</exception>
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

    /// <summary>Writes a file through a function that receives the stream.</summary>
    /// <exception cref="IOException">The file cannot be written; the message names the option.</exception>
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

    /// <summary>Calls a function that itself replaces the file atomically.</summary>
    /// <exception cref="IOException">The file cannot be written; the message names the option.</exception>
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

    /// <summary>Returns standard output or error if the path leads to one of them, otherwise null. Opening such a path again would overwrite a redirected file from its start.</summary>
    private static Stream? Descriptor(string path)
    {
        string target = ReplacedFile.Resolve(path), own = $"/proc/{Environment.ProcessId}/fd/";
        return target == own + "1" ? Console.OpenStandardOutput() : target == own + "2" ? Console.OpenStandardError() : null;
    }

    private static string Describe(string option, string path, Exception error)
        => $"{option}: expected a writable file, received \"{path}\": {error.Message}";
}
