using NeuroAgents.Serialization;
using Xunit;

namespace NeuroAgents.Tests.Serialization;

/// <summary>Files that survive a crash: the order of the steps, and the files left when one step fails.</summary>
public sealed class GenerationsTests : IDisposable
{
    private const string Format = "test.1";
    private readonly string _folder = Directory.CreateTempSubdirectory("neuroagents-generations-").FullName;

    private string FilePath => Path.Combine(_folder, "brain");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void TheContentIsFlushedBeforeTheRenameAndTheFolderAfterIt()
    {
        Assert.Equal(["create brain.TMP", "flush brain.TMP", "move brain.TMP brain", "flush folder"], Save(1, generations: 1));
        Assert.Equal(["create brain.TMP", "flush brain.TMP", "move brain.TMP brain", "flush folder"], Save(2, generations: 1));
        Assert.Equal(["create brain.TMP", "flush brain.TMP", "replace brain.TMP brain brain.1", "flush folder"], Save(3));
        Assert.Equal(["create brain.TMP", "flush brain.TMP", "move brain.1 brain.2", "replace brain.TMP brain brain.1", "flush folder"], Save(4));
        Assert.Equal(
            ["create brain.TMP", "flush brain.TMP", "move brain.2 brain.3", "move brain.1 brain.2", "replace brain.TMP brain brain.1", "flush folder"],
            Save(5, generations: 4));
        Assert.Equal([5, 4, 3, 2], Numbers());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
    public void TheNewestAreKept(int generations)
    {
        for (int i = 1; i <= 12; i++)
        {
            Save(i, generations);
        }

        Assert.Equal(Enumerable.Range(0, generations).Select(i => 12L - i), Numbers());
        Assert.Equal(generations, Directory.GetFiles(_folder).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => Save(13, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Save(13, 10));
    }

    /// <summary>A full disk fails during the write or the flush, a read-only folder at once. All existing files are kept.</summary>
    [Theory]
    [InlineData("create")]
    [InlineData("flush")]
    [InlineData("move")]
    [InlineData("replace")]
    public void AnyFailedStepKeepsTheOldFiles(string step)
    {
        for (int i = 1; i <= 3; i++)
        {
            Save(i);
        }

        foreach (Exception failure in (Exception[])[new IOException("No space left on device"), new UnauthorizedAccessException("Access is denied")])
        {
            RecordingDisk disk = new(step, failure);
            Assert.Same(failure, Record.Exception(() => Archive(4).Save(FilePath, 3, disk)));
            Assert.Equal(3, Number(TensorArchive.LoadNewest(FilePath, Format)));
            Assert.DoesNotContain(Directory.GetFiles(_folder), file => file.EndsWith(".tmp", StringComparison.Ordinal));

            // Between the renames the oldest file may be missing, but no file that must be kept.
            Assert.Equal([3, 2], Numbers().Take(2));
        }

        Save(5);
        Assert.Equal(5, Number(TensorArchive.LoadNewest(FilePath, Format)));
    }

    [Fact]
    public void AFullDiskWhileItIsWrittenLeavesTheOldFiles()
    {
        Save(1);
        IOException full = new("No space left on device");
        Assert.Same(full, Record.Exception(() => ReplacedFile.Write(
            FilePath,
            stream =>
            {
                stream.Write(new byte[100_000]);
                throw full;
            },
            3,
            new RecordingDisk())));
        Assert.Equal([1], Numbers());
        Assert.Single(Directory.GetFiles(_folder));
    }

    /// <summary>The new file exists, but a power cut could lose it, so the caller must get the error.</summary>
    [Fact]
    public void AFolderThatCannotBeFlushedIsReported()
    {
        Save(1);
        IOException dead = new("Input/output error");
        Assert.Same(dead, Record.Exception(() => Archive(2).Save(FilePath, 3, new RecordingDisk("flush folder", dead))));
        Assert.Equal([2, 1], Numbers());
    }

    [Fact]
    public void AMissingFolderCannotBeFlushed()
    {
        new Disk().FlushFolder(_folder);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Throws<IOException>(() => new Disk().FlushFolder(Path.Combine(_folder, "none")));
        }
    }

    /// <summary>A user's own file may have any name, and a link under a predictable name may lead anywhere.</summary>
    [Fact]
    public void NoFileThatWasThereBeforeIsTouched()
    {
        string own = FilePath + ".tmp", other = Path.Combine(_folder, "other");
        File.WriteAllText(other, "kept");
        Save(1);
        if (OperatingSystem.IsWindows())
        {
            File.WriteAllText(own, "kept");
        }
        else
        {
            File.CreateSymbolicLink(own, other);
        }

        Save(2);
        Assert.Equal(("kept", "kept"), (File.ReadAllText(own), File.ReadAllText(other)));
        Assert.Equal(["brain", "brain.1", "brain.tmp", "other"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
        File.WriteAllText(own, "mine");
        Assert.Throws<IOException>(() => new Disk().Create(own));
        Assert.Equal("mine", File.ReadAllText(own));
    }

    /// <summary>Only files without a write in the last hour are deleted, because a running save writes continuously. Other files with similar names are kept.</summary>
    [Fact]
    public void FilesLeftByACrashAreDeletedAnHourLater()
    {
        string[] kept = ["brain.ABCDEFGHIJK.tmp", "brain.abcdefghij.tmp", "brain.abcdefghij9.tmp", "brain.abcdefghijk.tmp", "brain.tmp", "other.abcdefghijk.tmp"];
        string[] left = [.. kept, "brain.aaaaaaaaaa5.tmp"];
        foreach (string name in left)
        {
            File.WriteAllText(Path.Combine(_folder, name), "half");
        }

        Save(1);
        Assert.Equal(left.Length + 1, Directory.GetFiles(_folder).Length);
        DateTime now = File.GetLastWriteTimeUtc(FilePath);
        foreach (string name in left)
        {
            File.SetLastWriteTimeUtc(Path.Combine(_folder, name), now.AddMinutes(name == "brain.abcdefghijk.tmp" ? -50 : -70));
        }

        Save(2);
        Assert.Equal(["brain", "brain.1", .. kept], Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TheOldFileIsKeptWithAndWithoutHardLinks(bool hasLinks)
    {
        for (int i = 1; i <= 4; i++)
        {
            Archive(i).Save(FilePath, 3, new RecordingDisk { HasLinks = hasLinks });
        }

        Assert.Equal([4, 3, 2], Numbers());
    }

    /// <summary>Threads stand for processes here, because processes share no more than threads do.</summary>
    [Fact]
    public void ReadersGetAWholeFileDuringConcurrentSaves()
    {
        Save(1);
        int isOver = 0, met = 0;
        Thread reader = new(() =>
        {
            while (Volatile.Read(ref isOver) == 0)
            {
                using TensorArchive archive = TensorArchive.Load(FilePath);
                archive.RequireSealed();
                met++;
            }
        });
        List<Exception> failures = [];
        Thread[] savers = [.. Enumerable.Range(0, 3).Select(saver => new Thread(() =>
        {
            for (int i = 0; i < 40; i++)
            {
                if (Record.Exception(() => Archive(100 * saver + i).Save(FilePath, 3)) is { } failure)
                {
                    lock (failures)
                    {
                        failures.Add(failure);
                    }
                }
            }
        }))];
        Exception? read = null;
        Thread watched = new(() => read = Record.Exception(() =>
        {
            reader.Start();
            reader.Join();
        }));
        watched.Start();
        Array.ForEach(savers, saver => saver.Start());
        Array.ForEach(savers, saver => saver.Join());
        Volatile.Write(ref isOver, 1);
        watched.Join();
        Assert.Null(read);
        Assert.Empty(failures);
        Assert.True(met > 0);
        Assert.Equal(["brain", "brain.1", "brain.2"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
        Assert.Equal(3, Numbers().Length);
    }

    [Fact]
    public void MissingAndLockedFilesAndFoldersAreSkippedWithANote()
    {
        Save(1);
        Save(2);
        File.Move(FilePath, FilePath + ".elsewhere");
        TensorArchive older = TensorArchive.LoadNewest(FilePath, Format);
        Assert.Equal((1, $"{FilePath}: expected a file, received none."), (Number(older), Assert.Single(older.SkippedFiles)));
        Directory.CreateDirectory(FilePath);
        older = TensorArchive.LoadNewest(FilePath, Format);
        Assert.Equal((1, $"{FilePath}: expected a file, received a folder."), (Number(older), Assert.Single(older.SkippedFiles)));
        Directory.Delete(FilePath);
        File.Move(FilePath + ".elsewhere", FilePath);
        using (new FileStream(FilePath, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            older = TensorArchive.LoadNewest(FilePath, Format);
            Assert.StartsWith($"{FilePath}: expected a readable file, received ", Assert.Single(older.SkippedFiles), StringComparison.Ordinal);
            Assert.Equal((1, FilePath + ".1"), (Number(older), older.Origin));
            Damage(FilePath + ".1");
            Assert.IsType<IOException>(Record.Exception(() => TensorArchive.LoadNewest(FilePath, Format)));
        }

        Assert.Empty(TensorArchive.LoadNewest(FilePath, Format).SkippedFiles);
    }

    /// <summary>The older files are stored next to the file that the link leads to, because they belong to that file.</summary>
    [Fact]
    public void ALinkStaysOneAndItsFileIsReplaced()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights on Windows.");
        Directory.CreateDirectory(Path.Combine(_folder, "deep", "er"));
        string link = Path.Combine(_folder, "deep", "link");
        File.CreateSymbolicLink(link, "er/../../brain");
        string second = Path.Combine(_folder, "deep", "er", "second");
        File.CreateSymbolicLink(second, "../link");
        for (int i = 1; i <= 3; i++)
        {
            Archive(i).Save(i == 2 ? link : second, 3);
        }

        Assert.Equal([3, 2, 1], Numbers());
        Assert.Equal(("er/../../brain", "../link"), (new FileInfo(link).LinkTarget, new FileInfo(second).LinkTarget));
        Damage(FilePath);
        Assert.Equal((2, FilePath + ".1"), (Number(TensorArchive.LoadNewest(second, Format)), TensorArchive.LoadNewest(second, Format).Origin));
        Assert.Equal(2, Directory.GetFileSystemEntries(Path.Combine(_folder, "deep")).Length);

        string circle = Path.Combine(_folder, "deep", "circle");
        File.CreateSymbolicLink(circle, "circle");
        Assert.Contains("expected a file behind at most 40 links", Assert.Throws<IOException>(() => Archive(1).Save(circle)).Message, StringComparison.Ordinal);
        Assert.Equal("circle", new FileInfo(circle).LinkTarget);
    }

    [Fact]
    public void TheNewFileHasTheRightsOfTheOldOne()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Only Unix has rights for owner, group and others.");
            return;
        }

        Save(1);
        File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Save(2);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    /// <summary>A ".." in a link's text is the parent of the folder that an earlier link leads to, as in the operating system.</summary>
    [Fact]
    public void LinksAreFollowedAsTheSystemDoes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights on Windows.");
        Directory.CreateDirectory(Path.Combine(_folder, "a", "b"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "short"), Path.Combine(_folder, "a", "b"));
        File.CreateSymbolicLink(Path.Combine(_folder, "a", "b", "link"), "../file");
        ReplacedFile.Write(Path.Combine(_folder, "short", "link"), stream => stream.WriteByte(7));
        Assert.Equal([7], File.ReadAllBytes(Path.Combine(_folder, "a", "file")));
        Assert.False(File.Exists(Path.Combine(_folder, "file")));
    }

    [Fact]
    public void TheNewestWholeFileIsRead()
    {
        for (int i = 1; i <= 3; i++)
        {
            Save(i);
        }

        Damage(FilePath);
        TensorArchive second = TensorArchive.LoadNewest(FilePath, Format);
        Assert.Equal((2, FilePath + ".1"), (Number(second), second.Origin));
        Assert.Contains($"{FilePath}: metadata \"sha256\": expected the content's fingerprint", Assert.Single(second.SkippedFiles), StringComparison.Ordinal);
        File.Delete(FilePath);
        File.Delete(FilePath + ".1");
        TensorArchive third = TensorArchive.LoadNewest(FilePath, Format);
        Assert.Equal(1, Number(third));
        Damage(FilePath + ".2");
        Assert.Throws<ArchiveFormatException>(() => TensorArchive.LoadNewest(FilePath, Format));
        File.Delete(FilePath + ".2");
        Assert.Contains(FilePath, Assert.Throws<FileNotFoundException>(() => TensorArchive.LoadNewest(FilePath, Format)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AWholeFileOfAnotherFormatIsNotSkipped()
    {
        Save(1);
        TensorArchive other = new() { Metadata = { ["format"] = "test.2" } };
        other.Save(FilePath, 3);
        Assert.Contains("expected \"test.1\", received \"test.2\"", Assert.Throws<ArchiveFormatException>(() => TensorArchive.LoadNewest(FilePath, Format)).Message, StringComparison.Ordinal);
        other.Seal();
        other.Save(FilePath, 2);
        Assert.Throws<ArchiveFormatException>(() => TensorArchive.LoadNewest(FilePath, Format));
        File.Delete(FilePath + ".1");
        new TensorArchive { Metadata = { ["format"] = Format } }.Save(FilePath, 1);
        Assert.Contains("sha256", Assert.Throws<ArchiveFormatException>(() => TensorArchive.LoadNewest(FilePath, Format)).Message, StringComparison.Ordinal);
    }

    private static TensorArchive Archive(long number)
    {
        TensorArchive archive = new() { Metadata = { ["format"] = Format } };
        archive.AddScalar("number", number);
        archive.Seal();
        return archive;
    }

    private List<string> Save(long number, int generations = 3)
    {
        RecordingDisk disk = new();
        Archive(number).Save(FilePath, generations, disk);
        return disk.Steps;
    }

    private static long Number(TensorArchive archive) => archive.GetScalar<long>("number");

    private long[] Numbers() => [.. Directory.GetFiles(_folder).Order().Select(file => Number(TensorArchive.Load(file)))];

    private static void Damage(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}
