using System.Collections;
using System.Reflection;
using NeuroAgents.Activations;
using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Losses;
using NeuroAgents.Optimizers;
using NeuroAgents.Schedules;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Benchmarks;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Tests.Support;
using NeuroAgents.Training;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>Options are copied when they are passed, so a game that changes its own for the next brain does not affect the first brain.</summary>
public sealed class CopiedOptionsTests
{
    [Fact]
    public void LaterChangesOfOptionsDoNotReachTheBrain()
    {
        int[] hidden = [5, 4];
        double[] rates = [0.01, 0.001];
        AdamOptions optimizer = new() { Schedule = new LinearWarmup { WarmupSteps = 1, Then = new PiecewiseConstantDecay { Boundaries = new long[] { 40 }, Values = rates } } };
        ImitationOptions learner = new() { BatchSize = 8, ReplayCapacity = 100, Optimizer = optimizer };
        BrainOptions options = Game.Options() with { Hidden = hidden, Learner = learner };
        using Game changed = new(change: _ => options), same = new(change: _ => options.Copy());
        string before = Text(changed.Brain);

        (learner.BatchSize, learner.ReplayCapacity, learner.Guard!.Backoff, learner.Guard.RollbackAfter) = (64, 64, 0.1, 1);
        (hidden[0], rates[0], rates[1]) = (7, 1, 1);
        (optimizer.Beta1, optimizer.Schedule) = (0, null);
        options.AgentCapacity = 3;
        Assert.Equal(before, Text(changed.Brain));
        changed.Frames(0, 30);
        same.Frames(0, 30);
        Assert.Equal(same.Weights, changed.Weights);
        changed.Brain.Hyperparameters.ResetOptimizer();
        Assert.Throws<InvalidOperationException>(() => changed.Brain.Hyperparameters.LearningRate = 1);
    }

    /// <summary>A saved game has the replay capacity of its brain's own options, although the game has changed the passed ones since.</summary>
    [Fact]
    public void ASavedGameLoadsAfterItsOptionsWereUsedForSmallerBrains()
    {
        ImitationOptions learner = new() { BatchSize = 8, ReplayCapacity = 100 };
        BrainOptions options = Game.Options() with { Learner = learner };
        using Game game = new(change: _ => options), other = new(change: _ => options.Copy());
        (learner.BatchSize, learner.ReplayCapacity) = (4, 10);
        game.Frames(0, 20);
        using TensorArchive archive = new();
        game.Plugin.Save(archive);
        other.Plugin.Load(archive);
        Assert.Equal(100, other.Learner.Rows.Held);
        Assert.Equal((8, 100), SavedBrain.Read(game.Brain.ToArchive()).Options.Learner is ImitationOptions saved ? (saved.BatchSize, saved.ReplayCapacity) : default);
    }

    [Fact]
    public void OptionsOfASavedBrainAreCopies()
    {
        using Game game = new();
        SavedBrain saved = SavedBrain.Read(game.Brain.ToArchive());
        BrainOptions options = saved.Options;
        ((ImitationOptions)options.Learner!).BatchSize = 1;
        options.Hidden = [1];
        Assert.Equal(32, ((ImitationOptions)saved.Options.Learner!).BatchSize);
        Assert.True(game.Brain.Load(saved).IsSameSchema);
    }

    [Fact]
    public void AnOptimizerKeepsItsSchedule()
    {
        List<double> rates = [0.5];
        Optimizer optimizer = new SgdOptions { Schedule = new PiecewiseConstantDecay { Values = rates } }.Create(16);
        rates[0] = 0.25;
        optimizer.Step(new float[16], new float[16]);
        Assert.Equal(0.5, optimizer.LearningRate);
    }

    [Fact]
    public void ARunKeepsItsSettings()
    {
        RunOptions options = new() { Agents = 4, Workers = 1, Set = { ["batch"] = "8" } };
        using SimulationRun run = new(options, Driver.Brain, isLabelled: false);
        options.Set["batch"] = "16";
        options.Agents = 5;
        Assert.Equal(("8", 4), (run.Options.Set["batch"], run.Options.Agents));
    }

    /// <summary>No list, dictionary or record of options is shared with the copy, whatever properties are added later.</summary>
    [Fact]
    public void CopiesShareNothingThatCanBeChanged()
    {
        LearningRateSchedule[] schedules =
        [
            new ConstantSchedule(), new ExponentialDecay(), new PiecewiseConstantDecay { Values = new double[] { 1 } }, new PolynomialDecay(), new CosineDecayRestarts(),
            new LinearWarmup { Then = new LinearWarmup { Then = new PiecewiseConstantDecay() } },
        ];
        OptimizerOptions[] optimizers =
        [
            new SgdOptions(), new RmsPropOptions(), new AdagradOptions(), new AdadeltaOptions(), new AdamOptions(), new AdamWOptions(), new AdamaxOptions(), new NadamOptions(),
            new FtrlOptions(), new LionOptions(),
        ];
        Assert.All(optimizers, optimizer => Assert.All(schedules, schedule =>
        {
            BrainOptions options = Game.Options() with { Hidden = new List<int> { 3 }, Learner = new ImitationOptions { Optimizer = optimizer with { Schedule = schedule } } };
            AssertSharesNothing(options, options.Copy(), "brain");
        }));
        FitOptions fit = new() { Metrics = new List<string> { "accuracy" } };
        AssertSharesNothing(fit, fit.Copy(), "fit");
        RunOptions run = new() { Set = { ["batch"] = "8" } };
        AssertSharesNothing(run, run.Copy(), "run");
    }

    private static void AssertSharesNothing(object original, object copy, string path)
    {
        Assert.NotSame(original, copy);
        Assert.Equal(original.GetType(), copy.GetType());
        foreach (PropertyInfo property in original.GetType().GetProperties().Where(each => each.GetIndexParameters().Length == 0 && each.CanWrite))
        {
            object? from = property.GetValue(original), to = property.GetValue(copy);
            string name = $"{path}.{property.Name}";
            if (from is null or ValueType or string or Activation or Loss or ActionSpec or ObservationSpec or ScenarioCatalogue)
            {
                Assert.True(from is ObservationSpec || Equals(from, to), name);
            }
            else if (from is IEnumerable list)
            {
                Assert.False(ReferenceEquals(from, to), name);
                Assert.Equal(list, (IEnumerable)to!);
            }
            else
            {
                AssertSharesNothing(from, to!, name);
            }
        }
    }

    private static string Text(Brain brain) => brain.ToArchive().Metadata["options"];
}
