using System.IO.Enumeration;

namespace NeuroAgents.Serialization;

/// <summary>
/// An atomic replacement of a file: after a crash of the process or the machine, the file is either the old one or the whole new one. The new file is written next to its
/// target, flushed to the disk and renamed over the target; then the folder is flushed. Older versions are kept as <c>FILE.1</c> (the newest), <c>FILE.2</c> and so on.
/// </summary>
/// <remarks>
/// <para>The path is made absolute first. A link stays a link: the file behind it is replaced, and the older versions are stored next to that file. Devices, pipes and descriptors
/// are written through, without older versions. On Unix the new file has the permissions of the old one (not in the netstandard2.1 build).</para>
/// <para>The temporary file next to the target is <c>FILE.RANDOM.tmp</c>, with 11 unpredictable characters, and never overwrites an existing file. Any number of
/// threads and processes may write to one path: readers always get a whole file, and the last writer's file stays. A crash leaves the temporary file behind; the first
/// write to the same target more than an hour later deletes it.</para>
/// </remarks>
public static class ReplacedFile
{
    /// <summary>Largest number of files that are kept.</summary>
    internal const int MaxGenerations = 9;
    private const string Extension = ".tmp";

    /// <summary>Number of letters and digits of <see cref="Path.GetRandomFileName"/>, without its dot.</summary>
    private const int RandomLength = 11;

    /// <summary>Age after which an unchanged temporary file counts as left by a crash.</summary>
    private static readonly TimeSpan s_abandoned = TimeSpan.FromHours(1);

    /// <summary>Replaces a file, or creates it.</summary>
    /// <param name="path">The target; its folder must exist.</param>
    /// <param name="write">Writes the content to the given stream.</param>
    /// <param name="generations">Number of files that are kept, including the new one: 1 to 9.</param>
    /// <exception cref="IOException">The file cannot be written or replaced; the old one is unchanged. <see cref="UnauthorizedAccessException"/> if permissions are missing.</exception>
    public static void Write(string path, Action<Stream> write, int generations = 1)
    {
        Diagnostics.Require.NotNull(write);
        Diagnostics.Require.InRange(generations, 1, MaxGenerations);
        Write(path, write, generations, new Disk());
    }

    /// <summary>Checks whether <see cref="Write(string, Action{Stream}, int)"/> can work, without changing the file. Devices and pipes are not opened.</summary>
    /// <param name="path">The target.</param>
    /// <exception cref="IOException">The file cannot be written. <see cref="UnauthorizedAccessException"/> if permissions are missing, or for a folder.</exception>
    public static void RequireWritable(string path)
    {
        string target = OutputPath.Resolve(path);
        if (OutputPath.IsStream(target))
        {
            RequireRights(target);
            return;
        }

        if (File.Exists(target) || Directory.Exists(target))
        {
            new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete).Dispose();
        }

        Disk disk = new();
        string temporary = Temporary(target);
        Create(temporary, target, disk).Dispose();
        TryDelete(temporary, disk);
    }

    /// <summary>Resolves the absolute path of the file that is replaced, behind all links.</summary>
    /// <param name="path">Any path.</param>
    /// <exception cref="IOException">The links form a cycle.</exception>
    public static string Resolve(string path) => OutputPath.Resolve(path);

    /// <summary>Returns whether a path leads to a device, a pipe or a descriptor, which are written through. Opens nothing.</summary>
    /// <param name="path">Any path.</param>
    /// <exception cref="IOException">The links form a cycle.</exception>
    public static bool IsStream(string path) => OutputPath.IsStream(OutputPath.Resolve(path));

    internal static void Write(string path, Action<Stream> write, int generations, Disk disk)
    {
        string target = OutputPath.Resolve(path);
        if (OutputPath.IsStream(target))
        {
            using FileStream through = OutputPath.Open(target);
            write(through);
            return;
        }

        // The temporary file is in the same folder, because a rename cannot cross file systems.
        string temporary = Temporary(target);
        Stream stream = Create(temporary, target, disk);
        try
        {
            using (stream)
            {
                CopyRights(target, temporary);
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
        DeleteAbandoned(target, disk);
    }

    /// <summary>Returns the path of a generation, 0 for the newest. Older generations are stored next to the file behind a link.</summary>
    internal static string Generation(string path, int generation)
        => generation == 0 ? path : $"{(OutputPath.IsLink(path) ? OutputPath.Resolve(path) : path)}.{generation}";

    /// <summary>Returns whether a file name is a <see cref="Temporary"/> name of a target.</summary>
    private static bool IsTemporary(ReadOnlySpan<char> name, ReadOnlySpan<char> target)
    {
        if (name.Length != target.Length + 1 + RandomLength + Extension.Length || !name.StartsWith(target, StringComparison.Ordinal)
            || name[target.Length] != '.' || !name.EndsWith(Extension.AsSpan(), StringComparison.Ordinal))
        {
            return false;
        }

        foreach (char c in name.Slice(target.Length + 1, RandomLength))
        {
            if (c is not (>= 'a' and <= 'z' or >= '0' and <= '5'))
            {
                return false;
            }
        }

        return true;
    }

    private static string Temporary(string target) => $"{target}.{Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal)}{Extension}";

    /// <summary>Creates the temporary file. Error messages name the target instead, which is the path the caller knows.</summary>
    private static Stream Create(string temporary, string target, Disk disk)
    {
        try
        {
            return disk.Create(temporary);
        }
        catch (Exception error) when (error.Message.Contains(temporary, StringComparison.Ordinal))
        {
            string message = error.Message.Replace(temporary, target, StringComparison.Ordinal);
            throw error switch
            {
                UnauthorizedAccessException => new UnauthorizedAccessException(message, error),
                DirectoryNotFoundException => new DirectoryNotFoundException(message, error),
                _ => new IOException(message, error),
            };
        }
    }

    /// <summary>Gives the new file the permissions of the old one before any content is written.</summary>
    private static void CopyRights(string target, string temporary)
    {
#if !NETSTANDARD2_1
        try
        {
            if (!OperatingSystem.IsWindows() && File.Exists(target))
            {
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The file system has no permissions.
        }
#endif
    }

    private static void RequireRights(string target)
    {
        if (UnixFiles.AreSupported && !UnixFiles.IsWritable(target))
        {
            throw new UnauthorizedAccessException($"Access to the path '{target}' is denied.");
        }
    }

    /// <summary>Renames the files, the oldest first, so that no file that must be kept is ever lost.</summary>
    private static void Rename(string temporary, string target, int generations, Disk disk)
    {
        bool keepsOld = generations > 1 && disk.Exists(target);
        for (int generation = generations - 1; generation > 1 && keepsOld; generation--)
        {
            MoveIfThere($"{target}.{generation - 1}", $"{target}.{generation}", disk);
        }

        if (keepsOld)
        {
            disk.Replace(temporary, target, $"{target}.1");
        }
        else
        {
            disk.Move(temporary, target);
        }
    }

    private static void MoveIfThere(string from, string to, Disk disk)
    {
        try
        {
            if (disk.Exists(from))
            {
                disk.Move(from, to);
            }
        }
        catch (FileNotFoundException)
        {
            // Another save of the same file has already moved it.
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
            // The caller gets the exception of the failed write, not this one.
        }
    }

    /// <summary>Deletes temporary files that crashes left next to the target. Ages are differences of the file system's own times.</summary>
    private static void DeleteAbandoned(string target, Disk disk)
    {
        try
        {
            DateTimeOffset now = File.GetLastWriteTimeUtc(target);
            string name = Path.GetFileName(target);
            FileSystemEnumerable<string> abandoned = new(
                Path.GetDirectoryName(target)!, (ref FileSystemEntry entry) => entry.ToFullPath(), new EnumerationOptions { AttributesToSkip = 0 })
            {
                ShouldIncludePredicate = (ref FileSystemEntry entry)
                    => !entry.IsDirectory && IsTemporary(entry.FileName, name) && now - entry.LastWriteTimeUtc > s_abandoned,
            };
            foreach (string path in abandoned)
            {
                disk.Delete(path);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The new file is complete; the next write tries again.
        }
    }
}
