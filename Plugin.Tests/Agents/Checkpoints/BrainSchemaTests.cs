using NeuroAgents.Activations;
using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Optimizers;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents.Checkpoints;

/// <summary>A game's update changes observations and actions: old brains are loaded by names.</summary>
public sealed class BrainSchemaTests
{
    private static readonly ObservationSpec s_others = new ObservationSpec().Add("radar", -1, 1).Add("heading", -3, 3).Add("energy", 0, 100).Add("fog", 0, 9);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void KnownColumnsKeepTheirWeightsAndNewOnesChangeNothing(int hiddenLayers)
    {
        using Game old = new(change: options => options with { Hidden = [.. options.Hidden.Take(hiddenLayers)] });
        old.Frames(0, 30);
        using NeuroPlugin plugin = new();
        Brain changed = plugin.AddBrain("guards", Game.Options() with
        {
            Observations = s_others,
            Actions = ActionSpec.Continuous("jump", "thrust", "turn"),
            Hidden = [.. Game.Options().Hidden.Take(hiddenLayers)],
        });
        BrainLoadReport report = changed.Load(SavedBrain.Read(old.Brain.ToArchive()));
        Assert.Equal(["heading", "energy"], report.MatchedObservations);
        Assert.Equal(["radar", "fog"], report.AddedObservations);
        Assert.Equal(["wall.left"], report.DroppedObservations);
        Assert.Equal(["thrust", "turn"], report.MatchedActions);
        Assert.Equal(["jump"], report.AddedActions);
        Assert.Empty(report.DroppedActions);
        Assert.False(report.IsSameSchema);
        Assert.Equal(
            "observations: 2 matched, 2 added (radar, fog), 1 dropped (wall.left); actions: 2 matched, 1 added (jump); learner continued", report.ToString());
        Workbench.AssertZeroPadding(changed.Parameters, "carried over");

        // The dropped column is in the middle of its range, so it has no effect on the old network either.
        AgentHandle before = old.Brain.Spawn(), after = changed.Spawn();
        Decisions seen = old.Brain.BeginDecisions([before]);
        ((ReadOnlySpan<float>)[0.5f, 70, 2]).CopyTo(seen.Observation(0));
        old.Brain.Decide();
        Decisions now = changed.BeginDecisions([after]);
        ((ReadOnlySpan<float>)[0.3f, 2, 70, 5]).CopyTo(now.Observation(0));
        changed.Decide();
        Assert.Equal(0, now.Action(0)[0]);
        Assert.Equal(seen.Action(0)[1], now.Action(0)[1], 1e-6f);
        Assert.Equal(seen.Action(0)[0], now.Action(0)[2], 1e-6f);
        Assert.NotEqual(0, now.Action(0)[1]);
    }

    [Fact]
    public void MomentsFollowTheirWeights()
    {
        using Game old = new();
        old.Frames(0, 30);
        using NeuroPlugin plugin = new();
        Brain changed = plugin.AddBrain("guards", Game.Options() with { Observations = s_others, Actions = ActionSpec.Continuous("jump", "thrust", "turn") });
        Assert.True(changed.Load(SavedBrain.Read(old.Brain.ToArchive())).IsLearnerContinued);
        TensorArchive was = old.Brain.ToArchive(), now = changed.ToArchive();
        float[] before = Moments(old.Brain, was), after = Moments(changed, now);
        int stride = 16;
        for (int unit = 0; unit < 16; unit++)
        {
            Assert.Equal(before[2 * stride + unit], after[stride + unit]);
            Assert.Equal(before[stride + unit], after[2 * stride + unit]);
            Assert.Equal(0, after[unit]);
            Assert.Equal(0, after[3 * stride + unit]);
        }

        Assert.Contains(before, value => value != 0);
        Assert.Equal(was.GetScalar<long>("learner/optimizer/steps"), now.GetScalar<long>("learner/optimizer/steps"));
    }

    /// <summary>FTRL divides by sums of squares, so those of a new column must get their start value. FTRL moves random weights to zero, so it learns nothing here.</summary>
    [Theory]
    [InlineData("adam")]
    [InlineData("ftrl")]
    public void NewColumnsAreLearnedAfterwards(string optimizer)
    {
        ImitationOptions learner = new() { BatchSize = 32, ReplayCapacity = 256, Optimizer = optimizer == "ftrl" ? new FtrlOptions { LearningRate = 0.1 } : new AdamOptions { LearningRate = 0.01 } };
        using Game old = new(change: options => options with { Learner = learner });
        old.Frames(0, 60);
        using Game changed = new(change: options => options with
        {
            Learner = learner,
            Observations = new ObservationSpec().Add("wall.left", 0, 1).Add("energy", 0, 100).Add("heading", -3, 3).Add("constant", 1, 3),
        });
        changed.Brain.Load(SavedBrain.Read(old.Brain.ToArchive()));
        float[] start = changed.Weights[(3 * 16)..(4 * 16)];
        Assert.All(start, weight => Assert.Equal(0, weight));
        changed.Frames(60, 30);
        Assert.True(optimizer == "ftrl" || changed.Weights.AsSpan(3 * 16, 16).ContainsAnyExcept(0f));
        Assert.Equal(0, changed.Brain.Statistics.SkippedSteps);
        Assert.All(changed.Weights, weight => Assert.True(float.IsFinite(weight)));
    }

    [Fact]
    public void ChoicesOfBranchesAreMatchedByName()
    {
        using Game old = new(change: options => options with { Actions = ActionSpec.Discrete(new ActionBranch("turn", "left", "stay", "right"), new ActionBranch("fire", "no", "yes")) });
        using Game changed = new(seed: 4, change: options => options with
        {
            Actions = ActionSpec.Discrete(new ActionBranch("jump", "no", "yes"), new ActionBranch("turn", "right", "back", "left")),
        });
        BrainLoadReport report = changed.Brain.Load(SavedBrain.Read(old.Brain.ToArchive()));
        Assert.Equal(["turn/right", "turn/left"], report.MatchedActions);
        Assert.Equal(["jump/no", "jump/yes", "turn/back"], report.AddedActions);
        Assert.Equal(["turn/stay", "fire/no", "fire/yes"], report.DroppedActions);
        var was = old.Brain.Parameters.Tensor(old.Brain.Parameters.Layout.Segments[^2]);
        var now = changed.Brain.Parameters.Tensor(changed.Brain.Parameters.Layout.Segments[^2]);
        for (int unit = 0; unit < was.Rows; unit++)
        {
            Assert.Equal([0, 0, was[unit, 2], 0, was[unit, 0]], now.Row(unit).ToArray());
        }
    }

    [Fact]
    public void AnotherRangeIsReported()
    {
        using Game old = new(), changed = new(change: options => options with
        {
            Observations = new ObservationSpec().Add("wall.left", 0, 1).Add("energy", 0, 200).Add("heading", -3, 3),
        });
        BrainLoadReport report = changed.Brain.Load(SavedBrain.Read(old.Brain.ToArchive()));
        Assert.Equal(["energy"], report.RescaledObservations);
        Assert.False(report.IsSameSchema);
        Assert.True(Matrices.SameBits(old.Weights, changed.Weights));
    }

    /// <summary>Names of tensors count dropout layers, but a brain and its file need not have the same ones.</summary>
    [Fact]
    public void DropoutMayDiffer()
    {
        using Game with = new(change: options => options with { Dropout = 0.3f }), without = new(seed: 2);
        Assert.True(without.Brain.Load(SavedBrain.Read(with.Brain.ToArchive())).IsSameSchema);
        Assert.True(Matrices.SameBits(with.Weights, without.Weights));
    }

    [Fact]
    public void OtherNetworksAreRefusedByName()
    {
        using Game game = new();
        Refused("hidden layers: expected 16, 9, received 16", options => options with { Hidden = [16] });
        Refused("hidden layers: expected 16, 9, received none", options => options with { Hidden = [] });
        Refused("activation: expected relu, received tanh", options => options with { Activation = Activation.Tanh });
        Refused("actions: expected continuous ones, received discrete ones", options => options with { Actions = ActionSpec.Discrete(new ActionBranch("turn", 3)) });

        void Refused(string message, Func<BrainOptions, BrainOptions> change)
        {
            using Game other = new(change: change);
            float[] before = game.Weights;
            Assert.Contains(message, Assert.Throws<ArchiveFormatException>(() => game.Brain.Load(SavedBrain.Read(other.Brain.ToArchive()))).Message, StringComparison.Ordinal);
            Assert.True(Matrices.SameBits(before, game.Weights));
        }
    }

    private static float[] Moments(Brain brain, TensorArchive archive)
        => archive.Get<float>("learner/optimizer/first_moment", [brain.Parameters.Layout.Length]);
}
