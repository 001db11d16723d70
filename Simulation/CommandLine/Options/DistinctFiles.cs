using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>The files that a command line names. A file that is written, like each of its older generations, must differ from every other file.</summary>
internal sealed class DistinctFiles
{
    /// <summary>A target that accepts the output of any number of options.</summary>
    private const string NullDevice = "/dev/null";
    private static readonly StringComparer s_comparer = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
    private readonly List<(string Option, string[] Paths)> _files = [];

    /// <summary>Adds a file that is read; null for none.</summary>
    internal DistinctFiles Reads(string option, string? path) => Add(option, path, 1);

    /// <summary>Adds a file that is written; null for none.</summary>
    /// <param name="option">The option or argument that names the file.</param>
    /// <param name="path">Path of the file.</param>
    /// <param name="generations">Number of kept files: the path itself, and the path with <c>.1</c>, <c>.2</c> and so on.</param>
    /// <param name="over">An option whose file may be replaced; null for none.</param>
    /// <exception cref="UsageException">Another option names the same file.</exception>
    internal DistinctFiles Writes(string option, string? path, int generations = 1, string? over = null)
    {
        if (path is null or OutputFile.StandardOutput or NullDevice)
        {
            return this;
        }

        string[] paths = Family(path, generations);
        foreach ((string other, string[] taken) in _files)
        {
            if (other != over && paths.Intersect(taken, s_comparer).Any())
            {
                throw new UsageException($"{option}: expected a file other than that of {other}, received \"{path}\".");
            }
        }

        return Add(option, path, generations);
    }

    private DistinctFiles Add(string option, string? path, int generations)
    {
        // An empty path is refused by its reader.
        if (path is not (null or "" or OutputFile.StandardOutput))
        {
            _files.Add((option, Family(path, generations)));
        }

        return this;
    }

    private static string[] Family(string path, int generations)
    {
        string target;
        try
        {
            target = ReplacedFile.Resolve(path);
        }
        catch (IOException)
        {
            // The links form a cycle. The error is reported when the file is opened.
            target = path;
        }

        return [target, .. Enumerable.Range(1, generations - 1).Select(generation => $"{target}.{generation}")];
    }
}
