namespace NeuroAgents.Serialization;

/// <summary>
/// A file that is either the old one or the whole new one, through a crash of the process and of the machine: written beside its target, flushed to the disk,
/// renamed over it, and the folder flushed. The older ones are kept as <c>FILE.1</c>, the newest of them, <c>FILE.2</c>, and so on.
/// </summary>
internal static class ReplacedFile
{
    /// <summary>The most files that are kept, and so looked for.</summary>
    internal const int MostGenerations = 9;

    /// <param name="path">The target; its folder must exist.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="generations">How many files are kept, the new one included.</param>
    /// <param name="disk">The operating system.</param>
    public static void Write(string path, Action<Stream> write, int generations, Disk disk)
    {
        string target = Path.GetFullPath(path);

        // In the same folder, because a rename does not cross file systems. Always under the same name: what a crash leaves behind, the next write takes.
        string temporary = $"{target}.tmp";
        Stream stream = disk.Create(temporary);
        try
        {
            using (stream)
            {
                write(stream);
                disk.Flush(stream);
            }

            Rename(temporary, target, generations, disk);
        }
        catch
        {
            TryDelete(temporary, disk);
            throw;
        }

        disk.FlushFolder(Path.GetDirectoryName(target)!);
    }

    /// <summary>The file of a generation, 0 for the newest.</summary>
    internal static string Generation(string path, int generation) => generation == 0 ? path : $"{path}.{generation}";

    /// <summary>The oldest goes first: at no moment is one lost that is to be kept.</summary>
    private static void Rename(string temporary, string target, int generations, Disk disk)
    {
        bool keepsOld = generations > 1 && disk.Exists(target);
        for (int generation = generations - 1; generation > 1 && keepsOld; generation--)
        {
            if (disk.Exists(Generation(target, generation - 1)))
            {
                disk.Move(Generation(target, generation - 1), Generation(target, generation));
            }
        }

        if (keepsOld)
        {
            disk.Replace(temporary, target, Generation(target, 1));
        }
        else
        {
            disk.Move(temporary, target);
        }
    }

    private static void TryDelete(string path, Disk disk)
    {
        try
        {
            disk.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What made the write fail is told, not this.
        }
    }
}
