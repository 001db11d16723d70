using NeuroAgents.Activations;
using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Learning.ProximalPolicy;

/// <summary>Imitation first, then PPO from the copied policy: on a leash, with a critic that learns first.</summary>
public sealed class WarmStartTests
{
    private static readonly LeashOptions s_leash = new() { Coefficient = 0.5f, FadeUpdates = 60 };

    /// <summary>The teacher walks at half speed. Its returns are 0.56, the best are 0.81.</summary>
    [Fact]
    public void ATaughtBrainIsNeverFarBelowItsStartAndEndsAboveItsTeacher()
    {
        using RewardedGame taught = Taught(), game = Rewarded(Warm with { Leash = s_leash, CriticWarmupUpdates = 5 }), judge = Rewarded(Warm);
        game.Brain.Weights.CopyFrom(taught.Brain);
        double start = Score(judge, game);
        Assert.Equal(0.56, start, 0.051);
        double least = start;
        for (int i = 0; i < 40; i++)
        {
            game.Run(40);
            least = Math.Min(least, Score(judge, game));
        }

        Assert.True(least >= 0.9 * start, $"{least} after a start at {start}");
        Assert.InRange(Score(judge, game), 0.75, 0.82);
    }

    /// <summary>While only the critic learns, no bit of the policy changes, and nothing is reported about it.</summary>
    [Fact]
    public void OnlyTheCriticLearnsAtFirst()
    {
        using RewardedGame taught = Taught(), game = Rewarded(Warm with { CriticWarmupUpdates = 3 });
        game.Brain.Weights.CopyFrom(taught.Brain);
        ProximalPolicyLearner learner = (ProximalPolicyLearner)game.Brain.Learner!;
        float[] policy = Policy(game.Brain), value = game.Brain.Parameters.Network(ProximalPolicyOptions.ValueNetwork).ToArray();
        RunUpdates(game, 3);
        Assert.Equal(3, learner.Updates);
        Assert.Equal(policy, Policy(game.Brain));
        Assert.NotEqual(value, game.Brain.Parameters.Network(ProximalPolicyOptions.ValueNetwork).ToArray());
        Assert.True(float.IsNaN(game.Brain.Statistics.Figures.PolicyLoss) && float.IsFinite(game.Brain.Statistics.Figures.ValueLoss));
        RunUpdates(game, 1);
        Assert.NotEqual(policy, Policy(game.Brain));
        Assert.True(float.IsFinite(game.Brain.Statistics.Figures.PolicyLoss));

        // It begins again with the next copy, which leaves ln σ as it is.
        game.Brain.Weights.CopyFrom(taught.Brain);
        policy = Policy(game.Brain);
        RunUpdates(game, 3);
        Assert.Equal(policy, Policy(game.Brain));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AStrongLeashHoldsThePolicyAndAFadedOneLetsItGo(bool isDiscrete)
    {
        float held = Distance(new LeashOptions { Coefficient = 100, FloorCoefficient = 100 }), free = Distance(new LeashOptions { Coefficient = 0, FloorCoefficient = 0 });
        float fading = Distance(new LeashOptions { Coefficient = 100, FadeUpdates = 20 });
        Assert.True(held < 0.1 * free, $"held {held}, free {free}");
        Assert.True(fading > 3 * held, $"held {held}, fading {fading}");

        float Distance(LeashOptions leash)
        {
            using RewardedGame game = new(RewardedGame.Fast with { Leash = leash }, isDiscrete);
            RunUpdates(game, 40);
            return game.Brain.Statistics.Figures.ReferenceKullbackLeibler;
        }
    }

    [Fact]
    public void TheCoefficientFallsInALineToItsFloor()
    {
        LeashOptions leash = new() { Coefficient = 1, FadeUpdates = 4, FloorCoefficient = 0.2f };
        Assert.Equal([1, 0.8f, 0.6f, 0.4f, 0.2f, 0.2f], Enumerable.Range(0, 6).Select(update => leash.CoefficientAfter(update)));
        Assert.Equal(0.2f, (leash with { FadeUpdates = 0 }).CoefficientAfter(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ProximalPolicyOptions { Leash = new LeashOptions { Coefficient = -1 } }.Validate());
        ProximalPolicyOptions options = new() { Leash = leash };
        ProximalPolicyOptions copy = (ProximalPolicyOptions)options.Copy();
        leash.Coefficient = 7;
        Assert.Equal(1, copy.Leash!.Coefficient);
    }

    /// <summary>The reference is the policy that came from outside, and no step changes it.</summary>
    [Fact]
    public void TheReferenceIsThePolicyThatCameFromOutside()
    {
        using RewardedGame taught = Taught(), game = Rewarded(Warm with { Leash = s_leash }), plain = Rewarded(Warm);
        Assert.Equal(Policy(game.Brain), Reference(game.Brain));
        game.Brain.Weights.CopyFrom(taught.Brain);
        float[] start = Policy(game.Brain);
        Assert.Equal(start, Reference(game.Brain));
        RunUpdates(game, 2);
        Assert.Equal(start, Reference(game.Brain));
        Assert.NotEqual(start, Policy(game.Brain));

        // A saved brain that continues keeps its reference; a saved brain without a leash becomes the reference.
        using RewardedGame next = Rewarded(Warm with { Leash = s_leash });
        Assert.True(next.Brain.Load(SavedBrain.Read(game.Brain.ToArchive())).IsLearnerContinued);
        Assert.Equal((2L, 0L), (Learner(next).Updates, Learner(next).Start));
        Assert.Equal(start, Reference(next.Brain));
        plain.Run(60);
        Assert.False(next.Brain.Load(SavedBrain.Read(plain.Brain.ToArchive())).IsLearnerContinued);
        Assert.Equal(Policy(plain.Brain), Reference(next.Brain));
        Assert.True(plain.Brain.Load(SavedBrain.Read(game.Brain.ToArchive())).IsLearnerContinued);
        game.Brain.Weights.Reinitialize(3);
        Assert.Equal(Policy(game.Brain), Reference(game.Brain));
        Assert.Equal(Learner(game).Updates, Learner(game).Start);

        static ProximalPolicyLearner Learner(RewardedGame game) => (ProximalPolicyLearner)game.Brain.Learner!;
    }

    public static TheoryData<string, string?> Kinds => new() { { "continuous", null }, { "continuous", "tanh" }, { "discrete", null }, { "both", null } };

    /// <summary>The policy comes from a copy in the game or from a file. Cases have moments of the observations, masks or dropout layers.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void GreedyActionsAreThoseOfTheTaughtBrain(string kind, string? outputActivation)
    {
        ActionSpec actions = kind switch
        {
            "continuous" => ActionSpec.Continuous("a", "b"),
            "discrete" => ActionSpec.Discrete(new ActionBranch("c", 3), new ActionBranch("d", 2)),
            _ => ActionSpec.Continuous("a", "b").AndDiscrete(new ActionBranch("c", 3)),
        };
        BrainOptions options = new()
        {
            Observations = new ObservationSpec().Add("x", -1, 1).Add("y", 0, 10), Actions = actions, Hidden = [16, 8], Normalization = Normalization.Running,
            OutputActivation = outputActivation is null ? null : Activation.FromName(outputActivation), Learner = new ImitationOptions { BatchSize = 16 },
        };
        using NeuroPlugin plugin = new(new PluginOptions { Seed = 5, Workers = 1 });
        Brain taught = plugin.AddBrain("taught", options), copied = plugin.AddBrain("copied", options with { Learner = Warm with { Leash = s_leash } });
        Brain loaded = plugin.AddBrain("loaded", options with { Learner = Warm }), back = plugin.AddBrain("back", options);
        RandomSource random = new(4, 4);
        for (ulong row = 0; row < 400; row++)
        {
            float x = 2 * random.Uniform(row, 0) - 1, y = 10 * random.Uniform(row, 1);
            taught.Teach([x, y], kind switch { "continuous" => [x, -0.5f * x], "discrete" => [y > 5 ? 2 : 1, x > 0 ? 1 : 0], _ => [x, 0.3f, y > 3 ? 1 : 0] });
            plugin.LateUpdate();
        }

        copied.Weights.CopyFrom(taught);
        loaded.Load(SavedBrain.Read(taught.ToArchive()));
        back.Load(SavedBrain.Read(copied.ToArchive()));
        foreach (Brain brain in (Brain[])[copied, loaded])
        {
            brain.Acting = ActingMode.Greedy;
        }

        string[] expected = Actions(taught);
        Assert.True(expected.Distinct().Count() > (kind == "discrete" ? 1 : 40));
        Assert.All((Brain[])[copied, loaded, back], brain => Assert.Equal(expected, Actions(brain)));
        if (kind != "discrete")
        {
            float[] sigmas = copied.Parameters.Tensor(copied.Parameters.Layout.Segments.Last(segment => segment.Name.StartsWith("policy/", StringComparison.Ordinal))).Row(0).ToArray();
            Assert.Equal([-1.5f, -1.5f], sigmas);
        }

        string[] Actions(Brain brain)
        {
            AgentHandle[] agents = [.. Enumerable.Range(0, 50).Select(_ => brain.Spawn())];
            Decisions decisions = brain.BeginDecisions(agents);
            for (int row = 0; row < 50; row++)
            {
                (decisions.Observation(row)[0], decisions.Observation(row)[1]) = (row / 25f - 1, row % 10);
                if (kind != "continuous")
                {
                    decisions.Mask(row).Allow(0, row % 3, row % 2 == 0);
                }
            }

            brain.Decide();
            string[] decided = new string[50];
            for (int row = 0; row < 50; row++)
            {
                decided[row] = string.Join(' ', decisions.Action(row).ToArray());
            }

            return decided;
        }
    }

    [Fact]
    public void ABrainWithOtherActivationsIsRefused()
    {
        using NeuroPlugin plugin = new();
        BrainOptions options = new() { Observations = new ObservationSpec().Add("x", -1, 1), Actions = ActionSpec.Continuous("a") };
        Brain taught = plugin.AddBrain("taught", options), other = plugin.AddBrain("other", options with { Activation = Activation.Tanh, Learner = Warm });
        Assert.StartsWith(
            "source: expected hidden layers and outputs with the activations tanh and none, received relu and none.", Assert.Throws<ArgumentException>(() => other.Weights.CopyFrom(taught)).Message, StringComparison.Ordinal);
        Brain wider = plugin.AddBrain("wider", options with { Hidden = [65, 64], Learner = Warm }), more = plugin.AddBrain("more", options with { Actions = ActionSpec.Continuous("a", "b"), Learner = Warm });
        Assert.Throws<ArgumentException>(() => wider.Weights.CopyFrom(taught));
        Assert.Throws<ArgumentException>(() => more.Weights.CopyFrom(taught));
    }

    /// <summary>A game that was given another continuous action: the known one keeps its outputs and its ln σ.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void APolicyThatSamplesMayGainActions(bool hasBranches)
    {
        using NeuroPlugin plugin = new();
        BrainOptions options = new() { Observations = new ObservationSpec().Add("x", -1, 1), Actions = Spec("a"), Learner = Warm with { Leash = s_leash } };
        Brain old = plugin.AddBrain("old", options), next = plugin.AddBrain("next", options with { Actions = Spec("b", "a") });
        ParameterSegment sigma = Sigma(old);
        old.Weights.Set(sigma, 0, 0, -0.75f);
        BrainLoadReport report = next.Load(SavedBrain.Read(old.ToArchive()));
        Assert.True(report.IsLearnerContinued);
        Assert.Equal([0, -0.75f], next.Parameters.Tensor(Sigma(next)).Row(0).ToArray());

        ActionSpec Spec(params string[] names) => hasBranches ? ActionSpec.Continuous(names).AndDiscrete(new ActionBranch("c", 2)) : ActionSpec.Continuous(names);

        static ParameterSegment Sigma(Brain brain) => brain.Parameters.Layout.Segments.Last(segment => segment.Name.StartsWith("policy/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(101, 1, LearnMode.Inline)]
    [InlineData(109, 3, LearnMode.Inline)]
    [InlineData(107, 1000, LearnMode.Inline)]
    [InlineData(102, 3, LearnMode.Lockstep)]
    [InlineData(110, 3, LearnMode.Lockstep)]
    public void ASavedGameOnALeashGoesOnWithTheSameBits(int frame, int learnSteps, LearnMode mode)
    {
        using RewardedGame taught = Taught(Normalization.Running), whole = Game(), resumed = Game();
        whole.Brain.Weights.CopyFrom(taught.Brain);
        whole.Run(frame);
        using TensorArchive archive = new(), again = new();
        whole.Plugin.Save(archive);
        resumed.Plugin.Load(archive);

        // A file of the resumed game, whose reference outputs are still to be computed, is as good.
        resumed.Plugin.Save(again);
        resumed.Plugin.Load(again);
        resumed.CopyWorldFrom(whole);
        whole.Run(80);
        resumed.Run(80);
        whole.Plugin.FinishLearning();
        resumed.Plugin.FinishLearning();
        Assert.Equal(whole.Brain.Parameters.Values.ToArray(), resumed.Brain.Parameters.Values.ToArray());
        Assert.Equal(whole.Brain.Statistics.Figures, resumed.Brain.Statistics.Figures);
        Assert.Equal(((ProximalPolicyLearner)whole.Brain.Learner!).Updates, ((ProximalPolicyLearner)resumed.Brain.Learner!).Updates);
        Assert.True(whole.Brain.Statistics.Figures.ReferenceKullbackLeibler > 0);

        RewardedGame Game() => new(
            Warm with { Leash = s_leash, CriticWarmupUpdates = 3, ScaleRewards = true, ClipRangeDecayUpdates = 100 }, isDiscrete: false, hidden: [16], normalization: Normalization.Running,
            options: new PluginOptions { LearnSteps = learnSteps, Workers = 1, LearnMode = mode });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void NeitherWorkersNorSlicesChangeABit(bool isDiscrete)
    {
        ProximalPolicyOptions options = RewardedGame.Fast with { Leash = s_leash, CriticWarmupUpdates = 2, ScaleRewards = true };
        float[] first = Play(1, null);
        Assert.Equal(first, Play(3, null));
        Assert.Equal(first, Play(1, TimeSpan.FromMilliseconds(1000)));

        float[] Play(int workers, TimeSpan? budget)
        {
            using RewardedGame game = new(options, isDiscrete, agents: 200, options: new PluginOptions { LearnSteps = 1000, Workers = workers, LearnBudget = budget });
            game.Run(30);
            Assert.True(((ProximalPolicyLearner)game.Brain.Learner!).Updates > 10);
            return game.Brain.Parameters.Values.ToArray();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AFrameOnALeashAllocatesNothing(bool isDiscrete)
    {
        using RewardedGame game = new(RewardedGame.Fast with { Leash = s_leash, CriticWarmupUpdates = 2, ScaleRewards = true }, isDiscrete);
        game.Plugin.Awake();
        game.Run(200);
        AllocationProbe.AssertNone(() => game.Run(1));
    }

    private static ProximalPolicyOptions Warm => RewardedGame.Fast with { InitialLogSigma = -1.5f, EntropyCoefficient = 0, Optimizer = new AdamOptions { LearningRate = 1e-3, Epsilon = 1e-5 } };

    private static RewardedGame Taught(Normalization normalization = Normalization.Range)
    {
        RewardedGame game = new(new ImitationOptions { BatchSize = 32 }, isDiscrete: false, hidden: [16], normalization: normalization) { Teacher = goal => 0.5f * goal, StepCost = 0.05f };
        game.Plugin.LearnSteps = 5;
        game.Run(100);
        return game;
    }

    private static RewardedGame Rewarded(LearnerOptions learner) => new(learner, isDiscrete: false, hidden: [16]) { StepCost = 0.05f };

    /// <summary>Plays greedily with the weights of another game.</summary>
    private static double Score(RewardedGame judge, RewardedGame played)
    {
        judge.Brain.IsLearning = false;
        judge.Brain.Acting = ActingMode.Greedy;
        judge.Brain.Weights.CopyFrom(played.Brain);
        judge.Run(20);
        long before = judge.Brain.Statistics.Episodes.Count;
        while (judge.Brain.Statistics.Episodes.Count < before + EpisodeLog.Window)
        {
            judge.Run(1);
        }

        return judge.Brain.Statistics.Episodes.NewestReturn;
    }

    private static void RunUpdates(RewardedGame game, int count)
    {
        ProximalPolicyLearner learner = (ProximalPolicyLearner)game.Brain.Learner!;
        for (long end = learner.Updates + count; learner.Updates < end;)
        {
            game.Run(1);
        }
    }

    private static float[] Policy(Brain brain) => brain.Parameters.Network(NetworkNames.Policy).ToArray();

    private static float[] Reference(Brain brain) => brain.Parameters.Network(ProximalPolicyOptions.ReferenceNetwork).ToArray();
}
