using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Tests.Simulation.Support;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Engine;

/// <summary>Agents learn from the teacher, and learn nothing from shuffled labels or without labels.</summary>
public sealed class LearningTests(TrainedRun trained, ITestOutputHelper output) : IClassFixture<TrainedRun>
{
    [Fact]
    public void LearningGoesMostOfTheWayToTheTeacher()
    {
        double way = (trained.Trained - trained.Untrained) / (trained.Teacher - trained.Untrained);
        output.WriteLine($"untrained {trained.Untrained:F3}, trained {trained.Trained:F3}, teacher {trained.Teacher:F3}, way {way:F3}");
        Assert.True(way >= 0.8, $"{way} of the way");
    }

    [Fact]
    public void TheLossFallsToAFifthOfTheLabelsVariance()
    {
        double first = trained.Record.MeanLoss(first: true)!.Value, last = trained.Record.MeanLoss(first: false)!.Value;
        double variance = trained.Record.MeanLabelVariance()!.Value;
        output.WriteLine($"loss {first:F4} to {last:F4}, label variance {variance:F4}, ratio {last / variance:F4}");
        Assert.True(variance > 0.05);
        Assert.True(last <= 0.2 * variance, $"loss {last}, variance {variance}");
        Assert.True(first > 0.3 * variance, $"The agents knew the task at the start: loss {first}, variance {variance}");
    }

    [Fact]
    public void EveryFrameIsLabelledAndLearnedFrom()
    {
        Assert.All(trained.Record.Losses.ToArray(), loss => Assert.True(float.IsFinite(loss)));
        Assert.All(trained.Record.LabelVariances.ToArray(), variance => Assert.True(variance > 0));
    }

    [Fact]
    public void ShuffledLabelsTeachNothing()
    {
        double shuffled = TrainedRun.Train(TrainedRun.Options with { Set = new() { ["shuffle-labels"] = "true" } });
        output.WriteLine($"shuffled {shuffled:F3}, untrained {trained.Untrained:F3}, teacher {trained.Teacher:F3}");
        Assert.True(shuffled < trained.Untrained + 0.25 * (trained.Teacher - trained.Untrained), $"shuffled {shuffled}");
    }

    [Fact]
    public void WithoutALearnerTheBrainKeepsItsInitialWeights()
    {
        RunOptions options = new() { Agents = 300, Frames = 120, Seed = 2, Workers = 1, Learner = RunOptions.None, ScoreFrames = LongForm.ScoreFrames };
        RunReport report = new HeadlessRunner(options).Run(TestContext.Current.CancellationToken);
        AssertUntrained(options, report);
        Assert.Equal((0, 0), (report.LearnSteps, report.SamplesLearned));
        Assert.Equal((null, null), (report.LossFirst, report.LossLast));
        Assert.NotNull(report.LabelVariance);
    }

    [Fact]
    public void ALearningRateOfZeroTeachesNothing()
    {
        RunOptions options = new() { Agents = 300, Frames = 120, Seed = 2, Workers = 1, ScoreFrames = LongForm.ScoreFrames, Set = { ["learning-rate"] = "0" } };
        RunReport report = new HeadlessRunner(options).Run(TestContext.Current.CancellationToken);
        AssertUntrained(options, report);
        Assert.Equal((120, 120 * 256), (report.LearnSteps, report.SamplesLearned));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void LearnStepsAreMinibatchesPerFrame(int steps)
    {
        RunOptions options = new() { Agents = 30, Frames = 40, Workers = 1, LearnSteps = steps, Set = { ["batch"] = "64" } };
        using SimulationRun run = new(options, NeuroAgents.Simulation.Systems.Driver.Brain, isLabelled: true);
        run.Play(40);

        // With 30 rows per frame, the third frame is the first with enough rows for a minibatch.
        Assert.Equal(steps * 38, run.Session.Brain.Statistics.LearnSteps);
        Assert.Equal(steps * 38 * 64, run.Session.Brain.Statistics.SamplesLearned);
    }

    private static void AssertUntrained(RunOptions options, RunReport report)
    {
        using SimulationRun born = new(options, NeuroAgents.Simulation.Systems.Driver.Brain, isLabelled: false);
        Assert.Equal(born.BrainHash(), report.BrainHash);
        Assert.NotNull(report.ScoreTrained);
        Assert.Equal(report.ScoreUntrained, report.ScoreTrained);
        Assert.True(report.ScoreTeacher > report.ScoreUntrained);
    }
}
