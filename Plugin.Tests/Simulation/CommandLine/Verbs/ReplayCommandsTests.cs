using System.Text.Json;
using Xunit;

namespace NeuroAgents.Tests.Simulation.CommandLine.Verbs;

/// <summary><c>run --replay-commands</c> on the command line.</summary>
public sealed class ReplayCommandsTests
{
    private static readonly string[] s_run = ["run", "--agents", "20", "--frames", "30", "--workers", "1"];

    [Fact]
    public void ARunAppliesTheCommandsAndSaysHowMany()
    {
        using TemporaryFolder folder = new();
        folder.Write("log.jsonl", """
            {"frame":0,"command":"learn_steps","value":0}
            {"frame":29,"command":"learning","value":false}
            {"frame":99,"command":"reset_optimizer"}
            """);
        ProcessResult run = SimulationProcess.Run([.. s_run, "--replay-commands", folder["log.jsonl"], "--json", folder["result.json"]]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains($"commands  2 of 3 in {folder["log.jsonl"]} replayed; the others come after the last frame", run.Output, StringComparison.Ordinal);
        using JsonDocument result = JsonDocument.Parse(File.ReadAllText(folder["result.json"]));
        Assert.Equal(0, result.RootElement.GetProperty("learn_steps").GetInt64());
    }

    [Fact]
    public void BadCommandFilesAreWrongUsageInOneLine()
    {
        using TemporaryFolder folder = new();
        folder.Write("order.jsonl", "{\"frame\":5,\"command\":\"release\"}\n{\"frame\":4,\"command\":\"release\"}\n");
        folder.Write("lacks.jsonl", "{\"frame\":0,\"command\":\"place\",\"thing\":\"food\",\"x\":1,\"y\":1}\n");
        Expect("--replay-commands: expected a readable file, received", "--replay-commands", folder["missing.jsonl"]);
        Expect($"\"{folder["order.jsonl"]}\" line 2: frame: expected 5 or more, because frames ascend, received 4.", "--replay-commands", folder["order.jsonl"]);
        Expect($"\"{folder["lacks.jsonl"]}\" line 1: scenario: expected one with food and hazards, received flock.", "--replay-commands", folder["lacks.jsonl"], "--scenario", "flock");
        Expect("--json: expected a file other than that of --replay-commands,", "--replay-commands", folder["lacks.jsonl"], "--json", folder["lacks.jsonl"]);
    }

    private static void Expect(string message, params string[] more)
    {
        ProcessResult run = SimulationProcess.Run([.. s_run, .. more]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }
}
