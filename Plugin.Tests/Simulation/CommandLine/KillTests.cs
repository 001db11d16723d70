using System.Diagnostics;
using System.Globalization;
using NeuroAgents.Agents;
using NeuroAgents.Simulation.Running;
using Xunit;

namespace NeuroAgents.Tests.Simulation.CommandLine;

/// <summary>A process that saves without pause is killed at any moment: what loads is what it said it had saved last, or the one after.</summary>
public sealed class KillTests
{
    private static readonly int s_kills = Environment.GetEnvironmentVariable("NEUROAGENTS_LONG") == "1" ? 200 : 4;

    [Fact]
    public async Task WhatWasSavedSurvivesAKillAtAnyMoment()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("signal 9 is Unix's");
        }

        using TemporaryFolder folder = new();
        Random random = new(9);
        for (int kill = 0; kill < s_kills; kill++)
        {
            // A killed process leaves what it leaves: the next one saves over it, and resumes from it every other time.
            string[] start = kill % 2 == 1 ? ["--resume", folder["run"]] : ["--agents", "8", "--set", "batch=8"];
            (long frame, string hash) = await RunUntilKilled(folder, start, random.Next(1, 40), random.Next(20_000));
            SavedRun saved = SavedRun.Load(folder["run"]);
            Assert.True(saved.Frame == frame ? saved.Sha256 == hash : saved.Frame == frame + 1, $"kill {kill}: printed {frame}, found {saved.Frame}");

            // The brain's file is written after the run's: it is of the same frame or of the one before.
            Assert.InRange(SavedBrain.Load(folder["brain"]).LearnSteps, 0, saved.Frame);
            using SimulationRun run = saved.Resume(saved.Options);
            run.Frame.Run();
        }
    }

    /// <summary>Reads so many saves, waits some microseconds more, and kills.</summary>
    private static async Task<(long Frame, string Hash)> RunUntilKilled(TemporaryFolder folder, string[] start, int saves, int microseconds)
    {
        ProcessStartInfo info = new("dotnet") { RedirectStandardOutput = true };
        foreach (string argument in (string[])
            [typeof(SimulationRun).Assembly.Location, "run", .. start, "--frames", "1000000", "--workers", "1", "--save", folder["run"], "--save-brain", folder["brain"], "--save-every", "1"])
        {
            info.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(info)!;
        (long, string) last = (0, "");
        int read = 0;
        bool isKilled = false;
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (!line.StartsWith("saved     frame ", StringComparison.Ordinal))
            {
                continue;
            }

            string[] parts = line["saved     frame ".Length..].Split(", sha256 ");
            last = (long.Parse(parts[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture), parts[1]);
            if (++read >= saves && !isKilled)
            {
                for (long begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin).TotalMicroseconds < microseconds;)
                {
                }

                process.Kill();
                isKilled = true;
            }
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(128 + 9, process.ExitCode);
        return last;
    }
}
