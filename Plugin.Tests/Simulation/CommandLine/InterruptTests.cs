using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace NeuroAgents.Tests.Simulation.CommandLine;

public sealed class InterruptTests
{
    [Theory]
    [InlineData("-INT")]
    [InlineData("-TERM")]
    public async Task CtrlCEndsTheRunWithItsSummaryAndWithoutScores(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sends signals with kill.");
        using TemporaryFolder folder = new();
        string json = folder["result.json"];
        using SimulationProcess process = SimulationProcess.Start(
            folder.Path, "run", "--agents", "50", "--frames", "9000000", "--workers", "1", "--json", json, "--save", folder["run"]);
        string? line = await process.FirstLine.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal("forage: 50 agents, 9,000,000 frames, seed 1, learner imitation, 1 worker", line);
        using (var kill = Process.Start("kill", [signal, $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, kill.ExitCode);
        }

        ProcessResult result = process.Wait();
        Assert.Equal((130, ""), (result.ExitCode, result.Error));
        Assert.Contains("interrupted after ", result.Output);
        Assert.Contains("hashes ", result.Output);
        Assert.Contains("saved ", result.Output);
        Assert.True(File.Exists(folder["run"]));
        Assert.DoesNotContain("teacher", result.Output);
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken));
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("score_trained").ValueKind);
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("score_teacher").ValueKind);
        Assert.True(document.RootElement.GetProperty("frames").GetInt64() < 9_000_000);
    }
}
