using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.Support;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Separate;

/// <summary>A network that is taught only a few noisy points overfits. Dropout and early stopping reduce the overfitting.</summary>
public sealed class OverfittingTests(ITestOutputHelper output)
{
    /// <summary>Number of seeds; dropout may fail for one of them.</summary>
    private static readonly int s_seeds = LongForm.IsOn ? 5 : 3;

    [Theory]
    [InlineData("moons")]
    [InlineData("circle")]
    public void TheHeldOutLossTurnsUpAndDropoutAndEarlyStoppingHelp(string problem)
    {
        int lowered = 0;
        for (ulong seed = 1; seed <= (ulong)s_seeds; seed++)
        {
            string[] few = [$"problem={problem}", "hidden=32,32", "samples=100", "noise=0.2"];
            HeldOutRecord plain = SeparateRun.Train(seed, few), dropout = SeparateRun.Train(seed, [.. few, "dropout=0.5"]),
                stopped = SeparateRun.Train(seed, [.. few, "patience=200"]);
            output.WriteLine(
                $"seed {seed}: lowest {plain.LowestLoss:F3}, final {plain.Loss:F3}, with dropout {dropout.Loss:F3}, stopped at {stopped.StoppedAt} with {stopped.Loss:F3}");
            Assert.True(plain.Loss > 1.2 * plain.LowestLoss, $"seed {seed}: lowest {plain.LowestLoss}, final {plain.Loss}");
            Assert.True(stopped.StoppedAt < SeparateRun.Frames, $"seed {seed}");
            Assert.True(stopped.Loss <= 1.05 * plain.LowestLoss, $"seed {seed}: lowest {plain.LowestLoss}, stopped with {stopped.Loss}");
            lowered += dropout.Loss <= 0.9 * plain.Loss ? 1 : 0;
        }

        Assert.True(lowered >= s_seeds - 1, $"dropout lowered the loss in {lowered} of {s_seeds}");
    }

    /// <summary>If all agents are taught while they move, equally noisy labels leave no fixed points to overfit.</summary>
    [Fact]
    public void ManyNoisyPointsAreNotOverfitted()
    {
        HeldOutRecord many = SeparateRun.Train(1, "problem=moons", "hidden=32,32", "noise=0.2");
        output.WriteLine($"lowest {many.LowestLoss:F3}, final {many.Loss:F3}, accuracy {many.Accuracy:F3}");
        Assert.True(many.Loss < 1.05 * many.LowestLoss && many.Accuracy > 0.95);
    }

    [Fact]
    public void OnlyTheSamplesAreEverTaught()
    {
        foreach (int samples in new[] { 1, 40, 256, 300 })
        {
            using SimulationRun run = new(
                SeparateRun.Options(3, $"samples={samples}", "batch=256") with { Agents = 50 }, Driver.Brain, isLabelled: true);
            run.Play(20);

            NeuroAgents.Learning.Experience.ReplayBuffer replay = ((NeuroAgents.Learning.Imitation.ImitationLearner)run.Session.Brain.Learner!).Replay;
            NeuroAgents.Learning.Experience.ReplayColumn observations = replay.Column("observation"), labels = replay.Column("label");
            (float, float, float)[] taught = [.. Enumerable.Range(0, replay.Count).Select(row => (observations[row][0], observations[row][1], labels[row][0]))];
            Assert.Equal(samples, taught.Distinct().Count());
            Assert.Single(taught.GroupBy(point => point).Select(group => group.Count()).Distinct());
            Assert.Equal(20, run.Session.Brain.Statistics.LearnSteps);
        }
    }

    /// <summary>In the background, labels are recorded later and the weights in training differ from the deciding ones.</summary>
    [Fact]
    public void SamplesAndEarlyStoppingWorkWithLearningInTheBackground()
    {
        RunOptions options = SeparateRun.Options(1, "problem=moons", "samples=40", "noise=0.2", "patience=30") with { Agents = 50, LearnMode = NeuroAgents.Agents.LearnMode.Lockstep };
        Assert.Equal(Determinism.RunHashTests.Hashes(options, 400), Determinism.RunHashTests.Hashes(options with { Workers = 2 }, 400));
        using SimulationRun run = options.Play(400);

        HeldOutRecord heldOut = run.Session.Feature<IHeldOutValidation>()!.Record;
        Assert.InRange(heldOut.StoppedAt!.Value, 30, 398);
        Assert.InRange(run.Session.Brain.Statistics.LearnSteps, 30, heldOut.StoppedAt.Value + 1);
    }

    [Fact]
    public void TheShareOfWrongLabelsIsTheNoise()
    {
        using SimulationRun run = SeparateRun.Options(3, "noise=0.2", "learning-rate=0").Play(30);

        NeuroAgents.Learning.Experience.ReplayBuffer replay = ((NeuroAgents.Learning.Imitation.ImitationLearner)run.Session.Brain.Learner!).Replay;
        NeuroAgents.Learning.Experience.ReplayColumn labels = replay.Column("label");
        Assert.Equal(30_000, replay.Count);

        // Handles are in the order of births, alternating red and green.
        double wrong = Enumerable.Range(0, replay.Count).Count(row => labels[row][0] != row % 2) / (double)replay.Count;
        Assert.Equal(0.2, wrong, 0.01);
    }

    /// <summary>After learning stops, the weights are the best ones and no longer change.</summary>
    [Fact]
    public void AfterStoppingNothingChanges()
    {
        using SimulationRun run = new(
            SeparateRun.Options(2, "problem=moons", "samples=60", "noise=0.2", "patience=100"), Driver.Brain, isLabelled: true);
        HeldOutRecord record = run.Session.Feature<IHeldOutValidation>()!.Record;
        while (record.StoppedAt is null && run.Frame.Number < SeparateRun.Frames)
        {
            run.Frame.Run();
        }

        (string hash, double loss, long steps) = (run.BrainHash(), record.Loss, run.Session.Brain.Statistics.LearnSteps);
        Assert.Equal(run.Frame.Number - 1, record.StoppedAt);
        run.Play(100);

        Assert.Equal((hash, loss, steps), (run.BrainHash(), record.Loss, run.Session.Brain.Statistics.LearnSteps));
    }
}
