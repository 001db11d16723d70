using System.Text.Json.Nodes;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Agents;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Saving;
using Xunit;

namespace NeuroAgents.Tests.Simulation.CommandLine.Verbs;

/// <summary>Runs that are saved, resumed and evaluated on the command line.</summary>
public sealed class SaveTests
{
    private static readonly string[] s_world = ["--agents", "40", "--seed", "5", "--set", "batch=64"];

    [Fact]
    public void TwiceThreeHundredFramesEqualSixHundred()
    {
        using TemporaryFolder folder = new();
        JsonNode straight = Json("run", [.. s_world, "--frames", "600", "--workers", "1"]);
        JsonNode half = Json("run", [.. s_world, "--frames", "300", "--workers", "2", "--save", folder["run"]]);
        JsonNode resumed = Json("run", ["--resume", folder["run"], "--frames", "300", "--workers", "1"]);
        foreach (string key in (string[])["state_hash", "brain_hash", "score_trained", "loss_last", "learn_steps"])
        {
            Assert.Equal(straight[key]!.ToJsonString(), resumed[key]!.ToJsonString());
            Assert.NotEqual(straight[key]!.ToJsonString(), half[key]!.ToJsonString());
        }

        // The file does not contain the losses before the save.
        Assert.Null(resumed["loss_first"]);
        Assert.Equal((300, 40, 5), ((int)resumed["frames"]!, (int)resumed["agents"]!, (int)resumed["seed"]!));
    }

    [Fact]
    public void ALineOfTheCsvCountsOnFromTheSavedRun()
    {
        using TemporaryFolder folder = new();
        ProcessResult saved = SimulationProcess.Run(["run", .. s_world, "--frames", "20", "--save", folder["run"], "--save-every", "8", "--keep", "2"]);
        Assert.Equal((0, ""), (saved.ExitCode, saved.Error));
        string[] lines = [.. saved.Output.Split('\n').Where(line => line.StartsWith("saved ", StringComparison.Ordinal))];
        Assert.Equal(["saved     frame 8", "saved     frame 16", "saved     frame 20"], lines.Select(line => line.Split(',')[0]));
        Assert.Equal(["run", "run.1"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
        Assert.EndsWith(SavedRun.Load(folder["run"]).Sha256, lines[2], StringComparison.Ordinal);
        File.Delete(folder["run"]);
        ProcessResult resumed = SimulationProcess.Run("run", "--resume", folder["run"], "--frames", "3", "--csv", folder["csv"]);
        Assert.Contains($"note: {folder["run"]}: expected a file, received none; {folder["run"]}.1 is used instead\n", resumed.Output, StringComparison.Ordinal);
        Assert.Contains($"resumed   frame 16 of {folder["run"]}.1\n", resumed.Output, StringComparison.Ordinal);
        Assert.Equal(["frame", "16", "17", "18"], File.ReadAllLines(folder["csv"]).Select(line => line.Split(',')[0]));
    }

    [Fact]
    public void ASavedBrainIsEvaluated()
    {
        using TemporaryFolder folder = new();
        JsonNode run = Json("run", [.. s_world, "--frames", "300", "--set", "hidden=24,12", "--set", "normalization=running", "--save-brain", folder["brain"]]);
        JsonNode exam = Json("eval", [folder["brain"], "--agents", "40", "--seed", "5", "--frames", "300"]);
        Assert.Equal(("foragers", "forage", 300), ((string)exam["brain"]!, (string)exam["scenario"]!, (int)exam["frames"]!));
        Assert.Equal((long)run["learn_steps"]!, (long)exam["learn_steps"]!);
        Assert.True((double)exam["score_trained"]! > (double)exam["score_untrained"]! + 1);
        Assert.Equal([24, 12], SavedBrain.Load(folder["brain"]).Options.Hidden);

        // The same worlds as those that a run is scored in.
        JsonNode same = Json("eval", [folder["brain"], "--agents", "40", "--seed", "5", "--frames", $"{Evaluation.FramesFor(40)}"]);
        Assert.Equal((double)run["score_trained"]!, (double)same["score_trained"]!);
        Assert.Equal((double)run["score_teacher"]!, (double)same["score_teacher"]!);
        ProcessResult text = SimulationProcess.Run("eval", folder["brain"], "--agents", "40", "--frames", "10", "--scenario", "flock");
        Assert.Contains("note: observations: 4 matched, 6 added (velocity.ahead,", text.Output, StringComparison.Ordinal);
        Assert.Equal(0, text.ExitCode);
    }

    [Fact]
    public void EachBrainOfAScenarioHasAFile()
    {
        using TemporaryFolder folder = new();
        Assert.Equal(0, SimulationProcess.Run("run", "--scenario", "pursuit", "--agents", "40", "--frames", "30", "--set", "batch=32", "--save-brain", folder["b.brain"]).ExitCode);
        Assert.Equal(["b-evaders.brain", "b-pursuers.brain"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
        JsonNode exam = Json("eval", [folder["b-evaders.brain"], "--scenario", "pursuit", "--agents", "40", "--frames", "60"]);
        Assert.Equal("evaders", (string)exam["brain"]!);
        using TemporaryFolder other = new();
        Json("run", [.. s_world, "--frames", "2", "--save-brain", other["brain"]]);
        ProcessResult refused = SimulationProcess.Run("eval", other["brain"], "--scenario", "pursuit", "--agents", "40");
        Assert.Equal(2, refused.ExitCode);
        Assert.Equal($"error: {other["brain"]}: expected a brain named pursuers or evaders, received \"foragers\".\n", refused.Error);
    }

    /// <summary>A full device accepts no file. The run continues to its end, reports the fault, and fails because of the missing save.</summary>
    [Fact]
    public void ASaveThatFailsDoesNotEndTheRun()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has these device files.");
        using TemporaryFolder folder = new();
        ProcessResult result = SimulationProcess.Run(["run", .. s_world, "--frames", "20", "--save", "/dev/full", "--save-every", "10", "--json", folder["json"]]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("note: frame 10 could not be saved: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("\nhashes ", result.Output, StringComparison.Ordinal);
        Assert.StartsWith("error: frame 20 could not be saved: ", result.Error, StringComparison.Ordinal);

        // No earlier save exists that could be kept, and the save of the last frame is also the final save.
        Assert.DoesNotContain("is kept", result.Output, StringComparison.Ordinal);
        Assert.Single(result.Output.Split('\n'), line => line.StartsWith("note: frame 20 ", StringComparison.Ordinal));
        Assert.Equal(20, (int)JsonNode.Parse(File.ReadAllText(folder["json"]))!["frames"]!);
    }

    [Fact]
    public void FailedSavesOfRunAndBrainAreBothReported()
    {
        using TemporaryFolder folder = new();
        foreach (string name in (string[])["run", "brain"])
        {
            // A folder has the name of the older file, so the old file can't be kept and stays the newest.
            File.WriteAllText(folder[name], "kept");
            Directory.CreateDirectory(folder[$"{name}.1"]);
        }

        ProcessResult result = SimulationProcess.Run(["run", .. s_world, "--frames", "2", "--save", folder["run"], "--save-brain", folder["brain"]]);
        Assert.Equal((1, 1), (result.ExitCode, result.Error.Count(c => c == '\n')));
        Assert.StartsWith("error: frame 2 could not be saved: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("; brain \"foragers\", frame 2 could not be saved: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, result.Output.Split('\n').Count(line => line.EndsWith("; the previous save is kept", StringComparison.Ordinal)));
        Assert.Equal(("kept", "kept"), (File.ReadAllText(folder["run"]), File.ReadAllText(folder["brain"])));
        Assert.Equal(4, Directory.GetFileSystemEntries(folder.Path).Length);
    }

    /// <summary>The resumed run learns nothing. Its report still counts the minibatches that the saved run learned from.</summary>
    [Fact]
    public void TheFileReadInPlaceOfADamagedOneAndTheReasonForNoLearningAreReported()
    {
        using TemporaryFolder folder = new();
        ProcessResult first = SimulationProcess.Run(["run", .. s_world, "--frames", "12", "--save", folder["run"], "--save-every", "6"]);
        Assert.Matches(@"\nloss +[^ ]+ on average", first.Output);
        folder.Write("run", "not a run");
        ProcessResult resumed = SimulationProcess.Run("run", "--resume", folder["run"], "--frames", "1", "--learn-budget-ms", "0.0001", "--json", folder["json"]);
        Assert.Equal((0, ""), (resumed.ExitCode, resumed.Error));
        Assert.Matches($@"note: {folder["run"]}: file: expected a saved brain[^\n]*; {folder["run"]}\.1 is used instead\n", resumed.Output);
        Assert.Matches(
            @"\nlearned +nothing in 1 frame \([0-9]+ minibatch(es)? before\): no minibatch fits the budget of 0\.0001 ms per frame\n", resumed.Output);
        JsonNode json = JsonNode.Parse(File.ReadAllText(folder["json"]))!;
        Assert.Equal((6, 1e-4, "inline", "64"), ((int)json["first_frame"]!, (double)json["learn_budget_ms"]!, (string)json["learn_mode"]!, (string)json["set"]!["batch"]!));
        Assert.Null(json["publish_delay"]);
        JsonNode lockstep = Json("run", [.. s_world, "--frames", "2", "--learn-mode", "lockstep", "--publish-delay", "2"]);
        Assert.Equal(("lockstep", 2, 0), ((string)lockstep["learn_mode"]!, (int)lockstep["publish_delay"]!, (int)lockstep["first_frame"]!));
        Assert.Null(lockstep["learn_budget_ms"]);
    }

    [Fact]
    public void BadFilesAndOptionsAreReportedInOneLine()
    {
        using TemporaryFolder folder = new();
        string bad = folder.Write("bad", "not a brain at all");
        Refused("--resume: expected a readable file, received", "run", "--resume", folder["none"]);
        Refused($"{bad}: file: expected a saved brain, run or network, which starts with 8 bytes and '{{', received", "run", "--resume", bad);
        Refused($"{bad}: file: expected a saved brain, run or network, which starts with 8 bytes and '{{', received", "eval", bad);
        Refused("FILE: expected a readable file, received the folder", "eval", folder.Path);
        Refused("--seed: expected nothing together with --resume, whose file sets it, received \"3\".", "run", "--resume", bad, "--seed", "3");
        Refused("--save-every: expected --save or --save-brain as well, received neither.", "run", "--save-every", "3");
        Refused("--keep: expected a whole number from 1 to 9, received \"10\".", "run", "--save", folder["a"], "--keep", "10");
        Refused("--save-brain: expected a file other than that of --save, received", "run", "--save", folder["a"], "--save-brain", folder["a"]);
        Refused("--save: expected a writable file, received the folder", "run", "--save", folder.Path);

        static void Refused(string message, params string[] arguments)
        {
            ProcessResult result = SimulationProcess.Run(arguments);
            Assert.StartsWith($"error: {message}", result.Error);
            Assert.Equal((2, "", 1), (result.ExitCode, result.Output, result.Error.Count(c => c == '\n')));
        }
    }

    [Fact]
    public void NamesFromAFileAreEscapedAndCut()
    {
        using TemporaryFolder folder = new();
        using (NeuroPlugin plugin = new(new PluginOptions { Workers = 1 }))
        {
            ObservationSpec observations = new();
            observations.Add("food.ahead", -1, 1);
            observations.Add("\u001b[31m" + new string('x', 3000), -1, 1);
            plugin.AddBrain("\u001b[2J\u001b]0;owned\a" + new string('x', 3000), new BrainOptions
            {
                Observations = observations, Actions = ActionSpec.Continuous("turn", "thrust", "\u001b[32m"), Hidden = [4], Learner = null,
            }).Save(folder["brain"]);
        }

        foreach (string[] arguments in (string[][])[
            ["eval", folder["brain"], "--agents", "2", "--frames", "1"], ["export", folder["brain"], "--onnx", folder["onnx"]],
            ["eval", folder["brain"], "--agents", "2", "--scenario", "pursuit"], ["eval", folder["brain"], "--agents", "2", "--scenario", "separate"]])
        {
            ProcessResult result = SimulationProcess.Run(arguments);
            string printed = result.Output + result.Error;
            Assert.DoesNotContain(printed, c => char.IsControl(c) && c != '\n');
            Assert.DoesNotContain(new string('x', 61), printed, StringComparison.Ordinal);
            Assert.Contains("\\u001b", printed, StringComparison.Ordinal);
        }
    }

    private static JsonNode Json(string verb, string[] arguments)
        => SimulationProcess.Run([verb, .. arguments, "--json", "-"]).Report();
}
