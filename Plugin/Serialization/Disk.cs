namespace NeuroAgents.Serialization;

/// <summary>The file operations of a save, one method per step. Tests override them to record the steps and let them fail.</summary>
internal class Disk
{
    /// <summary>Creates a new file for writing, without sharing. Never follows a link.</summary>
    /// <exception cref="IOException">The name is already taken.</exception>
    internal virtual Stream Create(string path) => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);

    /// <summary>Waits until the written content is stored on the disk, not only in the system's memory.</summary>
    internal virtual void Flush(Stream file) => ((FileStream)file).Flush(flushToDisk: true);

    internal virtual bool Exists(string path) => File.Exists(path);

    internal virtual void Delete(string path) => File.Delete(path);

    /// <summary>Renames a file over another.</summary>
    internal virtual void Move(string from, string to) => Rename(from, to);

    /// <summary>Renames a file over another and keeps the other's old content as <paramref name="backup"/>. The target is a whole file at every moment.</summary>
    internal virtual void Replace(string from, string to, string backup)
    {
        if (!UnixFiles.AreSupported)
        {
            try
            {
                File.Replace(from, to, backup);
                return;
            }
            catch (Exception error) when (error is IOException or PlatformNotSupportedException)
            {
                // Some file systems, such as those of memory cards, have no hard links. The copy below replaces the link.
            }
        }

        File.Delete(backup);
        if (!TryLink(to, backup))
        {
            Copy(to, backup);
        }

        Rename(from, to);
    }

    /// <summary>Gives a file a second name, if the file system supports hard links.</summary>
    internal virtual bool TryLink(string path, string name) => UnixFiles.AreSupported && UnixFiles.TryLink(path, name);

    /// <summary>Waits until the names in a folder are stored on the disk. On Windows the rename does this; on Unix .NET has no method for it.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    internal virtual void FlushFolder(string path)
    {
        if (UnixFiles.AreSupported)
        {
            UnixFiles.FlushFolder(path);
        }
    }

    private static void Rename(string from, string to)
    {
#if NETSTANDARD2_1
        if (File.Exists(to))
        {
            File.Replace(from, to, destinationBackupFileName: null);
        }
        else
        {
            File.Move(from, to);
        }
#else
        File.Move(from, to, overwrite: true);
#endif
    }

    private static void Copy(string path, string copy)
    {
        try
        {
            File.Copy(path, copy, overwrite: true);
        }
        catch (FileNotFoundException)
        {
            // The file was deleted meanwhile, so there is no old version to keep.
            return;
        }

        using FileStream stream = new(copy, FileMode.Open, FileAccess.Write);
        stream.Flush(flushToDisk: true);
    }
}
