using NeuroAgents.Agents;
using NeuroAgents.Layers;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Models;
using NeuroAgents.Optimizers;
using NeuroAgents.Schedules;
using NeuroAgents.Serialization;
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

    /// <summary>Commands change both brains, and the settings that are read from the run show the changes.</summary>
    [Fact]
    public void EveryBrainOfARunIsChanged()
    {
        using SimulationRun run = Play(s_pursuit, 5);
        LiveCommand[] changes =
        [
            new SetLearningRate { Value = 0.004 }, new SetBatchSize { Value = 16 }, new SetDropout { Value = 0.25 }, new SetLearnSteps { Value = 3 }, new SetLearning { Value = false },
        ];
        Assert.Equal(
            ["learning rate 0.004", "16 rows per minibatch", "dropout 0.25", "3 minibatches per frame", "learning paused"],
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

    /// <summary>A run that is changed, saved and resumed has the bits of one that is changed and not interrupted.</summary>
    [Theory]
    [InlineData(LearnMode.Inline)]
    [InlineData(LearnMode.Lockstep)]
    public void AResumedRunKeepsTheChangedSettings(LearnMode mode)
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

    /// <summary>The second brain refuses the value. The first brain used to be changed already.</summary>
    [Theory]
    [InlineData("without a learner", "rate")]
    [InlineData("without a learner", "batch")]
    [InlineData("without a learner", "dropout")]
    [InlineData("without a learner", "learning")]
    [InlineData("without a learner", "reset")]
    [InlineData("with a schedule", "rate")]
    [InlineData("with a small replay", "batch")]
    [InlineData("with several rates", "dropout")]
    public void AValueThatOneBrainRefusesChangesNone(string second, string setting)
    {
        UnequalScenario scenario = new(second);
        using SimulationRun run = Play(new RunOptions { Catalogue = new ScenarioCatalogue(scenario), Scenario = scenario.Name, Agents = 4, Workers = 1 }, 0);
        Brain first = run.Session.Kinds[0].Brain;
        ((ImitationLearner)first.Learner!).Updaters[0].Optimizer.LearningRateScale = 0.5;
        LearningSettings before = LearningSettings.Of(run);
        LiveCommand change = setting switch
        {
            "rate" => new SetLearningRate { Value = 0.004 },
            "batch" => new SetBatchSize { Value = 100 },
            "dropout" => new SetDropout { Value = 0.25 },
            "learning" => new SetLearning { Value = false },
            _ => new ResetOptimizer(),
        };
        Exception refusal = Assert.ThrowsAny<Exception>(() => Apply(run, change));
        Assert.True(LiveCommand.IsRefusal(refusal), refusal.Message);
        Assert.Equal(before, LearningSettings.Of(run));
    }

    [Fact]
    public void ARefusalNamesTheRange()
    {
        using SimulationRun run = Play(s_pursuit, 1);
        Assert.Contains("LearningRate: expected 0 to", Assert.Throws<ArgumentOutOfRangeException>(() => Apply(run, new SetLearningRate { Value = -1 })).Message, StringComparison.Ordinal);
        Assert.Contains("BatchSize: expected 1 to", Assert.Throws<ArgumentOutOfRangeException>(() => Apply(run, new SetBatchSize { Value = 0 })).Message, StringComparison.Ordinal);
        Assert.Contains("expected a rate from 0 to below 1", Assert.Throws<ArgumentOutOfRangeException>(() => Apply(run, new SetDropout { Value = 1 })).Message, StringComparison.Ordinal);
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

    /// <summary>Two brains without agents. The second one refuses learning settings that the first accepts.</summary>
    private sealed class UnequalScenario(string second) : Scenario
    {
        public override string Name => "unequal";

        public override string Summary => "two brains that differ in how they learn";

        public override string ScoreMeaning => "always 0";

        protected override IReadOnlyList<Setting> OwnSettings => [];

        internal override void Check(TensorArchive archive)
        {
        }

        public override ScenarioSession Create(ScenarioSetup setup) => new Session(setup, second);

        private sealed class Session : ScenarioSession
        {
            internal Session(ScenarioSetup setup, string second)
            {
                BrainOptions options = new() { Observations = new ObservationSpec().Add("x", 0, 1), Actions = ActionSpec.Continuous("turn", "thrust"), Hidden = [4, 4] };
                ImitationOptions learner = (ImitationOptions)options.Learner!;
                BrainOptions other = second switch
                {
                    "without a learner" => options with { Learner = null },
                    "with a schedule" => options with { Learner = learner with { Optimizer = new AdamOptions { Schedule = new ExponentialDecay { InitialLearningRate = 0.01 } } } },
                    "with a small replay" => options with { Learner = learner with { BatchSize = 32, ReplayCapacity = 64 } },
                    _ => options with { Learner = new SeveralRates() },
                };
                Kinds = [Add(setup, "first", options), Add(setup, "second", other)];
            }

            public override float Side => 10;

            public override double Score => 0;

            public override ulong StateHash() => 0;

            public override void Save(TensorArchive archive)
            {
            }

            public override void Load(TensorArchive archive)
            {
            }

            private static AgentKind Add(ScenarioSetup setup, string name, BrainOptions options)
                => new(setup.Plugin.AddBrain(name, options), new AgentRoster(setup.World, setup.Plugin.Workers), new ActionTable(2));
        }

        private sealed record SeveralRates : LearnerOptions
        {
            public override Sequential CreatePolicy(PolicyShape shape)
                => new(shape.Inputs, [new Dense(4), new Dropout(0.5f), new Dense(4), new Dropout(0.1f), new Dense(shape.Outputs)]);

            public override ILearner Create(LearnerContext context) => new ImitationLearner(new ImitationOptions(), context);
        }
    }
}
