using NeuroAgents.Serialization;
using Xunit;

namespace NeuroAgents.Tests.Serialization;

/// <summary>What survives a crash: the order of the steps, and what is left when one of them fails.</summary>
public sealed class GenerationsTests : IDisposable
{
    private const string Format = "test.1";
    private readonly string _folder = Directory.CreateTempSubdirectory("neuroagents-generations-").FullName;

    private string FilePath => Path.Combine(_folder, "brain");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void TheContentIsOnTheDiskBeforeItHasTheNameAndTheNameBeforeItIsOver()
    {
        Assert.Equal(["create brain.tmp", "flush brain.tmp", "move brain.tmp brain", "flush folder"], Save(1, generations: 1));
        Assert.Equal(["create brain.tmp", "flush brain.tmp", "move brain.tmp brain", "flush folder"], Save(2, generations: 1));
        Assert.Equal(["create brain.tmp", "flush brain.tmp", "replace brain.tmp brain brain.1", "flush folder"], Save(3));
        Assert.Equal(["create brain.tmp", "flush brain.tmp", "move brain.1 brain.2", "replace brain.tmp brain brain.1", "flush folder"], Save(4));
        Assert.Equal(
            ["create brain.tmp", "flush brain.tmp", "move brain.2 brain.3", "move brain.1 brain.2", "replace brain.tmp brain brain.1", "flush folder"],
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

    /// <summary>A full disk shows while it is written or flushed, a read-only folder at once; either way everything that was there still is.</summary>
    [Theory]
    [InlineData("create")]
    [InlineData("flush")]
    [InlineData("move")]
    [InlineData("replace")]
    public void WhateverFailsLeavesTheOldFiles(string step)
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
            Assert.False(File.Exists(FilePath + ".tmp"));

            // Between the steps of renaming the oldest may be gone already, but none that would be kept.
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

    /// <summary>The new file is there, but not for certain after a power cut: the caller must know.</summary>
    [Fact]
    public void AFolderThatCannotBeFlushedIsTold()
    {
        Save(1);
        IOException dead = new("Input/output error");
        Assert.Same(dead, Record.Exception(() => Archive(2).Save(FilePath, 3, new RecordingDisk("flush folder", dead))));
        Assert.Equal([2, 1], Numbers());
    }

    [Fact]
    public void AFolderThatIsNoneCannotBeFlushed()
    {
        new Disk().FlushFolder(_folder);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Throws<IOException>(() => new Disk().FlushFolder(Path.Combine(_folder, "none")));
        }
    }

    /// <summary>What a killed process left half written is overwritten, and never read.</summary>
    [Fact]
    public void ALeftTemporaryFileIsNoHindrance()
    {
        Save(1);
        File.WriteAllBytes(FilePath + ".tmp", new byte[1_000_000]);
        Save(2);
        Assert.Equal([2, 1], Numbers());
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
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
        Assert.Contains($"{FilePath}: metadata \"sha256\": expected the fingerprint", Assert.Single(second.Passed), StringComparison.Ordinal);
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
    public void AWholeFileOfAnotherFormatIsNotPassedOver()
    {
        Save(1);
        TensorArchive other = new() { Metadata = { ["format"] = "test.2" } };
        other.Save(FilePath, 3);
        Assert.Contains("expected \"test.1\", found \"test.2\"", Assert.Throws<ArchiveFormatException>(() => TensorArchive.LoadNewest(FilePath, Format)).Message, StringComparison.Ordinal);
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
