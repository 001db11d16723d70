using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>Files that are named on the command line.</summary>
public static class InputFile
{
    private const int LongestNote = 4000;

    /// <summary>Reads a file. Faults of its content are the reader's own exceptions.</summary>
    /// <param name="argument">The option or argument that names it.</param>
    /// <param name="path">The file.</param>
    /// <param name="read">Reads it.</param>
    /// <exception cref="UsageException">It cannot be opened.</exception>
    public static T Read<T>(string argument, string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException && Directory.Exists(path))
        {
            throw new UsageException($"{argument}: expected a file that can be read, given the folder \"{path}\".", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"{argument}: expected a file that can be read, given \"{path}\": {error.Message}", error);
        }
    }

    /// <summary>Says why newer files than the one that was read were passed over.</summary>
    /// <param name="passed">The reasons, each with its file.</param>
    /// <param name="origin">The file that was read.</param>
    /// <param name="tell">Takes a line each.</param>
    public static void Tell(IReadOnlyList<string> passed, string origin, Action<string> tell)
    {
        foreach (string reason in passed)
        {
            tell(Excerpt.OneLine($"note: {reason.TrimEnd('.')}; {origin} is used instead", LongestNote));
        }
    }
}
