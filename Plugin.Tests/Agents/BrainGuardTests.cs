using NeuroAgents.Learning;
using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Optimizers;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>The guard as a game sees it: faults are counted and reported, and nothing is thrown.</summary>
public sealed class BrainGuardTests
{
    [Fact]
    public void ABadPhaseIsCountedAndReportedAndEnds()
    {
        using Game game = new(agents: 40);
        List<GuardEvent> events = [];
        game.Brain.Guarded += events.Add;
        game.Frames(0, 300);
        float before = game.Brain.Statistics.LastLoss;
        double rate = game.Learner.Updaters[0].Optimizer.LearningRate;
        Assert.Empty(events);
        game.Learner.Updaters[0].Optimizer.LearningRate = rate * 1000;
        game.Frames(300, 60);
        game.Learner.Updaters[0].Optimizer.LearningRate = rate;
        game.Frames(360, 300);

        Assert.True(game.Brain.Statistics.Rollbacks > 0 && game.Brain.Statistics.SkippedSteps >= 5 * game.Brain.Statistics.Rollbacks);
        Assert.Equal(game.Brain.Statistics.Rollbacks, events.Where(each => each.Reason == GuardReason.RolledBack).Sum(each => each.Count));
        Assert.Equal(game.Brain.Statistics.SkippedSteps, events.Where(each => each.Reason == GuardReason.StepsSkipped).Sum(each => each.Count));
        Assert.All(events, each => Assert.Contains("guards: ", each.ToString(), StringComparison.Ordinal));
        Assert.All(events.Where(each => each.Fault == StepFault.LossExploded), each => Assert.True(each.Loss > each.LossLimit, each.ToString()));
        Assert.InRange(game.Brain.Statistics.LastLoss, 0, 2 * before);
        Assert.Equal(1, game.Learner.Updaters[0].Optimizer.LearningRateScale);
    }

    /// <summary>The text has the loss limit only if the loss was compared with it.</summary>
    [Fact]
    public void TheTextOfAnExplodedLossHasItsLimit()
    {
        using Game game = new(agents: 1);
        GuardEvent skipped = new(game.Brain, GuardReason.StepsSkipped, 1, StepFault.LossExploded, 0.068f) { LossLimit = 0.05f };
        Assert.Equal("guards: 1 learning step skipped: LossExploded, loss 0.068, limit 0.05", skipped.ToString());
        Assert.Equal("guards: rolled back to the last good weights: LossExploded, loss 0.068, limit 0.05", (skipped with { Reason = GuardReason.RolledBack }).ToString());
        Assert.Equal("guards: 1 learning step skipped: LossExploded, loss 0.068", new GuardEvent(game.Brain, GuardReason.StepsSkipped, 1, StepFault.LossExploded, 0.068f).ToString());
        Assert.Equal("guards: 1 learning step skipped: LossNotFinite, loss NaN", (skipped with { Fault = StepFault.LossNotFinite, Loss = float.NaN }).ToString());
    }

    [Fact]
    public void WithoutTheGuardTheSamePhaseRuinsTheBrain()
    {
        using Game game = new(agents: 40, change: options => options with { Learner = Options() with { Guard = null } });
        game.Frames(0, 300);
        float before = game.Brain.Statistics.LastLoss;
        double rate = game.Learner.Updaters[0].Optimizer.LearningRate;
        game.Learner.Updaters[0].Optimizer.LearningRate = rate * 1000;
        game.Frames(300, 60);
        game.Learner.Updaters[0].Optimizer.LearningRate = rate;
        game.Frames(360, 300);
        Assert.False(game.Brain.Statistics.LastLoss < 10 * before);
        Assert.Equal((0, 0), (game.Brain.Statistics.Rollbacks, game.Brain.Statistics.SkippedSteps));
    }

    /// <summary>Uses weights so large that every gradient is unusable: the optimizer refuses it, and the brain reports the fault.</summary>
    [Fact]
    public void WithoutTheGuardTheOptimizerStillRefusesUnusableGradients()
    {
        using Game game = new(agents: 40, change: options => options with { Learner = Options() with { Guard = null } });
        game.Frames(0, 20);
        List<GuardEvent> events = [];
        game.Brain.Guarded += events.Add;
        NeuroAgents.Models.ParameterSegment last = game.Brain.Parameters.Layout.Segments[^1];
        game.Brain.Weights.Set(last, 0, 0, 1e25f);
        float[] before = game.Weights.ToArray();
        long steps = game.Learner.Updaters[0].Optimizer.Steps;
        game.Frames(20, 5);
        Assert.True(Matrices.SameBits(before, game.Weights));
        Assert.Equal((steps, StepFault.GradientTooLarge), (game.Learner.Updaters[0].Optimizer.Steps, events[0].Fault));
        Assert.Equal(game.Brain.Statistics.SkippedSteps, events.Sum(each => each.Count));
    }

    [Fact]
    public void RefusedRowsOfEachKindAreReportedOncePerFrame()
    {
        using Game game = new(agents: 40);
        List<GuardEvent> events = [];
        game.Brain.Guarded += events.Add;
        game.Frames(0, 3);
        for (int i = 0; i < 5; i++)
        {
            game.Brain.Teach([float.NaN, 1, 1], [0, 0]);
            game.Brain.Teach([0, 1, 1], [float.PositiveInfinity, 0]);
        }

        game.Frames(3, 2);
        Assert.All(events, told => Assert.Equal((GuardReason.RowsRefused, 5, StepFault.None), (told.Reason, told.Count, told.Fault)));
        Assert.Equal([RefusalKind.Observation, RefusalKind.Label], events.Select(told => told.Refusal!.Value.Kind));
    }

    /// <summary>The row is finite and within the bounds of an observation, but so extreme that the loss of a minibatch with it explodes.</summary>
    [Fact]
    public void ARowThatSpoilsStepAfterStepIsEvicted()
    {
        using Game game = new(agents: 40, change: options => options with { Learner = Options() with { ReplayCapacity = 2000 } });
        game.Frames(0, 40);
        game.Brain.Teach([490, 49_000, 1460], [1, -1]);
        for (int frame = 0; frame < 500; frame++)
        {
            game.Plugin.LateUpdate();
        }

        Assert.Equal(1, game.Brain.Statistics.EvictedRows);
        Assert.InRange(game.Brain.Statistics.SkippedSteps, 2, 4);
        Assert.Equal(0, game.Brain.Statistics.Rollbacks);
    }

    [Fact]
    public void TheGuardsOptionsComeFromJson()
    {
        const string Text = """{ "learner": { "type": "imitation", "guard": { "rollback_after": 7 } } }""";
        BrainOptions read = NeuroAgents.Serialization.StrictJson.Read(Text, OptionsJson.Brain, "test");
        Assert.Equal(new GuardOptions { RollbackAfter = 7 }, read.Learner!.Guard);
        Assert.Null(NeuroAgents.Serialization.StrictJson.Read("""{ "learner": { "type": "imitation", "guard": null } }""", OptionsJson.Brain, "test").Learner!.Guard);
        PluginOptions plugin = NeuroAgents.Serialization.StrictJson.Read(
            """{ "learn_budget": "00:00:00.0015", "learn_mode": "inline", "publish_delay": 2 }""", OptionsJson.Plugin, "test");
        Assert.Equal((1.5, 2), (plugin.LearnBudget!.Value.TotalMilliseconds, plugin.PublishDelay));
    }

    private static ImitationOptions Options() => (ImitationOptions)Game.Options().Learner!;
}
