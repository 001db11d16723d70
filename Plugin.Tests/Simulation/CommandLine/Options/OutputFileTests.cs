using NeuroAgents.Serialization;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Tables;
using Xunit;

namespace NeuroAgents.Tests.Simulation.CommandLine.Options;

/// <summary>Results are written completely or not at all.</summary>
public sealed class OutputFileTests
{
    [Fact]
    public void AWriteErrorKeepsTheOldFileAndNamesTheOption()
    {
        using TemporaryFolder folder = new();
        string old = folder.Write("old", "kept");
        foreach (string path in (string[])[old, folder["new"]])
        {
            IOException error = Assert.Throws<IOException>(() => OutputFile.Write("--onnx", path, stream =>
            {
                stream.Write("half of "u8);
                throw new IOException("No space left on device.");
            }));
            Assert.Equal($"--onnx: expected a writable file, received \"{path}\": No space left on device.", error.Message);
        }

        Assert.Equal("kept", File.ReadAllText(old));
        Assert.Equal([old], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void TheNewFileReplacesTheOldBehindALinkToo()
    {
        using TemporaryFolder folder = new();
        string old = folder.Write("old", new string('x', 1000)), link = folder["link"];
        File.CreateSymbolicLink(link, old);
        OutputFile.Write(link, "new");
        Assert.Equal("new\n", File.ReadAllText(old));
        Assert.Equal(old, new FileInfo(link).LinkTarget);
        OutputFile.Write(folder["other"], "text");
        Assert.Equal("text\n", File.ReadAllText(folder["other"]));
        Assert.Equal(3, Directory.GetFileSystemEntries(folder.Path).Length);
    }

    [Fact]
    public void DevicesAreWrittenWhereTheyAre()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has these device files.");
        string[] tiny = ["run", "--agents", "2", "--frames", "1", "--workers", "1"];
        ProcessResult full = SimulationProcess.RunAlone([.. tiny, "--csv", "/dev/full"]);
        Assert.Equal((1, "error: --csv: expected a writable file, received \"/dev/full\": No space left on device\n"), (full.ExitCode, full.Error.Replace(" : '/dev/full'", "", StringComparison.Ordinal)));
        Assert.True(File.Exists("/dev/full"));
        ProcessResult output = SimulationProcess.RunAlone([.. tiny, "--csv", "/dev/stdout"]);
        Assert.Equal((0, ""), (output.ExitCode, output.Error));
        Assert.Contains("\nframe,loss,", output.Output, StringComparison.Ordinal);
        ProcessResult saved = SimulationProcess.Run([.. tiny, "--save", "/dev/full", "--save-brain", "/dev/null", "--json", "/dev/null"]);
        Assert.Equal(1, saved.ExitCode);
        Assert.StartsWith("error: frame 1 could not be saved: ", saved.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("is kept", saved.Output, StringComparison.Ordinal);
        Assert.All((string[])["/dev/full", "/dev/null"], device => Assert.True(ReplacedFile.IsStream(device)));
        Assert.False(File.Exists("/dev/null.1") || File.Exists("/dev/full.1"));
    }

    /// <summary>The files of several brains can also be written to one device.</summary>
    [Fact]
    public void SeveralBrainsAreWrittenToOneDevice()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has these device files.");
        Assert.Equal("/dev/null", SaveOptions.BrainFile("/dev/null", "pursuers", 2));
        Assert.Equal("/tmp/b-pursuers.brain", SaveOptions.BrainFile("/tmp/b.brain", "pursuers", 2));
    }

    [Fact]
    public void ARelativeLinkIsFoundFromElsewhere()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights on Windows.");
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder["sub"]);
        File.CreateSymbolicLink(folder["sub/link"], "../target.json");
        OutputFile.RequireWritable("--json", folder["sub/link"]);
        Assert.Empty(Directory.GetFiles(folder.Path));
        foreach (string text in (string[])["first", "second"])
        {
            OutputFile.Write(folder["sub/link"], text);
            Assert.Equal((text + "\n", "../target.json"), (File.ReadAllText(folder["target.json"]), new FileInfo(folder["sub/link"]).LinkTarget));
        }

        Assert.Single(Directory.GetFiles(folder.Path));
        File.CreateSymbolicLink(folder["circle"], "circle");
        Assert.Contains("--json: expected a writable file, received", Assert.Throws<UsageException>(() => OutputFile.RequireWritable("--json", folder["circle"])).Message, StringComparison.Ordinal);
    }

    /// <summary>An empty file is replaced like any other, so a half-written result never appears under its name.</summary>
    [Fact]
    public void AnEmptyFileIsReplacedToo()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("empty", "");
        Assert.Throws<IOException>(() => OutputFile.Write("--json", path, stream =>
        {
            stream.Write("half"u8);
            stream.Flush();
            throw new IOException("No space left on device.");
        }));
        Assert.Equal("", File.ReadAllText(path));
    }

    /// <summary>An opened pipe would wait for a reader.</summary>
    [Fact]
    public async Task APipeIsNotOpenedBeforeThereIsSomethingToWrite()
    {
        using TemporaryFolder folder = new();
        string pipe = Pipe.Make(folder["pipe"]);
        OutputFile.RequireWritable("--json", pipe);
        Task<string> read = Task.Run(() => File.ReadAllText(pipe), TestContext.Current.CancellationToken);
        OutputFile.Write(pipe, "through");
        Assert.Equal("through\n", await read);
        Assert.True(ReplacedFile.IsStream(pipe));
    }

    [Fact]
    public async Task InputsAreOpenedOnce()
    {
        using TemporaryFolder folder = new();
        string pipe = Pipe.Make(folder["pipe"]), table = "x,y\n" + string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i},{i % 7}\n"));
        Task write = Task.Run(() => File.WriteAllText(pipe, table), TestContext.Current.CancellationToken);
        CsvTable read = CsvTable.Read(pipe);
        await write;
        Assert.Equal((2000, "1999", "4"), (read.Rows, read[1999, 0], read[1999, 1]));

        TensorArchive archive = new() { Metadata = { ["format"] = "test.1" } };
        archive.Add<float>("numbers", [10_000], new float[10_000]);
        archive.Seal();
        write = Task.Run(() => archive.Save(pipe, 3), TestContext.Current.CancellationToken);
        Assert.Equal(1, TensorArchive.LoadNewest(pipe, "test.1").Count);
        await write;
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void BytesOfZeroAreNoTable()
    {
        using TemporaryFolder folder = new();
        string binary = folder["binary"];
        File.WriteAllBytes(binary, [.. "a,b\n1,2\n"u8, 0, 0, .. "\n3,4\n"u8]);
        Assert.Equal($"{binary}: expected a text file, received a file with NUL bytes.", Assert.Throws<TableException>(() => CsvTable.Read(binary)).Message);
        File.WriteAllText(binary, "a,b\n1,2\n3,4\n", System.Text.Encoding.Unicode);
        Assert.Equal(2, CsvTable.Read(binary).Rows);
    }
}
