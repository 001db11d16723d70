using System.Text.Json;
using Xunit;

namespace NeuroAgents.Tests.Simulation.CommandLine.Options;

public sealed class ConfigTests
{
    private const string Config =
        """{ "agents": 9, "frames": 40, "seed": 7, "learner": "none", "workers": 2, "set": { "batch": 64, "food": "0.5", "shuffle-labels": true, "hidden": [8] } }""";

    [Fact]
    public void TheConfigFileReplacesArguments()
    {
        JsonElement byFile = Run(Config);
        Assert.Equal((9, 40, 7, "none", 2), Facts(byFile));
        JsonElement byArguments = Run(
            "{}", "--agents", "9", "--frames", "40", "--seed", "7", "--learner", "none", "--workers", "2",
            "--set", "batch=64", "--set", "food=0.5", "--set", "shuffle-labels=true", "--set", "hidden=8");
        Assert.Equal(Hashes(byFile), Hashes(byArguments));

        // Each setting must have had an effect; otherwise the equality proves nothing.
        Assert.NotEqual(Hashes(byFile), Hashes(Run(Config, "--set", "hidden=9")));
        Assert.NotEqual(Hashes(byFile), Hashes(Run(Config, "--set", "food=1")));
    }

    [Fact]
    public void TheCommandLineWins()
    {
        JsonElement result = Run(Config, "--agents", "5", "--frames", "30", "--seed", "8", "--learner", "imitation", "--workers", "1");
        Assert.Equal((5, 30, 8, "imitation", 1), Facts(result));
        Assert.Equal(
            Hashes(result),
            Hashes(Run("""{ "agents": 5, "frames": 30, "seed": 8, "workers": 1 }""", "--set", "batch=64", "--set", "food=0.5", "--set", "shuffle-labels=true", "--set", "hidden=8")));
    }

    [Fact]
    public void TheLastOfTwoSettingsOfOneNameCounts()
        => Assert.Equal(Hashes(Run(Config)), Hashes(Run(Config, "--set", "hidden=9", "--set", "hidden=8")));

    private static JsonElement Run(string config, params string[] arguments)
    {
        using TemporaryFolder folder = new();
        ProcessResult result = SimulationProcess.Run(["run", "--config", folder.Write("config.json", config), "--json", "-", .. arguments]);
        Assert.Equal(0, result.ExitCode);
        using var json = JsonDocument.Parse(result.Output);
        return json.RootElement.Clone();
    }

    private static (int, int, int, string?, int) Facts(JsonElement result) => (
        result.GetProperty("agents").GetInt32(), result.GetProperty("frames").GetInt32(), result.GetProperty("seed").GetInt32(),
        result.GetProperty("learner").GetString(), result.GetProperty("workers").GetInt32());

    private static (string?, string?) Hashes(JsonElement result) => (result.GetProperty("state_hash").GetString(), result.GetProperty("brain_hash").GetString());
}
