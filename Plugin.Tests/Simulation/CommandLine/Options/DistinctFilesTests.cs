using Xunit;

namespace NeuroAgents.Tests.Simulation.CommandLine.Options;

/// <summary>A result file never overwrites an input or another result.</summary>
public sealed class DistinctFilesTests
{
    private static readonly string[] s_names = ["a.json", "b", "./b", "b.1", "b.2", "c", "link"];

    [Theory]
    [InlineData("--json: expected a file other than that of --save, received \"./b\".", "run --save b --json ./b")]
    [InlineData("--csv: expected a file other than that of --save, received \"b.2\".", "run --save b --csv b.2")]
    [InlineData("--json: expected a file other than that of --config, received \"a.json\".", "run --config a.json --json a.json")]
    [InlineData("--csv: expected a file other than that of --config, received \"link\".", "run --config a.json --csv link")]
    [InlineData("--save: expected a file other than that of --config, received \"a.json\".", "run --config a.json --save a.json")]
    [InlineData("--save-brain: expected a file other than that of --save, received \"b.1\".", "run --save b --save-brain b.1")]
    [InlineData("--save-brain: expected a file other than that of --save, received \"b\".", "run --save b.1 --save-brain b")]
    [InlineData("--json: expected a file other than that of FILE, received \"a.json\".", "eval a.json --json a.json")]
    [InlineData("--onnx: expected a file other than that of BRAIN, received \"a.json\".", "export a.json --onnx a.json")]
    [InlineData("--out: expected a file other than that of FILE.onnx, received \"a.json\".", "import a.json --out a.json")]
    [InlineData("--save: expected a file other than that of DATA.csv, received \"a.json\".", "fit a.json --target y --save a.json")]
    [InlineData("--json: expected a file other than that of DATA.csv, received \"a.json\".", "fit a.json --target y --json a.json")]
    [InlineData("--save: expected a file other than that of --json, received \"b\".", "fit a.json --target y --save b --json b")]
    [InlineData("--json: expected a file other than that of DATA.csv, received \"a.json\".", "compare a.json --target y --json a.json")]
    [InlineData("--out: expected a file other than that of FILE, received \"a.json\".", "predict a.json b --out a.json")]
    [InlineData("--out: expected a file other than that of DATA.csv, received \"a.json\".", "predict b a.json --out a.json")]
    [InlineData("--json: expected a file other than that of DATA.csv, received \"a.json\".", "predict b a.json --json a.json")]
    [InlineData("--json: expected a file other than that of --out, received \"c\".", "predict b a.json --out c --json c")]
    public void OneFileForTwoIsRefused(string line, string arguments)
    {
        using TemporaryFolder folder = new();
        folder.Write("a.json", "{}");
        File.CreateSymbolicLink(folder["link"], folder["a.json"]);

        // All tests share the process's working folder, so file names in arguments are resolved against this test's folder.
        string[] inFolder = [.. arguments.Split(' ').Select(argument => s_names.Contains(argument) ? $"{folder.Path}/{argument}" : argument)];
        ProcessResult result = SimulationProcess.Run(inFolder);
        Assert.Equal((2, "", $"error: {line.Replace("received \"", $"received \"{folder.Path}/", StringComparison.Ordinal)}\n"), (result.ExitCode, result.Output, result.Error));
        Assert.Equal("{}", File.ReadAllText(folder["a.json"]));
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);
    }

    /// <summary>With two generations, FILE.2 is free for another result. Only --save may write over the resumed file.</summary>
    [Fact]
    public void DistinctFilesAreWritten()
    {
        using TemporaryFolder folder = new();
        string[] tiny = ["--frames", "1", "--workers", "1"];
        Assert.Equal(0, SimulationProcess.RunIn(folder.Path, ["run", "--agents", "2", .. tiny, "--save", "b", "--save-brain", "b.2", "--keep", "2"]).ExitCode);
        Assert.Equal(0, SimulationProcess.Run(["run", .. tiny, "--resume", folder["b"], "--save", folder["b"], "--json", folder["c"]]).ExitCode);
        byte[] saved = File.ReadAllBytes(folder["b"]);
        foreach (string option in (string[])["--json", "--csv", "--save-brain"])
        {
            ProcessResult result = SimulationProcess.Run(["run", .. tiny, "--resume", folder["b"], option, folder["b"]]);
            Assert.Equal((2, $"error: {option}: expected a file other than that of --resume, received \"{folder["b"]}\".\n"), (result.ExitCode, result.Error));
        }

        Assert.Equal(saved, File.ReadAllBytes(folder["b"]));
    }
}
