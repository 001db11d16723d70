namespace NeuroAgents.Serialization;

public sealed partial class TensorArchive
{
    /// <summary>Key of the metadata entry that names a file's format.</summary>
    internal const string FormatKey = "format";

    /// <summary>Default number of files that are kept, including the newest.</summary>
    public const int DefaultGenerations = 3;

    /// <summary>Saves as <see cref="Save(string)"/> does, and keeps older files: the previous one as <c>FILE.1</c>, the one before it as <c>FILE.2</c>, and so on.</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="generations">Number of files that are kept, including the new one: 1 to 9.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="generations"/> is out of its range.</exception>
    /// <exception cref="IOException">The file cannot be written or replaced; no file that must be kept is lost. <see cref="UnauthorizedAccessException"/> if permissions are missing.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="Write"/>.</exception>
    public void Save(string path, int generations) => Save(path, generations, new Disk());

    internal void Save(string path, int generations, Disk disk)
    {
        Diagnostics.Require.InRange(generations, 1, ReplacedFile.MaxGenerations);
        ReplacedFile.Write(path, Write, generations, disk);
    }

    /// <summary>Reads the newest whole file: <c>FILE</c>, or, if that is missing, damaged or unreadable, <c>FILE.1</c>, <c>FILE.2</c>, and so on.</summary>
    /// <remarks><see cref="Origin"/> names the file that was read, and <see cref="SkippedFiles"/> gives the reasons why newer files were not.
    /// Each file is opened once. If the path is a link, its older files are next to the link's target.</remarks>
    /// <param name="path">The file that <see cref="Save(string, int)"/> wrote, sealed.</param>
    /// <param name="format">The required metadata entry <c>format</c>. A whole file of another format is an error, and no older file is tried.</param>
    /// <exception cref="ArchiveFormatException">The newest whole file has another format, or no file is whole; then the error is that of the newest file.</exception>
    /// <exception cref="IOException">There is no file, or none can be read. <see cref="UnauthorizedAccessException"/> if permissions are missing.</exception>
    public static TensorArchive LoadNewest(string path, string format) => LoadNewest(path, [format]);

    /// <summary>Reads the newest whole file as <see cref="LoadNewest(string, string)"/> does, in one of several formats.</summary>
    /// <param name="path">The file.</param>
    /// <param name="formats">The accepted formats, at least one.</param>
    /// <exception cref="ArchiveFormatException">As for <see cref="LoadNewest(string, string)"/>.</exception>
    /// <exception cref="IOException">As for <see cref="LoadNewest(string, string)"/>. <see cref="UnauthorizedAccessException"/> if permissions are missing.</exception>
    public static TensorArchive LoadNewest(string path, IReadOnlyList<string> formats) => LoadNewest(path, formats, archive => archive);

    /// <summary>Reads the newest whole file as <see cref="LoadNewest(string, string)"/> does, and converts it. If <paramref name="read"/> refuses a file's content, older files are tried.</summary>
    /// <typeparam name="T">Type of the result.</typeparam>
    /// <param name="path">The file that <see cref="Save(string, int)"/> wrote, sealed.</param>
    /// <param name="format">The format, as for <see cref="LoadNewest(string, string)"/>.</param>
    /// <param name="read">Reads a whole archive of the format and checks every value in it. Throws <see cref="ArchiveFormatException"/> to refuse it.</param>
    /// <exception cref="ArchiveFormatException">As for <see cref="LoadNewest(string, string)"/>, or <paramref name="read"/> refused every file.</exception>
    /// <exception cref="IOException">There is no file, or none can be read. <see cref="UnauthorizedAccessException"/> if permissions are missing.</exception>
    public static T LoadNewest<T>(string path, string format, Func<TensorArchive, T> read) => LoadNewest(path, [format], read);

    private static T LoadNewest<T>(string path, IReadOnlyList<string> formats, Func<TensorArchive, T> read)
    {
        Diagnostics.Require.NotNull(formats);
        Diagnostics.Require.NotNull(read);
        List<string> skipped = [];
        Exception? newest = null, missing = null;
        for (int generation = 0; generation <= ReplacedFile.MaxGenerations; generation++)
        {
            string file = ReplacedFile.Generation(path, generation);
            TensorArchive? archive = null;
            try
            {
                archive = Load(file);
                archive.RequireUndamaged(formats);
                if (archive.IsOf(formats))
                {
                    archive.SkippedFiles = [.. skipped];
                    return read(archive);
                }
            }
            catch (Exception error) when (error is ArchiveFormatException or IOException or UnauthorizedAccessException)
            {
                archive?.Dispose();
                bool isMissing = error is FileNotFoundException or DirectoryNotFoundException;
                missing ??= error;
                newest ??= isMissing ? null : error;
                skipped.Add(Reason(file, error, isMissing));
                continue;
            }

            // A newer whole file of another format is an error; older files are not tried.
            archive.RequireFormat(formats);
        }

        throw newest ?? missing!;
    }

    /// <summary>The reasons why <see cref="LoadNewest(string, string)"/> skipped newer files, one line per file.</summary>
    public IReadOnlyList<string> SkippedFiles { get; private set; } = [];

    private static string Reason(string file, Exception error, bool isMissing) => error is ArchiveFormatException ? error.Message
        : isMissing ? $"{file}: expected a file, received none."
        : Directory.Exists(file) ? $"{file}: expected a file, received a folder."
        : $"{file}: expected a readable file, received {Excerpt.OneLine(error.Message, maxLength: 300)}";

    /// <summary>Refuses an archive of another format.</summary>
    internal void RequireFormat(string format) => RequireFormat([format]);

    private void RequireFormat(IReadOnlyList<string> formats)
    {
        string? found = Metadata.TryGetValue(FormatKey, out string? text) ? text : null;
        if (found is null || !formats.Contains(found))
        {
            throw new ArchiveFormatException(
                Origin, $"metadata \"{FormatKey}\"", string.Join(" or ", formats.Select(Excerpt.Of)), found is null ? "none" : Excerpt.Of(found));
        }
    }

    private bool IsOf(IReadOnlyList<string> formats) => Metadata.TryGetValue(FormatKey, out string? found) && formats.Contains(found);

    /// <summary>Refuses a damaged archive. Archives of other formats need no seal, so for these the later error names the format, not damage.</summary>
    private void RequireUndamaged(IReadOnlyList<string> formats)
    {
        if (Metadata.ContainsKey(DataSealKey) || IsOf(formats))
        {
            RequireSealed();
        }
        else if (!Metadata.ContainsKey(FormatKey))
        {
            RequireFormat(formats);
        }
    }
}
