using System.Text.Json.Nodes;
using NeuroAgents.Simulation.CommandLine.Output;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Measuring;

/// <summary>The figures of learners in the JSON of a run.</summary>
public sealed class FigureReportTests
{
    [Fact]
    public void ReportedFiguresHaveTheirNewestValueAndTheirMean()
    {
        HeadlessRunner runner = new(ReportingRun.Options(frames: 10));
        RunReport report = runner.Run(TestContext.Current.CancellationToken);
        Assert.Equal(10, report.LearnSteps);
        Assert.Equal(
            """{"gatherers":{"loss":{"newest":0.5,"mean":0.5},"policy_loss":{"newest":10,"mean":5.5},"entropy":{"newest":2,"mean":2}}}""", Figures(report).ToJsonString());
    }

    [Fact]
    public void TheCsvHasAColumnForEachFigureBeyondTheLoss()
    {
        HeadlessRunner runner = new(ReportingRun.Options(frames: 4));
        runner.Run(TestContext.Current.CancellationToken);
        string[][] Lines(int interval) => [.. FrameCsv.Format(runner.Record, interval, hasHeldOut: false).Split('\n').Select(line => line.Split(','))];
        string[][] frames = Lines(interval: 1);
        Assert.Equal(["new_rows_loss", "policy_loss", "entropy"], frames[0][^3..]);
        Assert.Equal(["1,2", "2,", "3,2", "4,"], frames[1..].Select(line => $"{line[^2]},{line[^1]}"));
        Assert.Equal(["1.5,2", "3.5,2"], Lines(interval: 2)[1..].Select(line => $"{line[^2]},{line[^1]}"));
    }

    [Theory]
    [InlineData("forage", "inline")]
    [InlineData("pursuit", "inline")]
    [InlineData("forage", "lockstep")]
    public void ImitationReportsTheLossOfEachBrain(string scenario, string mode)
    {
        RunOptions options = new()
        {
            Scenario = scenario, Agents = 60, Frames = 30, Seed = 3, Workers = 1, ScoreFrames = 30, LearnMode = Enum.Parse<NeuroAgents.Agents.LearnMode>(mode, ignoreCase: true),
        };
        HeadlessRunner runner = new(options);
        JsonObject figures = Figures(runner.Run(TestContext.Current.CancellationToken));
        Assert.Equal(scenario == "forage" ? ["foragers"] : ["pursuers", "evaders"], figures.Select(brain => brain.Key));
        Assert.All(figures, brain => Assert.Equal(["loss"], brain.Value!.AsObject().Select(figure => figure.Key)));
        if (scenario == "forage" && mode == "inline")
        {
            float[] losses = [.. runner.Record.Losses.ToArray().Where(float.IsFinite)];
            JsonNode loss = figures["foragers"]!["loss"]!;
            Assert.Equal(losses[^1], (float)loss["newest"]!);
            Assert.Equal(losses.Average(each => (double)each), (double)loss["mean"]!, 1e-12);
        }
    }

    [Fact]
    public void ABrainThatDoesNotLearnReportsNone()
    {
        RunOptions options = new() { Agents = 20, Frames = 10, Workers = 1, ScoreFrames = 30, Learner = "none" };
        Assert.Equal("""{"foragers":{}}""", Figures(new HeadlessRunner(options).Run(TestContext.Current.CancellationToken)).ToJsonString());
    }

    private static JsonObject Figures(RunReport report) => JsonNode.Parse(ReportJson.Serialize(report))!["learning_figures"]!.AsObject();
}
