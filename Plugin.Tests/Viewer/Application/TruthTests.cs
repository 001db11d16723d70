using NeuroAgents.Agents;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Support;
using NeuroAgents.Viewer.Overlays;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Application;

/// <summary>The figures in the window equal those of a run without a window.</summary>
[Collection(Display.Name)]
public sealed class TruthTests
{
    [Theory]
    [InlineData("forage", 90)]
    [InlineData("pursuit", 90)]
    [InlineData("separate", 130)]
    public void LossesAndScoresAreThoseOfAHeadlessRun(string scenario, int frames)
    {
        RunOptions options = new() { Scenario = scenario, Agents = 40, Seed = 3, Workers = 1, Frames = frames, ScoreFrames = scenario == "forage" ? null : LongForm.ScoreFrames };
        HeadlessRunner runner = new(options);
        RunReport report = runner.Run();
        using OpenViewer open = new(options, frames, each => each with { Show = ["loss"] }, hasAllScoreFrames: true);
        RunData data = open.Viewer.Data;
        Assert.Equal(report.LossFirst, data.History.Losses.Window.First);
        Assert.Equal(report.LossLast, data.History.Losses.Window.Last);
        Assert.Equal(report.ScoreTeacher, data.TeacherScore);
        Assert.Equal(report.ScoreUntrained, data.UntrainedScore);
        Assert.Equal(report.ScoreTrained, data.TrainedScore);
        Assert.Equal(runner.Record.Scores[^1], data.Snapshot.Figures.Score);
        Assert.Equal(report.HeldOut?.Loss ?? double.NaN, data.History.Losses.NewestHeldOut);
        Assert.Equal(scenario == "separate", data.History.Losses.HeldOut.Count > 0);
        Assert.True(scenario != "separate" || report.ScoreTrained == data.Snapshot.Figures.Score);
        Assert.Equal(report.NewRowsLossFirst ?? double.NaN, data.History.Losses.NewRowsWindow.First);
        Assert.Equal(report.NewRowsLossLast ?? double.NaN, data.History.Losses.NewRowsWindow.Last);
        Assert.Equal(scenario == "separate", report.NewRowsLossLast is null);
        if (data.History.Losses.Brains is [var only])
        {
            Assert.Equal(Measured(runner.Record.Losses), only.Loss.Values.ToArray());
            Assert.Equal(Measured(runner.Record.NewRowsLosses), only.NewRowsLoss.Values.ToArray());
        }

        Assert.Equal(runner.Record.Scores.ToArray(), data.History.Score.Values.ToArray());
    }

    /// <summary>Two brains have two curves. The report's loss is the mean of both. The window compares the run's own score with that of a run steered by teachers.</summary>
    [Fact]
    public void EachOfTwoBrainsHasTheCurveOfItsOwnLoss()
    {
        const int Frames = 90;
        RunOptions options = new() { Scenario = "pursuit", Agents = 80, Seed = 3, Workers = 1, Frames = Frames, ScoreFrames = LongForm.ScoreFrames };
        HeadlessRunner runner = new(options);
        RunReport report = runner.Run(TestContext.Current.CancellationToken);
        List<double>[] losses = [[], []];
        List<double>[] newRows = [[], []];
        long[] steps = [0, 0];
        using SimulationRun run = new(options, Driver.Brain, isLabelled: true);
        for (int frame = 0; frame < Frames; frame++)
        {
            run.Frame.Run();
            for (int kind = 0; kind < 2; kind++)
            {
                Brain brain = run.Session.Kinds[kind].Brain;
                losses[kind].AddRange(brain.Statistics.LearnSteps > steps[kind] ? [brain.Statistics.LastLoss] : []);
                steps[kind] = brain.Statistics.LearnSteps;
                newRows[kind].Add(run.Session.Kinds[kind].NewRowsLoss());
            }
        }

        using SimulationRun scripted = new(options, Driver.Teacher, isLabelled: false);
        for (int frame = 0; frame < Evaluation.FramesFor(options); frame++)
        {
            scripted.Frame.Run();
        }

        using OpenViewer open = new(options, Frames, each => each with { Show = ["loss"] }, hasAllScoreFrames: true);
        RunData data = open.Viewer.Data;
        Assert.Equal(2, data.History.Losses.Brains.Count);
        Assert.NotEqual(losses[0].Count, losses[1].Count);
        for (int kind = 0; kind < 2; kind++)
        {
            Assert.Equal(losses[kind], data.History.Losses.Brains[kind].Loss.Values.ToArray());
            Assert.Equal(newRows[kind], data.History.Losses.Brains[kind].NewRowsLoss.Values.ToArray());
        }

        Assert.Equal(newRows[0].Zip(newRows[1], (a, b) => (a + b) / 2).TakeLast(60).Average(), report.NewRowsLossLast!.Value, 1e-6);
        Assert.Equal(scripted.Session.Score, data.TeachersRunScore);
        Assert.NotEqual(data.TeacherScore, data.TeachersRunScore);
    }

    private static double[] Measured(ReadOnlySpan<float> losses) => [.. losses.ToArray().Where(loss => !float.IsNaN(loss)).Select(loss => (double)loss)];
}
