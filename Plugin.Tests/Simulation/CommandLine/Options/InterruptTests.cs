using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace NeuroAgents.Tests.Simulation.CommandLine.Options;

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

    /// <summary>The pipe has no reader. If the first signal comes before the pipe is opened, it ends the run, and the second one ends the process.</summary>
    [Theory]
    [InlineData("-INT", "--json")]
    [InlineData("-TERM", "--save")]
    public async Task ASignalEndsAProcessThatWaitsForAReader(string signal, string option)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sends signals with kill.");
        using TemporaryFolder folder = new();
        using SimulationProcess process = SimulationProcess.Start(
            folder.Path, "run", "--agents", "5", "--frames", "2", "--workers", "1", option, Pipe.Make(folder["pipe"]));
        string? line = await process.FirstLine.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.StartsWith("forage: 5 agents, 2 frames", line, StringComparison.Ordinal);
        for (int sent = 0; sent < 600 && !process.HasExited; sent++)
        {
            using var kill = Process.Start("kill", [signal, $"{process.Id}"]);
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);

            // Signals that come together count as one.
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Equal((130, ""), (process.Wait().ExitCode, ""));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }
}
