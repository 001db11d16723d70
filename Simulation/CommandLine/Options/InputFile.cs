using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>The input files that a command line names.</summary>
public static class InputFile
{
    private const int MaxNoteLength = 4000;

    /// <summary>Reads a file. If the content is wrong, the reader's own exception is thrown.</summary>
    /// <param name="argument">The option or argument that names the file.</param>
    /// <param name="path">Path of the file.</param>
    /// <param name="read">Reads the file.</param>
    /// <exception cref="UsageException">The file cannot be opened.</exception>
    public static T Read<T>(string argument, string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException && Directory.Exists(path))
        {
            throw new UsageException($"{argument}: expected a readable file, received the folder \"{path}\".", error);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException && !File.Exists(path))
        {
            throw new UsageException($"{argument}: expected a readable file, received \"{path}\", which does not exist.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"{argument}: expected a readable file, received \"{path}\": {error.Message}", error);
        }
    }

    /// <summary>Reports why files newer than the one that was read were skipped, one line each.</summary>
    /// <param name="skipped">The reasons, each with its file.</param>
    /// <param name="origin">The file that was read.</param>
    /// <param name="writeLine">Receives one line per reason.</param>
    public static void ReportSkipped(IReadOnlyList<string> skipped, string origin, Action<string> writeLine)
    {
        foreach (string reason in skipped)
        {
            writeLine(Excerpt.OneLine($"note: {reason.TrimEnd('.')}; {origin} is used instead", MaxNoteLength));
        }
    }
}
