using System.Diagnostics;
using System.Text.Json.Nodes;
using NeuroAgents.Simulation.Benchmarks;
using NeuroAgents.Simulation.CommandLine.Output;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.CommandLine.Verbs;

/// <summary>The verb bench: its output and exit codes. No test checks a speed.</summary>
public sealed class BenchTests
{
    private static readonly string[] s_reportKeys =
        ["machine", "vector_bits", "threads", "quick", "peak_gflops", "peak_gflops_one_thread", "peak_scaling", "results"];

    private static readonly string[] s_resultKeys =
        ["group", "name", "threads", "us_best", "us_median", "gflops", "percent_of_peak", "allocated_bytes"];

    [Fact]
    public void JsonHasTheAgreedShapeAndChecksComeOut()
    {
        using TemporaryFolder folder = new();
        JsonNode report = Run("bench", "ecs", "--quick", "--json", "-");
        Assert.Equal(s_reportKeys, report.AsObject().Select(each => each.Key));
        JsonArray results = report["results"]!.AsArray();
        Assert.Equal(3, results.Count);
        Assert.All(results, result => Assert.Equal(s_resultKeys, result!.AsObject().Select(each => each.Key)));
        Assert.All(results, result => Assert.True((double)result!["us_median"]! >= (double)result["us_best"]! && (double)result["us_best"]! > 0));
        Assert.All(results, result => Assert.Equal(0, (long)result!["allocated_bytes"]!));
        Assert.True((double)report["peak_gflops"]! > 0);

        ProcessResult slower = Check(folder, report, 1000), faster = Check(folder, report, 0.001);
        Assert.Equal(0, slower.ExitCode);
        Assert.Contains("check: 3 ratios, none more than 20 % worse", slower.Output);
        Assert.Equal(1, faster.ExitCode);
        Assert.Contains("got worse", faster.Output);
        Assert.Contains("create 100000 entities", faster.Output[faster.Output.IndexOf("got worse", StringComparison.Ordinal)..]);

        report["machine"] = "another, 2 processors";
        ProcessResult elsewhere = Check(folder, report, 0.001);
        Assert.Equal(0, elsewhere.ExitCode);
        Assert.Contains("nothing compared", elsewhere.Output);
    }

    [Fact]
    public void FramesHavePercentilesAndPhases()
    {
        JsonNode frame = Frames()["results"]![0]!;
        Assert.Equal("frame forage 1000", (string)frame["name"]!);
        Assert.True((double)frame["p99"]! >= (double)frame["p50"]! && (double)frame["p50"]! > 0);
        Assert.Null(frame["p999"]);
        Assert.Equal(["sense", "decide", "act", "learn"], frame["phase_ms"]!.AsObject().Select(each => each.Key));
    }

    /// <summary>Runs the smallest world of the group, or in the long form all worlds, through the verb.</summary>
    private static JsonNode Frames()
    {
        if (LongForm.IsOn)
        {
            return Run("bench", "frame", "--quick", "--json", "-");
        }

        using BenchmarkSuite suite = new(1, isQuick: true, _ => FrameBenchmark.Cases(1, quick: true).Take(1));
        return JsonNode.Parse(ReportJson.Serialize(suite.Run((_, _) => { }, TestContext.Current.CancellationToken)))!;
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[null]")]
    [InlineData("[3]")]
    [InlineData("nothing")]
    public void AFileThatHoldsNoResultsIsRefused(string text)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("kept.json", text);
        ProcessResult result = SimulationProcess.Run("bench", "ecs", "--check", path);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"error: --check: expected a file written by bench --json, received \"{path}\": ", result.Error);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task CtrlCEndsIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sends SIGINT with kill.");
        using TemporaryFolder folder = new();
        using SimulationProcess process = SimulationProcess.Start(folder.Path, "bench", "gemm");
        Assert.NotNull(await process.FirstLine.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        ProcessResult result = process.Wait();
        Assert.Equal((130, ""), (result.ExitCode, result.Error));
        Assert.Contains("interrupted", result.Output);
    }

    private static JsonNode Run(params string[] arguments)
    {
        // Allocations are counted for the whole process.
        return SimulationProcess.RunAlone(arguments).Report();
    }

    /// <summary>Compares with a kept result whose times are multiplied by a factor.</summary>
    private static ProcessResult Check(TemporaryFolder folder, JsonNode report, double factor)
    {
        JsonNode kept = report.DeepClone();
        foreach (JsonNode? result in kept["results"]!.AsArray())
        {
            result!["us_best"] = factor * (double)result["us_best"]!;
        }

        return SimulationProcess.RunAlone("bench", "ecs", "--quick", "--check", folder.Write("kept.json", kept.ToJsonString()));
    }
}
