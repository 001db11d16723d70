namespace NeuroAgents.Simulation.CommandLine;

/// <summary>Results that go to a file or to standard output.</summary>
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
            throw new UsageException($"{option}: expected a file that can be written, given \"{path}\": {error.Message}", error);
        }
    }

    /// <summary>Writes a text; nothing if there is no path.</summary>
    internal static void Write(string? path, string text)
    {
        if (path == StandardOutput)
        {
            Console.Out.WriteLine(text);
        }
        else if (path is not null)
        {
            File.WriteAllText(path, text + "\n");
        }
    }
}
