using System.Text.Json;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.CommandLine.Verbs;

public sealed class SoakTests
{
    [Fact]
    public void MemoryUseStaysConstantThroughSavesAndBrainSwaps()
    {
        (int agents, int frames, int interval) = LongForm.IsOn ? (2000, 200_000, 1000) : (500, 4000, 20);

        // Workers only wait for each other while other tests use the processors.
        string[] workers = LongForm.IsOn ? [] : ["--workers", "1"];
        ProcessResult result = SimulationProcess.RunLong(
            TimeSpan.FromMinutes(20), ["soak", "--agents", $"{agents}", "--frames", $"{frames}", "--save-every", $"{interval}", "--seed", "3", "--json", "-", .. workers]);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        JsonElement report = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal((frames, 200, 100), (report.GetProperty("frames").GetInt32(), report.GetProperty("saves").GetInt32(), report.GetProperty("swaps").GetInt32()));
        Assert.True(report.GetProperty("births").GetInt64() > frames / 20);
        Assert.True(report.GetProperty("learn_steps").GetInt64() > frames / 4);
        Assert.InRange(report.GetProperty("working_set_drift").GetDouble(), 0, Soak.MaxDrift);
        Assert.Equal(0, report.GetProperty("collections")[2].GetInt32());
        Assert.Equal(181, report.GetProperty("working_set_mb").GetArrayLength());
    }

    /// <summary>The callback keeps memory, as a leak would.</summary>
    [Fact]
    public void ALeakIsFound()
    {
        List<byte[]> kept = [];
        using TemporaryFolder folder = new();
        SoakReport report = new Soak(new RunOptions { Agents = 50, Frames = 40, Workers = 1 }, 4, folder.Path).Run(_ =>
        {
            kept.Add(new byte[64 << 20]);
            Array.Fill(kept[^1], (byte)1);
        });
        Assert.Contains(report.Faults, fault => fault.StartsWith("working set: expected within 5", StringComparison.Ordinal));
        Assert.Equal((10, 5, 10), (report.Saves, report.Swaps, kept.Count));
    }

    [Fact]
    public void ATenthNeedNotBeAMultipleOfTheInterval()
    {
        using TemporaryFolder folder = new();
        SoakReport report = new Soak(new RunOptions { Agents = 20, Frames = 50, Workers = 1 }, 4, folder.Path).Run(_ => { });
        Assert.Equal(11, report.WorkingSetMb.Count);
        Assert.True(report.Collections[0] < GC.CollectionCount(0), "what came before the first tenth is not counted");
    }

    [Fact]
    public void TooFewSavesAreRefused()
    {
        ProcessResult result = SimulationProcess.Run("soak", "--frames", "19000");
        Assert.Equal((2, "error: --frames: expected at least 20 times --save-every (20000), received 19000; memory takes that long to settle.\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public void AFolderThatIsGivenKeepsWhatWasSaved()
    {
        using TemporaryFolder folder = new();
        ProcessResult result = SimulationProcess.RunAlone("soak", "--agents", "20", "--frames", "43", "--save-every", "2", "--folder", folder["kept"]);
        Assert.Contains("21 saves, 10 brain swaps", result.Output, StringComparison.Ordinal);
        Assert.Equal(42, SavedRun.Load(Path.Combine(folder["kept"], "run")).Frame);
    }
}
