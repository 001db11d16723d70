using Microsoft.Win32.SafeHandles;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>The files next to a model that hold its tensors' values. PyTorch and models above 2 GiB use them.</summary>
/// <remarks>
/// The model is untrusted. A location must be the plain name of a file in the model's folder, and a link must end there. Lengths are checked against the file's length before
/// memory is allocated, and at most twice a file's length is read from it, for any number of tensors.
/// </remarks>
/// <param name="folder">The model's folder; null if the model did not come from a file.</param>
/// <param name="origin">The model's name in messages.</param>
internal sealed class SideFiles(string? folder, string origin) : IDisposable
{
    private const int MaxNameLength = 255;
    private const int MaxFiles = 4096;
    private readonly Dictionary<string, SideFile> _files = [];

    /// <summary>Number of bytes read so far.</summary>
    internal long BytesRead { get; private set; }

    /// <summary>Paths of the files read so far.</summary>
    internal IReadOnlyList<string> Paths => [.. _files.Values.Select(file => file.Path)];

    /// <summary>Reads the values of a tensor.</summary>
    /// <param name="tensor">The tensor, with its location, offset and length.</param>
    /// <param name="part">The tensor's name in messages.</param>
    /// <param name="bytes">Number of bytes of the tensor's shape and type.</param>
    /// <exception cref="ArchiveFormatException">The file is missing, in another folder or too short, or the length does not match.</exception>
    internal byte[] Read(TensorProto tensor, string part, long bytes)
    {
        string? location = Entry(tensor, "location");
        if (folder is null || location is null)
        {
            throw new ArchiveFormatException(origin, part, "values in the file itself", location is null ? "none" : "external data");
        }

        long offset = Number(tensor, part, "offset") ?? 0, length = Number(tensor, part, "length") ?? bytes;
        if (length != bytes)
        {
            throw new ArchiveFormatException(origin, part, $"{bytes} bytes in {OnnxText.Quote(location)}", $"length {length}");
        }

        SideFile file = Open(location, part);
        if (offset > file.Length || length > file.Length - offset || length > Array.MaxLength)
        {
            throw new ArchiveFormatException(origin, part, $"{length} bytes at {offset} of {OnnxText.Quote(location)}", $"a file of {file.Length} bytes");
        }

        file.BytesRead += length;
        BytesRead += length;
        if (file.BytesRead > 2 * file.Length)
        {
            throw new ArchiveFormatException(origin, part, $"separate values in {OnnxText.Quote(location)}", "the values of other tensors");
        }

        byte[] values = new byte[length];
        return FillFrom(file, values, offset)
            ? values
            : throw new ArchiveFormatException(origin, part, $"{length} bytes at {offset} of {OnnxText.Quote(location)}", "a file that became shorter");
    }

    public void Dispose()
    {
        foreach (SideFile file in _files.Values)
        {
            file.Handle.Dispose();
        }
    }

    private SideFile Open(string location, string part)
    {
        if (_files.TryGetValue(location, out SideFile? known))
        {
            return known;
        }

        // Names must be valid on every operating system, so that a model means the same file everywhere.
        if (location.Length is 0 or > MaxNameLength || location is "." or ".." || location.AsSpan().IndexOfAny("/\\:") >= 0 || location.Any(char.IsControl))
        {
            throw new ArchiveFormatException(origin, part, "the plain name of a file next to the model", OnnxText.Quote(location));
        }

        if (_files.Count == MaxFiles)
        {
            throw new ArchiveFormatException(origin, part, $"at most {MaxFiles} files next to the model", "more");
        }

        FileInfo link = new(Path.Combine(folder!, location));
        FileInfo file = link.LinkTarget is null ? link : (FileInfo)link.ResolveLinkTarget(returnFinalTarget: true)!;
        if (file.DirectoryName != link.DirectoryName)
        {
            throw new ArchiveFormatException(origin, part, "values in a file next to the model", $"a link to another folder, {OnnxText.Quote(location)}");
        }

        if (!file.Exists)
        {
            throw new ArchiveFormatException(origin, part, "values in a file next to the model", $"no file {OnnxText.Quote(location)}");
        }

        // Pipes and devices have no length, and opening one could block forever.
        if (file.Length == 0)
        {
            throw new ArchiveFormatException(origin, part, $"values in {OnnxText.Quote(location)}", "an empty file");
        }

        SafeFileHandle handle = File.OpenHandle(file.FullName);
        SideFile opened = new(file.FullName, handle, RandomAccess.GetLength(handle));
        _files.Add(location, opened);
        return opened;
    }

    private static bool FillFrom(SideFile file, Span<byte> values, long offset)
    {
        while (!values.IsEmpty)
        {
            int read = RandomAccess.Read(file.Handle, values, offset);
            if (read == 0)
            {
                return false;
            }

            values = values[read..];
            offset += read;
        }

        return true;
    }

    private static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.LastOrDefault(entry => entry.Key == key)?.Value;

    private long? Number(TensorProto tensor, string part, string key)
    {
        string? text = Entry(tensor, key);
        return text is null
            ? null
            : long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long value)
                ? value
                : throw new ArchiveFormatException(origin, part, $"a number for {key}", OnnxText.Quote(text));
    }

    private sealed record SideFile(string Path, SafeFileHandle Handle, long Length)
    {
        internal long BytesRead { get; set; }
    }
}
