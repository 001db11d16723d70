using NeuroAgents.Serialization;
using Xunit;

namespace NeuroAgents.Tests.Serialization;

public sealed class ArchiveFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("neuroagents-archive-").FullName;

    private string FilePath => Path.Combine(_folder, "brain.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void SavedIsLoaded()
    {
        ArchiveBytes.Sample().Save(FilePath);
        Assert.Equal(ArchiveBytes.Written(ArchiveBytes.Sample()), File.ReadAllBytes(FilePath));
        Assert.Equal(6, TensorArchive.Load(FilePath).Count);
        Assert.Equal([FilePath], Directory.GetFiles(_folder));
    }

    [Fact]
    public void SaveReplacesALongerFile()
    {
        ArchiveBytes.Sample().Save(FilePath);
        new TensorArchive().Save(FilePath);
        Assert.Equal(0, TensorArchive.Load(FilePath).Count);
    }

    [Fact]
    public void SaveTakesARelativePath()
    {
        string relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), FilePath);
        ArchiveBytes.Sample().Save(relative);
        Assert.Equal(6, TensorArchive.Load(relative).Count);
    }

    [Fact]
    public void AFailedWriteKeepsTheOldFile()
    {
        ArchiveBytes.Sample().Save(FilePath);
        byte[] before = File.ReadAllBytes(FilePath);
        Assert.Throws<IOException>(() => ReplacedFile.Write(FilePath, stream =>
        {
            stream.Write(new byte[100_000]);
            throw new IOException("disk full");
        }, 1, new Disk()));
        var broken = new TensorArchive();
        broken.Metadata["a"] = null!;
        Assert.Throws<InvalidOperationException>(() => broken.Save(FilePath));
        Assert.Equal(before, File.ReadAllBytes(FilePath));
        Assert.Equal([FilePath], Directory.GetFiles(_folder));
    }

    [Fact]
    public void AFailedRenameLeavesNothingBehind()
    {
        Directory.CreateDirectory(FilePath);
        Assert.ThrowsAny<Exception>(() => ArchiveBytes.Sample().Save(FilePath));
        Assert.True(Directory.Exists(FilePath));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void AMissingFileIsNotAFormatError()
    {
        Assert.Throws<FileNotFoundException>(() => TensorArchive.Load(FilePath));
        Assert.Throws<DirectoryNotFoundException>(() => ArchiveBytes.Sample().Save(Path.Combine(_folder, "no", "brain.safetensors")));
    }

    /// <summary>A file of another kind is recognised by its first bytes and not reported as damaged.</summary>
    [Theory]
    [InlineData("", "an empty file")]
    [InlineData("short", "\"short\"")]
    [InlineData("A longer text.", "\"A longer \"")]
    [InlineData("\u0089PNG\r\n\u001a\n\0\0\0", "\"\\u0089PNG\\u000d\\u000a\\u001a\\u000a\\u0000\"")]
    [InlineData("\u0002\0\0\0\0\0\0\0[]", "\"\\u0002\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000[\"")]
    public void AFileOfAnotherKindIsRecognisedByItsStart(string content, string found)
    {
        File.WriteAllBytes(FilePath, [.. content.Select(each => (byte)each)]);
        Assert.Equal(
            $"{FilePath}: file: expected a saved brain, run or network, which starts with 8 bytes and '{{', received {found}.",
            Assert.Throws<ArchiveFormatException>(() => TensorArchive.Load(FilePath)).Message);
    }
}
