using System.Globalization;
using System.Text.Json.Nodes;
using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Interchange.TensorBoard;
using NeuroAgents.Tests.Simulation.Interchange.Onnx;
using NeuroAgents.Tests.Simulation.Interchange.TensorBoard;
using Xunit;

namespace NeuroAgents.Tests.Simulation.CommandLine.Verbs;

/// <summary>Brains that learn from rewards, in every verb that takes a brain or a run.</summary>
public sealed class RewardVerbTests
{
    private const string Options = """{ "type": "ppo", "rollout_rows": 512, "batch_size": 64, "epochs": 2, "initial_log_sigma": -1 }""";
    private const string SacOptions = """{ "type": "sac", "batch_size": 64, "learn_after": 640, "replay_ratio": 1, "replay_capacity": 3000 }""";

    [Theory]
    [InlineData("cartpole", 93)]
    [InlineData("pendulum", 90)]
    [InlineData("forage", 110)]
    [InlineData("pendulum", 90, "sac")]
    public void AResumedRunHasTheBitsOfAnUninterruptedOne(string scenario, int frames, string learner = "ppo")
    {
        using TemporaryFolder folder = new();
        string[] world = ["--scenario", scenario, "--learner", learner, "--agents", "64", "--learner-options", folder.Write("options.json", learner == "sac" ? SacOptions : Options)];
        JsonNode straight = Json("run", [.. world, "--frames", "200", "--workers", "1"]);
        JsonNode half = Json("run", [.. world, "--frames", $"{frames}", "--workers", "2", "--save", folder["run"]]);

        // The saved run holds the options of the learner.
        File.Delete(folder["options.json"]);
        JsonNode resumed = Json("run", ["--resume", folder["run"], "--frames", $"{200 - frames}", "--workers", "1"]);
        foreach (string key in (string[])["state_hash", "brain_hash", "learn_steps", "episodes", "return_last_100", "score_trained"])
        {
            Assert.Equal(straight[key]?.ToJsonString(), resumed[key]?.ToJsonString());
        }

        Assert.NotEqual((string)half["brain_hash"]!, (string)resumed["brain_hash"]!);
        Assert.True((long)straight["learn_steps"]! > (long)half["learn_steps"]! && (long)half["learn_steps"]! > 0);
    }

    [Theory]
    [InlineData("cartpole")]
    [InlineData("pendulum")]
    [InlineData("pendulum", "sac")]
    public void ABrainIsEvaluatedWithItsOwnNetwork(string scenario, string learner = "ppo")
    {
        using TemporaryFolder folder = new();
        JsonNode run = Train(folder, scenario, learner);
        JsonNode report = Json("eval", [folder["brain"], "--scenario", scenario, "--agents", "64"]);
        foreach (string key in (string[])["score_untrained", "score_trained", "score_teacher", "learn_steps"])
        {
            Assert.Equal(run[key]!.ToJsonString(), report[key]!.ToJsonString());
        }

        foreach (string who in (string[])["untrained", "trained", "teacher"])
        {
            Assert.True((long)report[$"episodes_{who}"]! >= 64);

            // The score counts from the lowest return.
            double lowest = scenario == "pendulum" ? -2000 : 0;
            Assert.Equal((double)report[$"score_{who}"]!, (double)report[$"return_{who}"]! - lowest, 1e-9);
        }

        Assert.Matches(@"\nreturn +untrained -?[0-9.]+, trained -?[0-9.]+, teacher -?[0-9.]+; ", SimulationProcess.Run("eval", folder["brain"], "--scenario", scenario, "--agents", "64").Output);
    }

    [Fact]
    public void ABrainWithoutEpisodesHasNoReturns()
    {
        using TemporaryFolder folder = new();
        Json("run", ["--scenario", "flock", "--agents", "20", "--frames", "20", "--save-brain", folder["brain"]]);
        JsonNode report = Json("eval", [folder["brain"], "--scenario", "flock", "--agents", "20", "--frames", "20"]);
        Assert.Null(report["episodes_trained"]);
        Assert.Null(report["return_trained"]);
    }

    [Theory]
    [InlineData("flock", "actions: expected continuous ones, received discrete ones")]
    [InlineData("pendulum", "actions: expected continuous ones, received discrete ones")]
    [InlineData("acrobot", "observations: expected some of ")]
    public void AnotherScenarioRefusesABrainInOneLine(string scenario, string error)
    {
        using TemporaryFolder folder = new();
        Train(folder, "cartpole");
        ProcessResult result = SimulationProcess.Run("eval", folder["brain"], "--scenario", scenario, "--agents", "20");
        Assert.Contains(error, result.Error, StringComparison.Ordinal);
        Assert.Equal((2, 1), (result.ExitCode, result.Error.Count(each => each == '\n')));
    }

    /// <summary>An exported policy is greedy: it has no noise, and ln σ is left out.</summary>
    [Theory]
    [InlineData("cartpole")]
    [InlineData("pendulum")]
    [InlineData("pendulum", "sac")]
    public void AnExportedBrainDecidesAsTheGreedyBrain(string scenario, string learner = "ppo")
    {
        using TemporaryFolder folder = new();
        Train(folder, scenario, learner);
        SavedBrain saved = SavedBrain.Load(folder["brain"]);
        Assert.Equal(0, SimulationProcess.Run("export", folder["brain"], "--onnx", folder["brain.onnx"]).ExitCode);
        Matrix observations = new(200, saved.Observations.Width);
        for (int row = 0; row < observations.Rows; row++)
        {
            for (int column = 0; column < observations.Columns; column++)
            {
                observations.Row(row)[column] = new RandomSource(5, 5).Uniform((ulong)row, (ulong)column, -1, 1);
            }
        }

        double[] expected = Decide(saved.Name, saved, observations);
        Assert.True(expected.Distinct().Count() > 1);
        int choices = saved.Actions.Branches.Count == 0 ? 0 : saved.Actions.Branches[0].Choices.Count;
        AssertModel(folder["brain.onnx"], observations, choices, expected);

        // An imported brain decides as the exported one, and is exported as the same model.
        Assert.Equal(0, SimulationProcess.Run("import", folder["brain.onnx"], "--out", folder["again"]).ExitCode);
        SavedBrain again = SavedBrain.Load(folder["again"]);
        Runtime.AssertSame(expected, Decide("again", again, observations), "imported");
        Assert.Equal(0, SimulationProcess.Run("export", folder["again"], "--onnx", folder["again.onnx"]).ExitCode);
        AssertModel(folder["again.onnx"], observations, choices, expected);
    }

    /// <summary>A model has no names, and its ranges are not those of the scenario: its inputs and outputs are matched by their order.</summary>
    [Theory]
    [InlineData("cartpole")]
    [InlineData("pendulum")]
    [InlineData("mountain-car")]
    public void AnImportedBrainIsEvaluatedAsTheExportedOne(string scenario)
    {
        using TemporaryFolder folder = new();
        Train(folder, scenario);
        Assert.Equal(0, SimulationProcess.Run("export", folder["brain"], "--onnx", folder["brain.onnx"]).ExitCode);
        Assert.Equal(0, SimulationProcess.Run("import", folder["brain.onnx"], "--out", folder["imported"]).ExitCode);
        string[] world = ["--scenario", scenario, "--agents", "20", "--frames", "300"];
        JsonNode expected = Json("eval", [folder["brain"], .. world]), imported = Json("eval", [folder["imported"], .. world]);
        Assert.Equal((double)expected["score_trained"]!, (double)imported["score_trained"]!, 0.02 * Math.Abs((double)expected["score_trained"]!));
        Assert.Contains("have no names in the file; they are those of " + scenario, SimulationProcess.Run(["eval", folder["imported"], .. world]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AnImportedBrainOfAnotherShapeIsRefusedInOneLine()
    {
        using TemporaryFolder folder = new();
        Train(folder, "cartpole");
        SimulationProcess.Run("export", folder["brain"], "--onnx", folder["brain.onnx"]);
        SimulationProcess.Run("import", folder["brain.onnx"], "--out", folder["imported"]);
        foreach ((string scenario, string error) in (ReadOnlySpan<(string, string)>)[
            ("acrobot", "inputs: expected 6, received 4.\n"),
            ("forage", "inputs: expected "),
        ])
        {
            ProcessResult result = SimulationProcess.Run("eval", folder["imported"], "--scenario", scenario, "--agents", "20", "--frames", "30");
            Assert.Contains($"{folder["imported"]}: {error}", result.Error, StringComparison.Ordinal);
            Assert.Equal((2, 1), (result.ExitCode, result.Error.Count(each => each == '\n')));
        }
    }

    [Theory]
    [InlineData("cartpole", "ppo")]
    [InlineData("pendulum", "sac")]
    public void ASoakLearnsSavesAndSwaps(string scenario, string learner)
    {
        using TemporaryFolder folder = new();
        ProcessResult result = SimulationProcess.RunAlone(
            "soak", "--scenario", scenario, "--learner", learner, "--agents", "64", "--learner-options", folder.Write("options.json", learner == "sac" ? SacOptions : Options), "--frames", "800", "--save-every", "20", "--workers", "1",
            "--folder", folder["kept"], "--json", "-");
        JsonNode report = JsonNode.Parse(result.Output)!;
        Assert.Equal((800, 40, 20), ((int)report["frames"]!, (int)report["saves"]!, (int)report["swaps"]!));
        Assert.True((long)report["learn_steps"]! > 100);
        Assert.Equal(800, (int)NeuroAgents.Simulation.Saving.SavedRun.Load(folder["kept/run"]).Frame);
    }

    /// <summary>The CSV has a column for each figure. TensorBoard's last figures equal those of the JSON result, under ML-Agents' names.</summary>
    [Fact]
    public void TheCsvAndTensorBoardHaveReturnsAndFigures()
    {
        using TemporaryFolder folder = new();
        JsonNode report = Json("run", [
            "--scenario", "pendulum", "--learner", "ppo", "--agents", "64", "--frames", "240", "--learner-options", folder.Write("options.json", Options), "--csv", folder["csv"], "--tensorboard", folder["events"]]);
        string[][] lines = [.. File.ReadAllLines(folder["csv"]).Select(line => line.Split(','))];
        Assert.Equal(["return_last_100", "episode_length"], lines[0][^2..]);
        Assert.Empty(((string[])["entropy", "kl", "value_loss", "policy_loss", "explained_variance"]).Except(lines[0]));
        Assert.Equal(("", ""), (lines[1][^2], lines[1][^1]));
        Assert.Equal((double)report["return_last_100"]!, double.Parse(lines[^1][^2], CultureInfo.InvariantCulture), 1e-2);
        Assert.Equal("200", lines[^1][^1]);
        Assert.All(lines, line => Assert.Equal(lines[0].Length, line.Length));

        List<Event> events = EventReader.Read(folder["events"])[1..];
        Dictionary<string, float> last = events[^1].Summary.Value.Where(value => value.Histo is null).ToDictionary(value => value.Tag, value => value.SimpleValue);
        Assert.Equal((float)(double)report["return_last_100"]!, last["Environment/Cumulative Reward"]);
        Assert.Equal(200, last["Environment/Episode Length"]);
        foreach ((string tag, string key) in (ReadOnlySpan<(string, string)>)[
            ("Policy/Entropy", "entropy"), ("Policy/KL Divergence", "kl"), ("Losses/Policy Loss", "policy_loss"), ("Losses/Value Loss", "value_loss"), ("Policy/Explained Variance", "explained_variance")])
        {
            Assert.Equal((float)(double)report[key]!, last[tag]);
        }

        Assert.DoesNotContain("Losses/Pretraining Loss", last.Keys);
        Assert.DoesNotContain(events[0].Summary.Value, value => value.Tag == "Environment/Cumulative Reward");
    }

    private static void AssertModel(string path, Matrix observations, int choices, double[] expected)
    {
        using Runtime runtime = new(File.ReadAllBytes(path));
        Matrix masks = new(observations.Rows, Math.Max(1, choices));
        for (int row = 0; row < masks.Rows; row++)
        {
            masks.Row(row).Fill(1);
        }

        (string, Matrix)[] inputs = choices == 0 ? [("observation", observations)] : [("observation", observations), ("action_masks", masks)];
        Runtime.AssertSame(expected, runtime.Run(inputs)["action"], Path.GetFileName(path));
    }

    private static double[] Decide(string name, SavedBrain saved, Matrix observations)
    {
        using NeuroPlugin plugin = new(new PluginOptions { Workers = 1 });
        Brain brain = plugin.AddBrain(name, saved.Options with { IsFrozen = true });
        brain.Load(saved);
        AgentHandle[] agents = [.. Enumerable.Range(0, observations.Rows).Select(_ => brain.Spawn())];
        Decisions decisions = brain.BeginDecisions(agents);
        for (int row = 0; row < observations.Rows; row++)
        {
            observations.Row(row)[..saved.Observations.Width].CopyTo(decisions.Observation(row));
        }

        brain.Decide();
        return [.. agents.SelectMany(agent => brain.Action(agent).ToArray()).Select(value => (double)value)];
    }

    private static JsonNode Train(TemporaryFolder folder, string scenario, string learner = "ppo")
        => Json("run", ["--scenario", scenario, "--learner", learner, "--agents", "64", "--frames", "60", "--learner-options", folder.Write("options.json", learner == "sac" ? SacOptions : Options), "--save-brain", folder["brain"]]);

    private static JsonNode Json(string verb, string[] arguments) => SimulationProcess.Run([verb, .. arguments, "--json", "-"]).Report();
}
