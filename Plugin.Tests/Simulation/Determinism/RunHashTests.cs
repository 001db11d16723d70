using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.Support;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Determinism;

public sealed class RunHashTests
{
    private static readonly int s_frames = LongForm.IsOn ? 600 : 200;
    private static readonly RunOptions s_small = new() { Agents = 200, Seed = 5, Workers = 1 };

    [Fact]
    public void AThousandAgentsGiveTheSameHashesTwiceAndOthersFromAnotherSeed()
    {
        RunOptions options = new() { Agents = 1000, Seed = 5, Workers = 2 };
        (string State, string Brain) first = Hashes(options, s_frames), second = Hashes(options, s_frames), other = Hashes(options with { Seed = 6 }, 60);
        Assert.Equal(first, second);
        Assert.NotEqual(first.State, other.State);
        Assert.NotEqual(first.Brain, other.Brain);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void TheNumberOfWorkersChangesNothing(int workers)
    {
        RunOptions options = s_small with { Agents = 1000 };
        Assert.Equal(Hashes(options, s_frames), Hashes(options with { Workers = workers }, s_frames));
    }

    /// <summary>A run that learns on a thread of its own is as exact: for any number of workers, and in a repetition.</summary>
    [Fact]
    public void LockstepGivesTheSameHashesOnRepeatAndForAnyNumberOfWorkers()
    {
        RunOptions options = s_small with { LearnMode = NeuroAgents.Agents.LearnMode.Lockstep, PublishDelay = 2 };
        (string State, string Brain) first = Hashes(options, 300);
        Assert.Equal(first, Hashes(options, 300));
        Assert.Equal(first, Hashes(options with { Workers = 2 }, 300));
        Assert.NotEqual(first.State, Hashes(options with { PublishDelay = 1 }, 300).State);
        Assert.NotEqual(first.State, Hashes(s_small, 300).State);
    }

    [Fact]
    public void TheSeedChangesTheWorldAndTheBrainFromTheStart()
    {
        (string State, string Brain)[] starts = [.. new ulong[] { 0, 1, 2, ulong.MaxValue }.Select(seed => Hashes(s_small with { Seed = seed }, 0))];
        Assert.Equal(4, starts.Select(start => start.State).Distinct().Count());
        Assert.Equal(4, starts.Select(start => start.Brain).Distinct().Count());
    }

    [Fact]
    public void LearningChangesTheBrainInEveryFrame()
    {
        using SimulationRun run = new(s_small with { Agents = 300 }, Driver.Brain, isLabelled: true);
        HashSet<string> brains = [run.BrainHash()];
        for (int frame = 1; frame <= 20; frame++)
        {
            run.Frame.Run();
            Assert.True(brains.Add(run.BrainHash()), $"frame {frame}");
        }
    }

    [Fact]
    public void HashingChangesNothing()
    {
        using SimulationRun run = new(s_small, Driver.Brain, isLabelled: true);
        for (int frame = 0; frame < 60; frame++)
        {
            run.Frame.Run();
            Assert.Equal(run.StateHash(), run.StateHash());
        }

        Assert.Equal(Hashes(s_small, 60), (run.StateHash(), run.BrainHash()));
    }

    [Fact]
    public void MeasuringScoresDoesNotTouchTheRun()
    {
        RunOptions options = s_small with { Frames = 300, ScoreFrames = LongForm.ScoreFrames };
        RunReport report = new HeadlessRunner(options).Run(TestContext.Current.CancellationToken);
        Assert.NotNull(report.ScoreTrained);
        Assert.Equal(Hashes(options, 300), (report.StateHash, report.BrainHash));
    }

    [Fact]
    public void ScoringInMidRunDoesNotTouchTheRun()
    {
        using SimulationRun run = new(s_small, Driver.Brain, isLabelled: true);
        for (int frame = 0; frame < 100; frame++)
        {
            run.Frame.Run();
            if (frame % 40 == 20)
            {
                Evaluation.Score(s_small, Driver.Brain, [run.Session.Brain], 30, TestContext.Current.CancellationToken);
            }
        }

        Assert.Equal(Hashes(s_small, 100), (run.StateHash(), run.BrainHash()));
    }

    internal static (string State, string Brain) Hashes(RunOptions options, int frames)
    {
        using SimulationRun run = options.Play(frames);

        run.Plugin.FinishLearning();
        return (run.StateHash(), run.BrainHash());
    }
}
