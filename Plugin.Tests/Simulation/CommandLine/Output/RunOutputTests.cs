using System.Globalization;
using System.Text.Json;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Tests.Simulation.Measuring;
using Xunit;

namespace NeuroAgents.Tests.Simulation.CommandLine.Output;

public sealed class RunOutputTests
{
    private static readonly string[] s_tiny = ["--agents", "12", "--frames", "30", "--seed", "5", "--workers", "1", "--set", "batch=64"];

    [Fact]
    public void StandardOutputCarriesNothingButJson()
    {
        ProcessResult first = SimulationProcess.RunAlone(["run", .. s_tiny, "--json", "-"]), second = SimulationProcess.Run([.. s_tiny, "--json", "-"]);
        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        using var json = JsonDocument.Parse(first.Output);
        using var again = JsonDocument.Parse(second.Output);
        Assert.Equal(ReportTests.Keys, json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.StartsWith("{", first.Output);
        Assert.EndsWith("}\n", first.Output);
        foreach (string key in new[] { "state_hash", "brain_hash", "score_untrained", "score_trained", "score_teacher", "loss_last" })
        {
            Assert.Equal(json.RootElement.GetProperty(key).ToString(), again.RootElement.GetProperty(key).ToString());
        }

        Assert.StartsWith("forage: 12 agents, 30 frames, seed 5, learner imitation, 1 worker\n", first.Error);
        AssertSummary(first.Error);
        (string state, string brain) = Determinism.RunHashTests.Hashes(
            new RunOptions { Agents = 12, Seed = 5, Workers = 2, Set = { ["batch"] = "64" } }, 30);
        Assert.Equal(state, json.RootElement.GetProperty("state_hash").GetString());
        Assert.Equal(brain, json.RootElement.GetProperty("brain_hash").GetString());
    }

    [Fact]
    public void FilesHoldTheResultAndALinePerFrame()
    {
        using TemporaryFolder folder = new();
        string json = folder.Write("result.json", new string('x', 100_000)), csv = folder["frames.csv"];
        ProcessResult result = SimulationProcess.Run([.. s_tiny, "--json", json, "--csv", csv]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        AssertSummary(result.Output);
        Assert.Contains(" food eaten per agent and minute    of the way to the teacher\n", result.Output);
        Assert.DoesNotContain("\u001b", result.Output);
        using var document = JsonDocument.Parse(File.ReadAllText(json));
        Assert.Equal(ReportTests.Keys, document.RootElement.EnumerateObject().Select(property => property.Name));

        string[] lines = File.ReadAllText(csv).Split('\n');
        Assert.Equal("frame,loss,label_variance,score,sense_ms,decide_ms,act_ms,learn_ms,frame_ms,new_rows_loss", lines[0]);
        Assert.Equal((32, ""), (lines.Length, lines[^1]));
        string[][] rows = [.. lines[1..^1].Select(line => line.Split(','))];
        Assert.All(rows, row => Assert.Equal(10, row.Length));
        Assert.Equal(Enumerable.Range(0, 30).Select(frame => $"{frame}"), rows.Select(row => row[0]));

        // With 12 rows per frame and minibatches of 64, the sixth frame is the first that learns.
        Assert.All(rows[..5], row => Assert.Equal("", row[1]));
        double mean = rows[5..].Average(row => double.Parse(row[1], CultureInfo.InvariantCulture));
        Assert.Equal(document.RootElement.GetProperty("loss_last").GetDouble(), mean, 1e-6);
        Assert.Equal(document.RootElement.GetProperty("label_variance").GetDouble(), rows.Average(row => double.Parse(row[2], CultureInfo.InvariantCulture)), 1e-5);
        Assert.All(rows, row => Assert.All(row[2..], value => Assert.True(double.Parse(value, CultureInfo.InvariantCulture) >= 0)));
    }

    [Fact]
    public void LinesOfTheCsvMayStandForSeveralFrames()
    {
        using TemporaryFolder folder = new();
        string csv = folder["frames.csv"];
        Assert.Equal(0, SimulationProcess.Run([.. s_tiny, "--csv", csv, "--csv-interval", "20", "--tensorboard", folder["events"]]).ExitCode);
        string[] lines = File.ReadAllLines(csv);
        Assert.Equal(["frame", "19", "29"], lines.Select(line => line.Split(',')[0]));

        // One event after the header: the run is shorter than a simulated second.
        List<NeuroAgents.Simulation.Interchange.TensorBoard.Event> events = Interchange.TensorBoard.EventReader.Read(folder["events"]);
        Assert.Equal([0L, 30L], events.Select(each => each.Step));
        double score = events[1].Summary.Value.Single(value => value.Tag == "Environment/Cumulative Reward").SimpleValue;
        Assert.Equal(double.Parse(lines[2].Split(',')[3], CultureInfo.InvariantCulture), score, 1e-4);
        string own = Assert.Single(Directory.GetFiles(folder["events"]));
        ProcessResult second = SimulationProcess.Run([.. s_tiny, "--tensorboard", folder["events"]]);
        Assert.Equal(
            (2, "", $"error: --tensorboard: expected a folder without another run's events, because TensorBoard draws both as one curve, received \"{folder["events"]}\" with {Path.GetFileName(own)}.\n"),
            (second.ExitCode, second.Output, second.Error));
        Assert.Equal([own], Directory.GetFiles(folder["events"]));
        File.WriteAllText(folder["file"], "");
        ProcessResult refused = SimulationProcess.Run("run", "--tensorboard", folder["file"]);
        Assert.StartsWith($"error: --tensorboard: expected a writable folder, received \"{folder["file"]}\": ", refused.Error);
        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
    }

    [Fact]
    public void HeldOutLossesAreOneMoreColumnAndKey()
    {
        using TemporaryFolder folder = new();
        string json = folder["result.json"], csv = folder["frames.csv"];
        ProcessResult result = SimulationProcess.Run(["run", .. s_tiny, "--scenario", "separate", "--json", json, "--csv", csv]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Single(result.Output.Split('\n'), line => line.StartsWith("held out ", StringComparison.Ordinal));
        using var document = JsonDocument.Parse(File.ReadAllText(json));
        Assert.Equal([.. ReportTests.Keys, "held_out"], document.RootElement.EnumerateObject().Select(property => property.Name));
        JsonElement heldOut = document.RootElement.GetProperty("held_out");
        Assert.Equal(["frame", "loss", "lowest_loss", "accuracy", "stopped_at"], heldOut.EnumerateObject().Select(property => property.Name));
        string[][] rows = [.. File.ReadAllText(csv).TrimEnd('\n').Split('\n').Select(line => line.Split(','))];
        Assert.Equal("held_out_loss", rows[0][^1]);
        Assert.All(rows, row => Assert.Equal(11, row.Length));
        Assert.Equal(["0", "9", "19", "29"], rows[1..].Where(row => row[^1] != "").Select(row => row[0]));
        Assert.Equal(heldOut.GetProperty("loss").GetDouble(), double.Parse(rows[^1][^1], CultureInfo.InvariantCulture), 1e-6);
    }

    [Fact]
    public void CsvOnStandardOutputIsTheOnlyOutput()
    {
        ProcessResult result = SimulationProcess.Run([.. s_tiny, "--csv", "-"]);
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("frame,loss,", result.Output);
        Assert.Equal(31, result.Output.TrimEnd('\n').Split('\n').Length);
        AssertSummary(result.Error);
    }

    [Fact]
    public void ListNamesEachScenarioWithItsScoreAndSettings()
    {
        ProcessResult result = SimulationProcess.Run("list");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.DoesNotContain("\u001b", result.Output);
        List<string> lines = [.. result.Output.Split('\n')];
        Assert.Equal("forage: agents find food and avoid hazards and each other; they imitate a scripted forager or learn from rewards", lines[0]);
        Assert.Equal("score: food eaten per agent and minute", lines[1]);
        int from = 0;
        foreach (Scenario scenario in ScenarioCatalogue.Standard.All)
        {
            int start = lines.IndexOf($"{scenario.Name}: {scenario.Summary}", from);
            Assert.True(start >= 0, scenario.Name);
            Assert.Equal($"score: {scenario.ScoreMeaning}", lines[start + 1]);
            from = lines.IndexOf("change a setting with --set NAME=VALUE", start);
            foreach (Setting setting in scenario.Settings)
            {
                Assert.Single(
                    lines[start..from],
                    line => line.TrimStart().StartsWith(setting.Name + " ", StringComparison.Ordinal) && line.Contains(setting.Default, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void ListNamesTheLearnersOfAScenarioAndTheirOptions()
    {
        string output = SimulationProcess.Run("list").Output;
        string[] lines = output.Split('\n');
        Assert.Equal("learners: imitation, none", LearnersOf("flock"));
        Assert.StartsWith("learners: imitation, ppo (profiles cleanrl, game", LearnersOf("cartpole"));
        Assert.Contains("none", LearnersOf("cartpole"), StringComparison.Ordinal);

        // A default in the documentation is that of the code, and a row has one sentence with the range.
        foreach (string learner in RunOptions.RewardLearners)
        {
            LearnerOptionDocs[] options = [.. LearnerOptionDocs.Of(learner)];
            Assert.True(options.Length >= 10, $"{learner}: {options.Length} options");
            foreach (LearnerOptionDocs option in options)
            {
                Assert.True(option.Meaning.Length > 10 && option.Default.Length > 0, option.ToString());
                Assert.Contains(lines, line => line.TrimStart().StartsWith(option.Key + " ", StringComparison.Ordinal) && line.Contains(option.Default, StringComparison.Ordinal));
            }
        }

        LearnerOptionDocs batch = LearnerOptionDocs.Of("ppo").Single(option => option.Key == "batch_size");
        Assert.Equal(("512", "Rows per minibatch, 2 to 65,536"), (batch.Default, batch.Meaning));
        Assert.StartsWith("Transitions per update, batch_size to 4,194,304", LearnerOptionDocs.Of("ppo")[0].Meaning, StringComparison.Ordinal);

        string LearnersOf(string scenario) => lines.SkipWhile(line => !line.StartsWith($"{scenario}: ", StringComparison.Ordinal)).First(line => line.StartsWith("learners: ", StringComparison.Ordinal));
    }

    private static void AssertSummary(string text)
    {
        foreach (string part in new[] { "untrained", "trained", "teacher", "loss", "frame", "hashes" })
        {
            Assert.Single(text.Split('\n'), line => line.TrimStart().StartsWith(part + " ", StringComparison.Ordinal));
        }
    }
}
