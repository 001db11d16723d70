using System.Text;

namespace NeuroAgents.Simulation.CommandLine;

/// <summary>Results that go to a file or to standard output. A file is written whole or not at all: what the disk refuses leaves the old one as it was.</summary>
internal static class OutputFile
{
    internal const string StandardOutput = "-";

    /// <summary>Finds out before the work whether the result can be kept after it. An existing file is not changed.</summary>
    internal static void RequireWritable(string option, string? path)
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
            bool existed = File.Exists(path);
            File.Open(path, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
            if (!existed)
            {
                File.Delete(path);
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
            Try(option, path, () => Console.Out.WriteLine(text));
        }
        else if (path is not null)
        {
            Write(option, path, stream => stream.Write(Encoding.UTF8.GetBytes(text + "\n")));
        }
    }

    /// <summary>Writes what gives its bytes to a stream.</summary>
    /// <exception cref="IOException">As for the other.</exception>
    internal static void Write(string option, string path, Action<Stream> write) => Try(option, path, () =>
    {
        if (IsReplaced(path))
        {
            Replace(path, write);
        }
        else
        {
            using FileStream stream = new(path, FileMode.Create, FileAccess.Write);
            write(stream);
        }
    });

    /// <summary>Has something written that replaces its file whole or not at all by itself.</summary>
    /// <exception cref="IOException">As for the others.</exception>
    internal static void Save(string option, string path, Action<string> save) => Try(option, path, () => save(path));

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

    /// <summary>Devices and pipes, which have no length, and what the system lists under other names are written where they are; so is an empty file, which has nothing to lose.</summary>
    private static bool IsReplaced(string path)
    {
        string full = Path.GetFullPath(path);
        bool isSystems = !OperatingSystem.IsWindows() && (full.StartsWith("/dev/", StringComparison.Ordinal) || full.StartsWith("/proc/", StringComparison.Ordinal));
        return !isSystems && (!File.Exists(path) || new FileInfo(Target(path)).Length > 0);
    }

    private static void Replace(string path, Action<Stream> write)
    {
        string target = Target(path), temporary = $"{target}.tmp";
        try
        {
            using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }

            throw;
        }
    }

    /// <summary>Behind a link, the file that it leads to: the link stays one.</summary>
    internal static string Target(string path)
        => new FileInfo(path).LinkTarget is null ? Path.GetFullPath(path) : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

    private static string Describe(string option, string path, Exception error)
        => $"{option}: expected a file that can be written, given \"{path}\": {error.Message}";
}
