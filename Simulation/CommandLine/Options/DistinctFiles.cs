using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>The files that a command line names: one that is written must be none that is read or written too, older generations included.</summary>
internal sealed class DistinctFiles
{
    /// <summary>A target that accepts the output of any number of options.</summary>
    private const string NullDevice = "/dev/null";
    private static readonly StringComparer s_comparer = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
    private readonly List<(string Option, string[] Paths)> _files = [];

    /// <summary>A file that is read; null for none.</summary>
    internal DistinctFiles Reads(string option, string? path) => Add(option, path, 1);

    /// <summary>A file that is written; null for none.</summary>
    /// <param name="option">What names it.</param>
    /// <param name="path">The file.</param>
    /// <param name="generations">How many are kept of it: the path, and with <c>.1</c> and so on behind it.</param>
    /// <param name="over">The option whose file it may take the place of.</param>
    /// <exception cref="UsageException">Another option has it.</exception>
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
                throw new UsageException($"{option}: expected another file than that of {other}, given \"{path}\".");
            }
        }

        return Add(option, path, generations);
    }

    private DistinctFiles Add(string option, string? path, int generations)
    {
        // What is empty is no path: its reader says so.
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
            // The links form a cycle, which is reported when the file is opened.
            target = path;
        }

        return [target, .. Enumerable.Range(1, generations - 1).Select(generation => $"{target}.{generation}")];
    }
}
