using NeuroAgents.Agents;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Live;

public sealed class LearningCommandTests
{
    private static readonly RunOptions s_pursuit = new() { Scenario = "pursuit", Agents = 80, Seed = 4, Workers = 1, Set = new() { ["batch"] = "32" } };

    /// <summary>Each of two brains, and what is read back of the run.</summary>
    [Fact]
    public void EveryBrainOfARunIsChanged()
    {
        using SimulationRun run = Play(s_pursuit, 5);
        LiveCommand[] changes =
        [
            new SetLearningRate { Value = 0.004 }, new SetBatchSize { Value = 16 }, new SetDropout { Value = 0.25 }, new SetLearnSteps { Value = 3 }, new SetLearning { Value = false },
        ];
        Assert.Equal(
            ["learning rate 0.004", "16 rows per minibatch", "dropout 0.25", "3 minibatches per frame", "learning stands still"],
            changes.Select(change => change.Words));
        Apply(run, changes);
        Assert.Equal(new LearningSettings(true, false, 0.004, 1, 16, 0.25f, 3, null, true), LearningSettings.Of(run));
        Assert.All(run.Session.Kinds, kind => Assert.Equal((0.004, 16, 0.25f, false), (kind.Brain.Hyperparameters.LearningRate, kind.Brain.Hyperparameters.BatchSize, kind.Brain.Hyperparameters.Dropout, kind.Brain.IsLearning)));

        Apply(run, new SetLearning { Value = true }, new SetLearnBudget { Value = 2.5 });
        Assert.Equal((2.5, true), (LearningSettings.Of(run).LearnBudgetMs, LearningSettings.Of(run).IsLearning));
        Apply(run, new SetLearnSteps { Value = 0 });
        Assert.Null(LearningSettings.Of(run).LearnBudgetMs);
    }

    [Fact]
    public void NewWeightsAreThoseOfARunOfThatSeed()
    {
        using SimulationRun run = Play(s_pursuit, 30), other = Play(s_pursuit with { Seed = 77 }, 0);
        Apply(run, new ReinitializeWeights { Seed = 77 });
        Assert.Equal(other.BrainHash(), run.BrainHash());
        Assert.All(run.Session.Kinds, kind => Assert.Equal(0, ((ImitationLearner)kind.Brain.Learner!).Updaters[0].Optimizer.Steps));
    }

    /// <summary>A run that is changed, saved and gone on with has the bits of one that was changed and went on.</summary>
    [Theory]
    [InlineData(LearnMode.Inline)]
    [InlineData(LearnMode.Lockstep)]
    public void ASavedRunGoesOnWithWhatWasChanged(LearnMode mode)
    {
        RunOptions options = s_pursuit with { LearnMode = mode };
        using SimulationRun run = Play(options, 20);
        Apply(run, new SetLearningRate { Value = 0.01 }, new SetBatchSize { Value = 48 }, new SetDropout { Value = 0.1 });
        Frames(run, 10);
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            SavedRun.Save(run, options, path, generations: 1);
            using SimulationRun resumed = SavedRun.Load(path).Resume(options);
            Frames(run, 20);
            Frames(resumed, 20);
            run.Plugin.FinishLearning();
            resumed.Plugin.FinishLearning();
            Assert.Equal((run.StateHash(), run.BrainHash()), (resumed.StateHash(), resumed.BrainHash()));
            Assert.Equal(LearningSettings.Of(run), LearningSettings.Of(resumed));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void WithoutALearnerThereIsNothingToChange()
    {
        using SimulationRun run = Play(s_pursuit with { Learner = RunOptions.None }, 1);
        Assert.False(LearningSettings.Of(run).CanLearn);
        Assert.Throws<InvalidOperationException>(() => Apply(run, new SetLearningRate { Value = 1 }));
    }

    [Fact]
    public void LookingDoesNotAllocate()
    {
        using SimulationRun run = Play(s_pursuit, 3);
        AllocationProbe.AssertNone(() => LearningSettings.Of(run));
    }

    private static SimulationRun Play(RunOptions options, int frames)
    {
        SimulationRun run = new(options, Driver.Brain, isLabelled: true);
        Frames(run, frames);
        return run;
    }

    private static void Frames(SimulationRun run, int count)
    {
        for (int i = 0; i < count; i++)
        {
            run.Frame.Run();
        }
    }

    private static void Apply(SimulationRun run, params LiveCommand[] changes)
    {
        foreach (LiveCommand change in changes)
        {
            change.Apply(run);
        }
    }
}
