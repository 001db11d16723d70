namespace NeuroAgents.Serialization;

/// <summary>The real target of an output: the file behind all links, and whether it can be replaced.</summary>
internal static class OutputPath
{
    private const int MaxLinks = 40;

    /// <summary>Folder of links to open files. The text of such a link need not be a path.</summary>
    private const string Descriptors = "/proc/";

    /// <summary>Resolves the absolute path behind all links, as the system follows them. A link to a missing file leads to that file.</summary>
    /// <exception cref="IOException">The links form a cycle.</exception>
    internal static string Resolve(string path)
    {
        string full = Path.GetFullPath(path);
        for (int links = 0; links <= MaxLinks; links++)
        {
            full = InRealFolder(full);
            if (IsDescriptor(full) || Link(full) is not { } target)
            {
                return Path.GetFullPath(full);
            }

            full = Path.Combine(Path.GetDirectoryName(full)!, target);
        }

        throw new IOException($"{path}: expected a file behind at most {MaxLinks} links, received more.");
    }

    /// <summary>Returns whether a resolved path is a device, a pipe or a descriptor. These are written through, because there is no file to replace.</summary>
    /// <remarks>Opens nothing. If the system does not give the type, an empty file counts as a stream, because it has no content to lose.</remarks>
    internal static bool IsStream(string resolved)
    {
        const int TypeBits = 0xF000, RegularFile = 0x8000, Folder = 0x4000;
        if (IsDescriptor(resolved))
        {
            return true;
        }

        if (UnixFiles.Mode(resolved) is { } mode)
        {
            return (mode & TypeBits) is not (RegularFile or Folder);
        }

        return resolved.StartsWith(@"\\.\", StringComparison.Ordinal)
            || (UnixFiles.AreSupported && File.Exists(resolved) && new FileInfo(resolved).Length == 0);
    }

    internal static bool IsLink(string path) => Link(Path.GetFullPath(path)) is not null;

    /// <summary>Opens a stream that <see cref="IsStream"/> found. Output to a file behind a descriptor is appended, because the file may have content already.</summary>
    internal static FileStream Open(string stream)
        => new(stream, IsDescriptor(stream) ? FileMode.Append : FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1);

    private static bool IsDescriptor(string path) => path.StartsWith(Descriptors, StringComparison.Ordinal);

    /// <summary>Resolves the links in a path's folder. A ".." after a link means the parent of the link's target folder.</summary>
    private static string InRealFolder(string path)
        => UnixFiles.AreSupported && Path.GetDirectoryName(path) is { } folder && UnixFiles.RealPath(folder) is { } real
            ? Path.Combine(real, Path.GetFileName(path))
            : path;

    private static string? Link(string path)
    {
        if (UnixFiles.AreSupported)
        {
            return UnixFiles.ReadLink(path);
        }
#if NETSTANDARD2_1
        return null;
#else
        return new FileInfo(path).LinkTarget;
#endif
    }
}
