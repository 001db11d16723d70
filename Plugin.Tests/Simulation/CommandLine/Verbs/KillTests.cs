using System.Diagnostics;
using System.Globalization;
using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Saving;
using Xunit;

namespace NeuroAgents.Tests.Simulation.CommandLine.Verbs;

/// <summary>A process that saves in every frame is killed at a random moment. The file that loads is the last reported save or the next one.</summary>
public sealed class KillTests
{
    private static readonly int s_kills = Environment.GetEnvironmentVariable("NEUROAGENTS_LONG") == "1" ? 200 : 4;

    [Fact]
    public async Task SavesSurviveAKillAtAnyMoment()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Only Unix has signal 9.");
        }

        using TemporaryFolder folder = new();
        Random random = new(9);
        for (int kill = 0; kill < s_kills; kill++)
        {
            // The next process saves over the files that a killed one left, and every other time also resumes from them.
            string[] start = kill % 2 == 1 ? ["--resume", folder["run"]] : ["--agents", "8", "--set", "batch=8"];
            Printed printed = await RunUntilKilled(folder, start, random.Next(1, 40), random.Next(20_000));
            SavedRun saved = SavedRun.Load(folder["run"]);
            AssertLastOrNext(kill, printed.Run, (saved.Frame, saved.Sha256));
            if (printed.Brain.Frame > 0)
            {
                // Eight agents fill a minibatch of eight rows, so every frame learns one minibatch.
                SavedBrain brain = SavedBrain.Load(folder["brain"]);
                AssertLastOrNext(kill, printed.Brain, (brain.LearnSteps, brain.Sha256));
            }

            using SimulationRun run = saved.Resume(saved.Options);
            run.Frame.Run();
        }
    }

    private static void AssertLastOrNext(int kill, (long Frame, string Hash) printed, (long Frame, string Hash) found)
        => Assert.True(
            found.Frame == printed.Frame ? found.Hash == printed.Hash : found.Frame == printed.Frame + 1,
            $"kill {kill}: printed {printed}, found {found}");

    /// <summary>Waits for a number of reported saves and then some microseconds, and kills the process.</summary>
    private static async Task<Printed> RunUntilKilled(TemporaryFolder folder, string[] start, int saves, int microseconds)
    {
        ProcessStartInfo info = new("dotnet") { RedirectStandardOutput = true };
        foreach (string argument in (string[])
            [typeof(SimulationRun).Assembly.Location, "run", .. start, "--frames", "1000000", "--workers", "1", "--save", folder["run"], "--save-brain", folder["brain"], "--save-every", "1"])
        {
            info.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(info)!;
        Printed last = new((0, ""), (0, ""));
        int read = 0;
        bool isKilled = false;
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (!line.StartsWith("saved ", StringComparison.Ordinal))
            {
                continue;
            }

            last = line.Contains("brain", StringComparison.Ordinal) ? last with { Brain = Read(line) } : last with { Run = Read(line) };
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

    /// <summary>Reads frame and hash of a line that ends in "frame 1,234, sha256 HASH".</summary>
    private static (long Frame, string Hash) Read(string line)
    {
        string[] parts = line[(line.IndexOf("frame ", StringComparison.Ordinal) + "frame ".Length)..].Split(", sha256 ");
        return (long.Parse(parts[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture), parts[1]);
    }

    private sealed record Printed((long Frame, string Hash) Run, (long Frame, string Hash) Brain);
}
