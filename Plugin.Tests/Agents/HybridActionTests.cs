using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>Continuous actions and branches in one brain, through the public calls.</summary>
public sealed class HybridActionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2024)]
    public void ArchersLearnWhereToTurnAndWhatToDraw(ulong seed)
    {
        using Archers game = new(seed, agents: 128, workers: 2);
        (double before, _) = game.Frames(1);
        game.Frames(600);
        (double agreement, double error) = game.Frames(20);
        Assert.InRange(before, 0, 0.6);
        Assert.InRange(agreement, 0.95, 1);
        Assert.InRange(error, 0, 0.05);
        Assert.Equal((0, 0, 0), (game.ShotsWithoutArrows, game.Brain.Statistics.RefusedLabels, game.Brain.Statistics.RefusedActions));
    }

    [Fact]
    public void TheNumberOfWorkersChangesNoBit()
    {
        using Archers one = new(5, agents: 700, workers: 1), many = new(5, agents: 700, workers: 5);
        one.Frames(5);
        many.Frames(5);
        Assert.True(Matrices.SameBits(one.Brain.Parameters.Values.ToArray(), many.Brain.Parameters.Values.ToArray()));
    }

    [Fact]
    public void AFrameAllocatesNothing()
    {
        using Archers game = new(5, agents: 64, workers: 1);
        game.Frames(30);
        AllocationProbe.AssertNone(() => game.Frames(1));
    }

    [Fact]
    public void ChoicesAreIndicesAndTheActionRowHoldsBoth()
    {
        using Archers game = new(5, agents: 3, workers: 1);
        game.Frames(3);
        Decisions decisions = game.Brain.Decisions;
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(decisions.Action(i)[..1].ToArray(), decisions.Continuous(i).ToArray());
            Assert.Equal((decisions.Action(i)[1], decisions.Action(i)[2]), (decisions.Choice(i, 0), decisions.Choice(i, 1)));
            Assert.Equal(decisions.Choice(i, 1), game.Brain.Choice(game.Handles[i], 1));
        }

        Assert.StartsWith("branch: expected 0 to 1, received 2.", Assert.Throws<ArgumentOutOfRangeException>(() => game.Brain.Decisions.Choice(0, 2)).Message, StringComparison.Ordinal);
        using Game walkers = new(agents: 1);
        walkers.Decide(0);
        Assert.StartsWith(
            "branch: expected actions with branches, received 0.", Assert.Throws<ArgumentOutOfRangeException>(() => walkers.Brain.Choice(walkers.Agents[0], 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MasksAreSetByBranchAndChoice()
    {
        using Archers game = new(5, agents: 2, workers: 1);
        ActionMask mask = game.Begin().Mask(0);
        mask.Allow(branch: 0, choice: 2, isAllowed: false);
        mask.Allow(1, 0, false);
        Assert.Equal([true, true, false, false, true], mask.ToArray());
        Assert.Equal((5, false, true), (mask.Length, mask.IsAllowed(0, 2), mask.IsAllowed(1, 1)));
        mask.Branch(0).Fill(true);
        mask[3] = true;
        mask.Allow(1, 1);
        Assert.DoesNotContain(false, mask.ToArray());
        Assert.StartsWith("branch: expected 0 to 1, received -1.", Assert.Throws<ArgumentOutOfRangeException>(() => game.Brain.Decisions.Mask(0).Allow(-1, 0, false)).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "choice: expected 0 to 2 in branch \"weapon\", received 3.", Assert.Throws<ArgumentOutOfRangeException>(() => game.Brain.Decisions.Mask(0).Allow(0, 3, false)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => game.Brain.Decisions.Mask(0).Branch(2).Clear());
    }

    /// <summary>Teaching choices has the same effect as teaching a row of floats.</summary>
    [Fact]
    public void LabelsTakeChoicesAsIndices()
    {
        using Archers byChoice = new(5, agents: 40, workers: 1), byRow = new(5, agents: 40, workers: 1) { TeachesRows = true };
        byChoice.Frames(10);
        byRow.Frames(10);
        Assert.True(Matrices.SameBits(byChoice.Brain.Parameters.Values.ToArray(), byRow.Brain.Parameters.Values.ToArray()));

        Brain brain = byChoice.Brain;
        AgentHandle handle = byChoice.Handles[0];
        byChoice.Begin();
        brain.Decide();
        brain.Teach(handle, [0.5f], [3, 0]);
        brain.Teach(handle, [1.5f], [0, 0]);
        brain.Teach(handle, [0.5f], [0, int.MaxValue]);
        Assert.Equal(3, brain.Statistics.RefusedLabels);
        Assert.Contains("continuous: expected", Assert.Throws<ArgumentException>(() => brain.Teach(handle, [], [0, 0])).Message, StringComparison.Ordinal);
        Assert.Contains("choices: expected", Assert.Throws<ArgumentException>(() => brain.Teach(handle, [0.5f], [0])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusalsNameTheBranch()
    {
        using Archers game = new(5, agents: 2, workers: 1);
        List<GuardEvent> told = [];
        game.Brain.Guarded += told.Add;
        Decisions decisions = game.Begin();
        decisions.Mask(1).Branch(0).Clear();
        game.Brain.Decide();
        game.Brain.Teach(game.Handles[0], [0.5f], [0, 2]);
        game.Plugin.LateUpdate();
        Assert.Equal([0f, 0f, 0f], game.Brain.Action(game.Handles[1]).ToArray());
        Assert.Contains(told, each => each.ToString().Contains("weapon", StringComparison.Ordinal));
        Assert.Contains(told, each => each.ToString().Contains("shout", StringComparison.Ordinal));
    }

    [Fact]
    public void SpecsAreChecked()
    {
        ActionSpec spec = ActionSpec.Continuous("turn", "thrust").AndDiscrete(new ActionBranch("weapon", "none", "bow", "sword")).AndDiscrete(new ActionBranch("jump", 2));
        Assert.Equal(["turn", "thrust", "weapon", "jump"], spec.Names);
        Assert.Equal((7, 4, 2, 2), (spec.OutputWidth, spec.Width, spec.ContinuousCount, spec.Branches.Count));
        Assert.Equal((null, "jump"), (spec.BranchAt(1), spec.BranchAt(3)!.Name));
        Assert.Throws<ArgumentOutOfRangeException>(() => spec.BranchAt(4));
        Assert.Throws<ArgumentException>(() => spec.AndDiscrete());
        Assert.Contains("turn", Assert.Throws<ArgumentException>(() => spec.AndDiscrete(new ActionBranch("turn", 2))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => spec.AndDiscrete([.. Enumerable.Range(0, 255).Select(i => new ActionBranch($"{i}", 2))]));
        Assert.Throws<ArgumentException>(() => spec.AndDiscrete(new ActionBranch("a", 4096), new ActionBranch("b", 4096)));
        Assert.Throws<ArgumentException>(() => new BrainOptions
        {
            Observations = new ObservationSpec().Add("x", 0, 1), Actions = spec, OutputActivation = NeuroAgents.Activations.Activation.Tanh,
        }.Validate());
    }

    [Fact]
    public void ASavedGameGoesOnWithTheSameBits()
    {
        using Archers straight = new(5, agents: 30, workers: 1), first = new(5, agents: 30, workers: 1);
        straight.Frames(40);
        first.Frames(25);
        using Archers second = new(5, agents: 0, workers: 1);
        TensorArchive archive = new();
        first.Plugin.Save(archive);
        second.Plugin.Load(archive);
        second.GoOn(first);
        second.Frames(15);
        Assert.True(Matrices.SameBits(straight.Brain.Parameters.Values.ToArray(), second.Brain.Parameters.Values.ToArray()));
        Assert.True(((ImitationLearner)second.Brain.Learner!).Replay.Count > 0);
    }

    [Fact]
    public void TheFileHoldsBothKindsByName()
    {
        using Archers game = new(5, agents: 2, workers: 1);
        TensorArchive archive = game.Brain.ToArchive();
        Assert.Equal("""{"continuous":["turn"],"discrete":{"weapon":["none","bow","sword"],"shout":["no","yes"]}}""", archive.Metadata["actions"]);
        SavedBrain saved = SavedBrain.Read(archive);
        Assert.Equal(["turn", "weapon", "shout"], saved.Actions.Names);
        Assert.Equal((1, 6), (saved.Actions.ContinuousCount, saved.Actions.OutputWidth));
        using Archers other = new(8, agents: 2, workers: 1);
        Assert.True(other.Brain.Load(saved).IsSameSchema);
        Assert.True(Matrices.SameBits(game.Brain.Parameters.Values.ToArray(), other.Brain.Parameters.Values.ToArray()));
    }

    [Theory]
    [InlineData("""{"discrete":{"weapon":["none","bow","sword"]},"continuous":["turn"]}""", "one key, or continuous and then discrete")]
    [InlineData("""{"continuous":["turn"],"discrete":{"turn":["left","right"]}}""", "actions that a brain can have")]
    [InlineData("""{"continuous":["turn"],"discrete":{"a":["b","c"]},"more":[]}""", "two keys")]
    public void OtherFormsAreRefused(string text, string expected)
    {
        using Archers game = new(5, agents: 2, workers: 1);
        TensorArchive archive = game.Brain.ToArchive();
        archive.Metadata["actions"] = text;
        archive.Seal();
        Assert.Contains(expected, Assert.Throws<ArchiveFormatException>(() => SavedBrain.Read(archive)).Message, StringComparison.Ordinal);
    }

    /// <summary>A brain that could only walk gains a weapon branch, and a later one loses it.</summary>
    [Fact]
    public void BranchesMayBeAddedToATrainedBrainAndDropped()
    {
        using Game old = new();
        old.Frames(0, 30);
        ActionBranch weapon = new("weapon", "none", "bow");
        using Game armed = new(seed: 3, change: options => options with { Actions = ActionSpec.Continuous("thrust", "jump").AndDiscrete(weapon) });
        BrainLoadReport report = armed.Brain.Load(SavedBrain.Read(old.Brain.ToArchive()));
        Assert.Equal(["thrust"], report.MatchedActions);
        Assert.Equal(["jump", "weapon/none", "weapon/bow"], report.AddedActions);
        Assert.Equal(["turn"], report.DroppedActions);
        Assert.True(report.IsLearnerContinued);
        var was = old.Brain.Parameters.Tensor(old.Brain.Parameters.Layout.Segments[^2]);
        var now = armed.Brain.Parameters.Tensor(armed.Brain.Parameters.Layout.Segments[^2]);
        for (int unit = 0; unit < was.Rows; unit++)
        {
            Assert.Equal([was[unit, 1], 0, 0, 0], now.Row(unit).ToArray());
        }

        using Game fighters = new(seed: 4, change: options => options with { Actions = ActionSpec.Discrete(weapon) });
        Assert.Equal(["weapon/none", "weapon/bow"], fighters.Brain.Load(SavedBrain.Read(armed.Brain.ToArchive())).MatchedActions);

        // A continuous action and a branch of the same name are different actions.
        using Game turrets = new(change: options => options with { Actions = ActionSpec.Continuous("aim").AndDiscrete(new ActionBranch("turn", 3)) });
        using Game movers = new(change: options => options with { Actions = ActionSpec.Continuous("turn").AndDiscrete(new ActionBranch("fire", 2)) });
        Assert.Contains("actions: expected some of", Assert.Throws<ArchiveFormatException>(() => movers.Brain.Load(SavedBrain.Read(turrets.Brain.ToArchive()))).Message, StringComparison.Ordinal);
    }

    /// <summary>A game that uses public calls only: an archer turns to a target, draws the bow while arrows last, else the sword if the target is near, and shouts at close targets.</summary>
    private sealed class Archers : IDisposable
    {
        private readonly RandomSource _world;
        private readonly (float Bearing, float Distance, int Arrows)[] _seen;
        private long _frame;

        internal Archers(ulong seed, int agents, int workers)
        {
            _world = new RandomSource(seed, 31);
            Plugin = new NeuroPlugin(new PluginOptions { Seed = seed, Workers = workers });
            Brain = Plugin.AddBrain("archers", new BrainOptions
            {
                Observations = new ObservationSpec().Add("bearing", -1, 1).Add("distance", 0, 50).Add("arrows", 0, 5),
                Actions = ActionSpec.Continuous("turn").AndDiscrete(new ActionBranch("weapon", "none", "bow", "sword"), new ActionBranch("shout", "no", "yes")),
                Hidden = [32, 32],
                AgentCapacity = agents,
                Learner = new ImitationOptions { BatchSize = 128, ReplayCapacity = 8192, Optimizer = new AdamOptions { LearningRate = 0.005 } },
            });
            Handles = [.. Enumerable.Range(0, agents).Select(_ => Brain.Spawn())];
            _seen = new (float, float, int)[Math.Max(30, agents)];
        }

        internal NeuroPlugin Plugin { get; }

        internal Brain Brain { get; }

        internal AgentHandle[] Handles { get; private set; }

        internal bool TeachesRows { get; init; }

        internal int ShotsWithoutArrows { get; private set; }

        /// <summary>Copies the agents and the clock of the game whose file was loaded.</summary>
        internal void GoOn(Archers saved) => (Handles, _frame) = ([.. saved.Handles.Select(handle => Brain.FindAgent(handle.Id))], saved._frame);

        internal Decisions Begin()
        {
            Plugin.FixedUpdate(0.02f);
            Decisions decisions = Brain.BeginDecisions(Handles);
            RandomSource random = _world.Stream((ulong)_frame++);
            for (int i = 0; i < Handles.Length; i++)
            {
                ulong id = Handles[i].Id;
                (float Bearing, float Distance, int Arrows) seen = (random.Uniform(id, 0, -1, 1), random.Uniform(id, 1, 0, 50), (int)random.Uniform(id, 2, 0, 4));
                _seen[i] = seen;
                Span<float> observation = decisions.Observation(i);
                (observation[0], observation[1], observation[2]) = seen;
            }

            return decisions;
        }

        /// <summary>Plays frames. Returns the share of correct branches and the mean error of the turns.</summary>
        internal (double Agreement, double Error) Frames(int count)
        {
            int agreed = 0;
            double error = 0;
            Span<int> choices = stackalloc int[2];
            for (int frame = 0; frame < count; frame++)
            {
                Decisions decisions = Begin();
                for (int i = 0; i < Handles.Length; i++)
                {
                    decisions.Mask(i).Allow(branch: 0, choice: 1, _seen[i].Arrows > 0);
                }

                Brain.Decide();
                for (int i = 0; i < Handles.Length; i++)
                {
                    (float turn, choices[0], choices[1]) = Teacher(_seen[i]);
                    agreed += (decisions.Choice(i, 0) == choices[0] ? 1 : 0) + (decisions.Choice(i, 1) == choices[1] ? 1 : 0);
                    error += Math.Abs(decisions.Continuous(i)[0] - turn);
                    ShotsWithoutArrows += decisions.Choice(i, 0) == 1 && _seen[i].Arrows == 0 ? 1 : 0;
                    if (TeachesRows)
                    {
                        Brain.Teach(Handles[i], [turn, choices[0], choices[1]]);
                    }
                    else
                    {
                        Brain.Teach(Handles[i], [turn], choices);
                    }
                }

                Plugin.LateUpdate();
            }

            return (agreed / (2.0 * count * Handles.Length), error / (count * Handles.Length));
        }

        private static (float Turn, int Weapon, int Shout) Teacher((float Bearing, float Distance, int Arrows) seen)
            => (0.8f * seen.Bearing, seen.Distance < 12 ? 2 : seen.Arrows > 0 ? 1 : 0, seen.Distance < 25 ? 1 : 0);

        public void Dispose() => Plugin.Dispose();
    }
}
