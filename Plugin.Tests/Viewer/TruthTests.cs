using NeuroAgents.Simulation.Running;
using NeuroAgents.Viewer.Overlays;
using Xunit;

namespace NeuroAgents.Tests.Viewer;

/// <summary>The figures that the window shows are those that a run without one writes.</summary>
[Collection(Display.Name)]
public sealed class TruthTests
{
    [Theory]
    [InlineData("forage", 90)]
    [InlineData("pursuit", 90)]
    [InlineData("separate", 130)]
    public void LossesAndScoresAreThoseOfAHeadlessRun(string scenario, int frames)
    {
        RunOptions options = new() { Scenario = scenario, Agents = 40, Seed = 3, Workers = 1, Frames = frames };
        HeadlessRunner runner = new(options);
        RunReport report = runner.Run();
        using OpenViewer open = new(options, frames, each => each with { Show = ["loss"] });
        PanelData data = open.Viewer.Data;
        Assert.Equal(report.LossFirst, data.History.LossWindow.First);
        Assert.Equal(report.LossLast, data.History.LossWindow.Last);
        Assert.Equal(report.ScoreTeacher, data.TeacherScore);
        Assert.Equal(report.ScoreUntrained, data.UntrainedScore);
        Assert.Equal(report.ScoreTrained, data.TrainedScore);
        Assert.Equal(runner.Record.Scores[^1], data.Snapshot.Figures.Score);
        Assert.Equal(report.HeldOut?.Loss ?? double.NaN, data.History.NewestHeldOutLoss);
        Assert.Equal(scenario == "separate", data.History.HeldOutLoss.Count > 0);
        Assert.True(scenario != "separate" || report.ScoreTrained == data.Snapshot.Figures.Score);
        double[] losses = [.. runner.Record.Losses.ToArray().Where(loss => !float.IsNaN(loss)).Select(loss => (double)loss)];
        Assert.Equal(losses, data.History.Loss.Values.ToArray());
        Assert.Equal(runner.Record.Scores.ToArray(), data.History.Score.Values.ToArray());
    }
}
