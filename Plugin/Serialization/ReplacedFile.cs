namespace NeuroAgents.Serialization;

/// <summary>A file that is either the old one or the whole new one: written beside its target, then renamed over it.</summary>
internal static class ReplacedFile
{
    public static void Write(string path, Action<Stream> write)
    {
        string target = Path.GetFullPath(path);
        // In the same folder, because a rename does not cross file systems; under a name that two writers don't share.
        string temporary = $"{target}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
            }

            Rename(temporary, target);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

#if NETSTANDARD2_1
    private static void Rename(string from, string to)
    {
        if (File.Exists(to))
        {
            File.Replace(from, to, destinationBackupFileName: null);
        }
        else
        {
            File.Move(from, to);
        }
    }
#else
    private static void Rename(string from, string to) => File.Move(from, to, overwrite: true);
#endif
}
