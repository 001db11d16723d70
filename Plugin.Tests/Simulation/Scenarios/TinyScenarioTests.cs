using System.Text.Json;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.CommandLine;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios;

/// <summary>A new scenario needs only an entry in a catalogue to be listed, run, scored, saved and resumed.</summary>
public sealed class TinyScenarioTests
{
    private static readonly RunOptions s_options = new() { Catalogue = TinyScenario.Catalogue, Scenario = "tiny", Agents = 60, Seed = 3, Workers = 1, Set = { ["batch"] = "32" } };

    [Fact]
    public void AResumedRunHasTheBitsOfAnUninterruptedOne()
    {
        using SimulationRun straight = s_options.Play(80);
        using TemporaryFolder folder = new();
        SavedRun.Save(straight, s_options, folder["run"]);
        SavedRun saved = SavedRun.Load(folder["run"], TinyScenario.Catalogue);
        using SimulationRun resumed = saved.Resume(saved.Options with { Workers = 2 });
        straight.Play(80);
        resumed.Play(80);
        Assert.Equal((straight.StateHash(), straight.BrainHash(), straight.Session.Score), (resumed.StateHash(), resumed.BrainHash(), resumed.Session.Score));
        Assert.True(straight.Session.Score > 0);
    }

    [Fact]
    public void OnlyItsCatalogueHasIt()
    {
        using TemporaryFolder folder = new();
        using SimulationRun run = new(s_options, Driver.Brain, isLabelled: true);
        SavedRun.Save(run, s_options, folder["run"]);
        Assert.Throws<ArchiveFormatException>(() => SavedRun.Load(folder["run"]));
        Assert.Throws<SettingException>(() => (s_options with { Catalogue = ScenarioCatalogue.Standard }).Validate());
    }

    [Fact]
    public void ItsTeacherScoresAndItsBrainLearns()
    {
        double untrained = Evaluation.Score(s_options, Driver.Brain, null, 300, default);
        using SimulationRun run = s_options.Play(400);
        double trained = Evaluation.Score(s_options, Driver.Brain, [run.Session.Brain], 300, default), teacher = Evaluation.Score(s_options, Driver.Teacher, null, 300, default);
        Assert.True(untrained < trained && trained > teacher - 0.2, $"untrained {untrained}, trained {trained}, teacher {teacher}");
    }

    [Fact]
    public void TheCommandLineListsRunsSavesAndResumesIt()
    {
        using TemporaryFolder folder = new();
        Assert.Contains("tiny: agents gather", Command("list").Output, StringComparison.Ordinal);
        string[] run = ["--agents", "20", "--frames", "40", "--workers", "1"];
        Command(["run", "--scenario", "tiny", "--save", folder["half"], .. run]);
        Command(["run", "--scenario", "tiny", "--save-brain", folder["brain"], "--json", folder["straight.json"], .. run, "--set", "side=20", "--seed", "1"]);
        Command("run", "--resume", folder["half"], "--frames", "40", "--json", folder["resumed.json"]);
        Command("run", "--scenario", "tiny", "--agents", "20", "--frames", "80", "--json", folder["whole.json"]);
        Assert.Equal(Hash(folder["whole.json"]), Hash(folder["resumed.json"]));
        Assert.NotEqual(Hash(folder["straight.json"]), Hash(folder["resumed.json"]));
        Assert.Contains("share of the time in the middle", Command("eval", folder["brain"], "--scenario", "tiny", "--agents", "20", "--frames", "30").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AScenarioWithoutATeacherHasNoScoreOfOne()
    {
        using TemporaryFolder folder = new();
        ScenarioCatalogue catalogue = new(new TinyScenario(hasTeacher: false));
        string[] world = ["--scenario", "tiny", "--agents", "20", "--frames", "30"];
        ProcessResult refused = CapturedConsole.Run(() => CommandLineProgram.Run(["run", .. world], catalogue));
        Assert.Equal("error: --learner: expected none in tiny, which has no teacher to imitate, received imitation.\n", refused.Error);
        foreach (string[] verb in (string[][])[["run", .. world, "--learner", "none", "--save-brain", folder["brain"]], ["eval", folder["brain"], .. world]])
        {
            ProcessResult result = CapturedConsole.Run(() => CommandLineProgram.Run([.. verb, "--json", folder["report.json"]], catalogue));
            Assert.True(result.ExitCode == 0, result.Error);
            Assert.DoesNotContain("teacher", result.Output, StringComparison.Ordinal);
            Assert.Contains("untrained", result.Output, StringComparison.Ordinal);
            using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(folder["report.json"]));
            Assert.Equal(JsonValueKind.Null, report.RootElement.GetProperty("score_teacher").ValueKind);
            Assert.Equal(JsonValueKind.Number, report.RootElement.GetProperty("score_trained").ValueKind);
        }
    }

    private static string Hash(string path)
    {
        using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(path));
        return report.RootElement.GetProperty("state_hash").GetString()!;
    }

    private static ProcessResult Command(params string[] arguments)
    {
        ProcessResult result = CapturedConsole.Run(() => CommandLineProgram.Run(arguments, TinyScenario.Catalogue));
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }
}
