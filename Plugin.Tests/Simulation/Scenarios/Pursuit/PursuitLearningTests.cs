using NeuroAgents.Agents;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.Support;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Pursuit;

public sealed class PursuitLearningTests(ITestOutputHelper output)
{
    private const int ScoreFrames = 900;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void BothBrainsCloseMostOfTheGapToTheirTeachers(ulong seed)
    {
        RunOptions options = new() { Scenario = "pursuit", Agents = 400, Seed = seed, Workers = 1 };
        using SimulationRun run = Train(options, 900);
        Brain[] brains = [.. run.Session.Kinds.Select(kind => kind.Brain)];
        Assert.Equal(["pursuers", "evaders"], brains.Select(brain => brain.Name));
        foreach (int kind in new[] { 0, 1 })
        {
            double untrained = Score(kind, Driver.Brain, null), trained = Score(kind, Driver.Brain, brains), teacher = Score(kind, Driver.Teacher, null);
            double way = (trained - untrained) / (teacher - untrained);
            output.WriteLine($"{brains[kind].Name}: untrained {untrained:F3}, trained {trained:F3}, teacher {teacher:F3}, way {way:F3}");
            Assert.True(way >= 0.75, $"{brains[kind].Name}: {way} of the way");
        }

        double Score(int kind, Driver driver, Brain[]? from)
            => Evaluation.ScoreOfKind(kind, options, driver, from, ScoreFrames, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void AReportCoversBothBrains()
    {
        RunOptions options = new() { Scenario = "pursuit", Agents = 80, Frames = 60, Workers = 1, ScoreFrames = LongForm.ScoreFrames, Set = new() { ["batch"] = "20" } };
        HeadlessRunner runner = new(options);
        RunReport report = runner.Run(TestContext.Current.CancellationToken);
        Assert.Equal((120, 120 * 20), (report.LearnSteps, report.SamplesLearned));

        using SimulationRun run = new(options, Driver.Brain, isLabelled: true);
        LearningTotals totals = new(run.Session);
        totals.Update();
        Assert.Equal(float.NaN, totals.Loss);
        for (int frame = 0; frame < 60; frame++)
        {
            run.Frame.Run();
            Assert.Equal((run.Session.Kinds[0].Brain.Statistics.LastLoss + run.Session.Kinds[1].Brain.Statistics.LastLoss) / 2, runner.Record.Losses[frame]);
            totals.Update();
            Assert.Equal(runner.Record.Losses[frame], totals.Loss);
            Assert.Equal(runner.Record.NewRowsLosses[frame], totals.NewRowsLoss);
            Assert.Equal(run.Session.Kinds.Average(kind => kind.Labels.MeanVariance()), runner.Record.LabelVariances[frame], 1e-12);
        }

        totals.Update();
        Assert.Equal(float.NaN, totals.Loss);
        Assert.Equal(report.BrainHash, run.BrainHash());
        foreach (int kind in new[] { 0, 1 })
        {
            string before = run.BrainHash();
            run.Session.Kinds[kind].Brain.Parameters.Values[0]++;
            Assert.NotEqual(before, run.BrainHash());
        }
    }

    private static SimulationRun Train(RunOptions options, int frames)
    {
        SimulationRun run = options.Play(frames);

        return run;
    }
}
