using System.Text.Json.Nodes;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Tests.Simulation.CommandLine;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Determinism;

/// <summary>
/// Hashes of a run of 200 agents over 600 frames, bit by bit. The promise: the same hashes on every x64 machine with FMA, with any vector width
/// and number of workers. They change only if the world, the brain or the learner is changed on purpose. The change log must then say so.
/// </summary>
public sealed class GoldenHashTests
{
    private const string State = "23100f1d10d81c99";
    private const string Brain = "57167f6fb2398fbc";
    private static readonly RunOptions s_options = new() { Agents = 200, Frames = 600, Seed = 5 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void ThisMachineGivesTheGoldenHashes(int workers)
    {
        RequireFma();
        Assert.Equal((State, Brain), RunHashTests.Hashes(s_options with { Workers = workers }, s_options.Frames));
    }

    [Fact]
    public void TheSameMachineWithoutAvx512GivesTheGoldenHashes()
    {
        RequireFma();
        ProcessResult result = SimulationProcess.RunWith(
            new Dictionary<string, string> { ["DOTNET_EnableAVX512"] = "0" },
            "run", "--agents", "200", "--frames", "600", "--seed", "5", "--workers", "1", "--json", "-");
        JsonNode report = result.Report();
        Assert.Equal((State, Brain), ((string?)report["state_hash"], (string?)report["brain_hash"]));
    }

    private static void RequireFma() => Assert.SkipUnless(Arithmetic.IsFused, "No fused multiply-add in this build or on this machine: the portable path has bits of its own.");
}
