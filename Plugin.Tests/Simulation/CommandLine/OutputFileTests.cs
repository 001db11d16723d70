using NeuroAgents.Simulation.CommandLine;
using Xunit;

namespace NeuroAgents.Tests.Simulation.CommandLine;

/// <summary>A result is written whole or not at all.</summary>
public sealed class OutputFileTests
{
    [Fact]
    public void WhatTheDiskRefusesLeavesTheOldFileAndNamesTheOption()
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
            Assert.Equal($"--onnx: expected a file that can be written, given \"{path}\": No space left on device.", error.Message);
        }

        Assert.Equal("kept", File.ReadAllText(old));
        Assert.Equal([old], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void TheNewFileTakesThePlaceOfTheOldBehindALinkToo()
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
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Devices are Linux's.");
        string[] tiny = ["run", "--agents", "2", "--frames", "1", "--workers", "1"];
        ProcessResult full = SimulationProcess.Run([.. tiny, "--csv", "/dev/full"]);
        Assert.Equal((1, "error: --csv: expected a file that can be written, given \"/dev/full\": No space left on device\n"), (full.ExitCode, full.Error.Replace(" : '/dev/full'", "", StringComparison.Ordinal)));
        Assert.True(File.Exists("/dev/full"));
        ProcessResult output = SimulationProcess.Run([.. tiny, "--csv", "/dev/stdout"]);
        Assert.Equal((0, ""), (output.ExitCode, output.Error));
        Assert.Contains("\nframe,loss,", output.Output, StringComparison.Ordinal);
    }
}
