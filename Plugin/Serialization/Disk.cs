using System.Runtime.InteropServices;

namespace NeuroAgents.Serialization;

/// <summary>What saving asks of the operating system, step by step: tests put another in its place that records the steps and lets them fail.</summary>
internal class Disk
{
    /// <summary>Opens a file for writing, emptied, or new; nobody else may have it open.</summary>
    internal virtual Stream Create(string path) => new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);

    /// <summary>Waits until what was written lies on the disk and not in the system's memory alone.</summary>
    internal virtual void Flush(Stream file) => ((FileStream)file).Flush(flushToDisk: true);

    internal virtual bool Exists(string path) => File.Exists(path);

    internal virtual void Delete(string path) => File.Delete(path);

    /// <summary>Renames a file over another.</summary>
    internal virtual void Move(string from, string to)
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

    /// <summary>Renames a file over another, whose old content gets the name <paramref name="backup"/>: there is a whole file under the target's name all the while.</summary>
    internal virtual void Replace(string from, string to, string backup)
    {
        try
        {
            File.Replace(from, to, backup);
        }
        catch (Exception error) when (error is IOException or PlatformNotSupportedException)
        {
            // File systems without hard links, such as those of memory cards: for a moment there is only the backup, which readers find.
            Move(to, backup);
            Move(from, to);
        }
    }

    /// <summary>Waits until the names in a folder lie on the disk. Windows does that with the rename; elsewhere .NET has nothing for it.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    internal virtual void FlushFolder(string path)
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Linux) || RuntimeInformation.IsOSPlatform(OSPlatform.OSX))
        {
            UnixFolder.Flush(path);
        }
    }

    private static class UnixFolder
    {
        private const int ReadOnly = 0;

        /// <summary>EINVAL: the file system has no such thing as flushing a folder.</summary>
        private const int NotSupported = 22;

        internal static void Flush(string path)
        {
            int folder = Open(System.Text.Encoding.UTF8.GetBytes(path + '\0'), ReadOnly);
            if (folder < 0)
            {
                throw Failure(path);
            }

            try
            {
                if (Synchronize(folder) < 0 && Marshal.GetLastWin32Error() != NotSupported)
                {
                    throw Failure(path);
                }
            }
            finally
            {
                _ = Close(folder);
            }
        }

        private static IOException Failure(string path)
            => new($"{path}: expected a folder that can be flushed to the disk, received error {Marshal.GetLastWin32Error()} of the system.");

        [DllImport("libc", EntryPoint = "open", SetLastError = true)]
        private static extern int Open(byte[] path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        private static extern int Synchronize(int file);

        [DllImport("libc", EntryPoint = "close")]
        private static extern int Close(int file);
    }
}
