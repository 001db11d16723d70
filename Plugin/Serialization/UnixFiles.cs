using System.Runtime.InteropServices;
using System.Text;

namespace NeuroAgents.Serialization;

/// <summary>System calls of Linux and macOS without a .NET equivalent.</summary>
internal static class UnixFiles
{
    private const int Missing = 2;
    private const int Exists = 17;
    private const int NotSupported = 22;
    private const int MaxPathLength = 4096;

    /// <summary>Whether the system has these calls.</summary>
    internal static bool AreSupported => RuntimeInformation.IsOSPlatform(OSPlatform.Linux) || RuntimeInformation.IsOSPlatform(OSPlatform.OSX);

    /// <summary>Reads the text of a symbolic link; null for anything else.</summary>
    internal static string? ReadLink(string path)
    {
        byte[] text = new byte[MaxPathLength];
        long length = Native.ReadLink(Terminated(path), text, text.Length);
        return length > 0 ? Encoding.UTF8.GetString(text, 0, (int)length) : null;
    }

    /// <summary>Resolves all links in a path, as the system does; null if there is no such file.</summary>
    internal static string? RealPath(string path)
    {
        byte[] real = new byte[MaxPathLength + 1];
        return Native.RealPath(Terminated(path), real) == IntPtr.Zero ? null : Encoding.UTF8.GetString(real, 0, Array.IndexOf(real, (byte)0));
    }

    /// <summary>Reads type and permissions of a file behind all links; null if it is missing or the system does not give them.</summary>
    internal static int? Mode(string path)
    {
        const int CurrentFolder = -100;
        const uint Type = 1;
        const int ModeOffset = 28;
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
        {
            return null;
        }

        try
        {
            byte[] status = new byte[256];
            return Native.Status(CurrentFolder, Terminated(path), 0, Type, status) == 0 ? MemoryMarshal.Read<ushort>(status.AsSpan(ModeOffset)) : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Returns whether this process may write to a file, without opening it.</summary>
    internal static bool IsWritable(string path)
    {
        const int Write = 2;
        return Native.Access(Terminated(path), Write) == 0;
    }

    /// <summary>Gives a file a second name, a hard link.</summary>
    /// <returns>Whether the file has the second name or no longer exists; false if the file system has no hard links.</returns>
    internal static bool TryLink(string path, string name)
        => Native.Link(Terminated(path), Terminated(name)) == 0 || Marshal.GetLastWin32Error() is Exists or Missing;

    /// <summary>Waits until the names in a folder are stored on the disk.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    internal static void FlushFolder(string path)
    {
        int folder = Native.Open(Terminated(path), 0);
        if (folder < 0)
        {
            throw Failure(path);
        }

        try
        {
            if (Native.Synchronize(folder) < 0 && Marshal.GetLastWin32Error() != NotSupported)
            {
                throw Failure(path);
            }
        }
        finally
        {
            _ = Native.Close(folder);
        }
    }

    private static IOException Failure(string path)
        => new($"{path}: expected a folder that can be flushed to the disk, received error {Marshal.GetLastWin32Error()} of the system.");

    private static byte[] Terminated(string path) => Encoding.UTF8.GetBytes(path + '\0');

    private static class Native
    {
        [DllImport("libc", EntryPoint = "readlink")]
        internal static extern nint ReadLink(byte[] path, byte[] text, nint size);

        [DllImport("libc", EntryPoint = "realpath")]
        internal static extern IntPtr RealPath(byte[] path, byte[] real);

        [DllImport("libc", EntryPoint = "statx")]
        internal static extern int Status(int folder, byte[] path, int flags, uint mask, byte[] status);

        [DllImport("libc", EntryPoint = "access")]
        internal static extern int Access(byte[] path, int mode);

        [DllImport("libc", EntryPoint = "link", SetLastError = true)]
        internal static extern int Link(byte[] path, byte[] name);

        [DllImport("libc", EntryPoint = "open", SetLastError = true)]
        internal static extern int Open(byte[] path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        internal static extern int Synchronize(int file);

        [DllImport("libc", EntryPoint = "close")]
        internal static extern int Close(int file);
    }
}
