using NeuroAgents.Agents;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Optimizers;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>Branches of choices with masks, learned by cross-entropy.</summary>
public sealed class DiscreteActionTests
{
    private const int Agents = 64;

    [Fact]
    public void ImitationLearnsTheTeachersChoices()
    {
        using NeuroPlugin plugin = new(new PluginOptions { Seed = 3, Workers = 1 });
        Play play = new(plugin);
        double before = play.Frames(1, mask: false);
        play.Frames(400, mask: false);
        Assert.InRange(before, 0, 0.6);
        Assert.InRange(play.Frames(1, mask: false), 0.95, 1);
        Assert.True(play.Brain.Statistics.LastLoss < 0.3f, $"{play.Brain.Statistics.LastLoss}");
    }

    [Fact]
    public void MaskedChoicesAreNeverTaken()
    {
        using NeuroPlugin plugin = new(new PluginOptions { Seed = 3, Workers = 2 });
        Play play = new(plugin);
        play.Frames(60, mask: true);
        Assert.Equal(0, play.MaskedChoicesTaken);
        Assert.Equal(0, play.Brain.Statistics.RefusedLabels);
        Assert.InRange(play.Frames(1, mask: true), 0.7, 1);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void TheNumberOfWorkersChangesNoBit(int workers)
    {
        using NeuroPlugin one = new(new PluginOptions { Seed = 3, Workers = 1 }), many = new(new PluginOptions { Seed = 3, Workers = workers });
        Play first = new(one, agents: 700), second = new(many, agents: 700);
        first.Frames(5, mask: true);
        second.Frames(5, mask: true);
        Assert.True(Matrices.SameBits(first.Brain.Parameters.Values.ToArray(), second.Brain.Parameters.Values.ToArray()));
    }

    [Fact]
    public void LabelsThatCannotBeCarriedOutAreRefusedAndCounted()
    {
        using NeuroPlugin plugin = new(new PluginOptions { Workers = 1 });
        Play play = new(plugin, agents: 2);
        Decisions decisions = play.Begin(0, mask: false);
        decisions.Mask(0)[1] = false;
        play.Brain.Teach(play.Handles[0], [1, 0]);
        play.Brain.Teach(play.Handles[0], [3, 0]);
        play.Brain.Teach(play.Handles[0], [0.5f, 0]);
        play.Brain.Teach(play.Handles[1], [1, 1]);
        Assert.Equal(3, play.Brain.Statistics.RefusedLabels);

        // The choice is masked after it was taught, so the label is refused when it would be recorded.
        decisions.Mask(1)[1] = false;
        play.Brain.Decide();
        plugin.LateUpdate();
        Assert.Equal(4, play.Brain.Statistics.RefusedLabels);
        Assert.Equal(0, ((ImitationLearner)play.Brain.Learner!).Replay.Count);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => play.Brain.Decisions.Mask(0)[0] = false);
        Assert.Equal("Mask: expected a call before Decide, received one after it.", error.Message);
    }

    [Fact]
    public void ARowWithoutAnAllowedChoiceIsRefusedAndGetsTheNeutralAction()
    {
        using NeuroPlugin plugin = new(new PluginOptions { Workers = 1 });
        Play play = new(plugin, agents: 2);
        Decisions decisions = play.Begin(0, mask: false);
        decisions.Mask(1)[..3].Clear();
        decisions.Mask(1)[3] = false;
        play.Brain.Decide();
        Assert.Equal(1, play.Brain.Statistics.RefusedObservations);
        Assert.Equal([0f, 1f], play.Brain.Action(play.Handles[1]).ToArray());

        // A new decision starts with nothing masked.
        Assert.DoesNotContain(false, play.Begin(1, mask: false).Mask(1).ToArray());
        play.Brain.Decide();
        Assert.Equal(1, play.Brain.Statistics.RefusedObservations);
    }

    [Fact]
    public void AFrameAllocatesNothing()
    {
        using NeuroPlugin plugin = new(new PluginOptions { Workers = 1 });
        Play play = new(plugin);
        play.Frames(30, mask: true);
        AllocationProbe.AssertNone(() => play.Frames(1, mask: true));
    }

    [Fact]
    public void SpecsAreChecked()
    {
        ActionSpec spec = ActionSpec.Discrete(new("move", "left", "right", "stay"), new("jump", 2));
        Assert.Equal(["move", "jump"], spec.Names);
        Assert.Equal(["0", "1"], spec.Branches[1].Choices);
        Assert.Equal((5, 2), (spec.OutputWidth, spec.Width));
        Assert.Empty(ActionSpec.Continuous("turn").Branches);
        Assert.Throws<ArgumentException>(() => ActionSpec.Discrete());
        Assert.Throws<ArgumentException>(() => ActionSpec.Discrete(new("move", 2), new("move", 3)));
        Assert.Throws<ArgumentException>(() => new ActionBranch("move", "left"));
        Assert.Throws<ArgumentException>(() => new ActionBranch("move", "left", "left"));
        Assert.Throws<ArgumentException>(() => new ActionBranch(" ", 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ActionBranch("move", 1));
    }

    /// <summary>A game in which agents observe a number from −1 to 1, from which the teacher chooses left, right or stay, and whether to jump.</summary>
    private sealed class Play
    {
        private readonly float[] _seen;
        private long _frame;

        internal Play(NeuroPlugin plugin, int agents = Agents)
        {
            Plugin = plugin;
            Brain = plugin.AddBrain("movers", new BrainOptions
            {
                Observations = new ObservationSpec().Add("where", -1, 1),
                Actions = ActionSpec.Discrete(new("move", "left", "right", "stay"), new("jump", "no", "yes")),
                Hidden = [24],
                AgentCapacity = agents,
                Learner = new ImitationOptions { BatchSize = 64, ReplayCapacity = 4096, Optimizer = new AdamOptions { LearningRate = 0.01 } },
            });
            Handles = [.. Enumerable.Range(0, agents).Select(_ => Brain.Spawn())];
            _seen = new float[agents];
        }

        internal NeuroPlugin Plugin { get; }

        internal Brain Brain { get; }

        internal AgentHandle[] Handles { get; }

        internal int MaskedChoicesTaken { get; private set; }

        internal Decisions Begin(long frame, bool mask)
        {
            Plugin.FixedUpdate(0.02f);
            Decisions decisions = Brain.BeginDecisions(Handles);
            NeuroAgents.Numerics.RandomSource random = new(5, (ulong)frame);
            for (int i = 0; i < Handles.Length; i++)
            {
                decisions.Observation(i)[0] = _seen[i] = random.Uniform(Handles[i].Id, 0, -1, 1);
                if (mask)
                {
                    // One choice that the teacher wouldn't take.
                    decisions.Mask(i)[(Move(_seen[i]) + 1) % 3] = false;
                }
            }

            return decisions;
        }

        /// <summary>Plays frames. Returns the share of moves in the last frame that equal the teacher's.</summary>
        internal double Frames(int count, bool mask)
        {
            int right = 0;
            for (int frame = 0; frame < count; frame++)
            {
                right = 0;
                Decisions decisions = Begin(_frame++, mask);
                Brain.Decide();
                for (int i = 0; i < Handles.Length; i++)
                {
                    int move = (int)decisions.Action(i)[0], wanted = Move(_seen[i]);
                    right += move == wanted ? 1 : 0;
                    MaskedChoicesTaken += mask && move == (wanted + 1) % 3 ? 1 : 0;
                    Brain.Teach(Handles[i], [wanted, _seen[i] > 0 ? 1 : 0]);
                }

                Plugin.LateUpdate();
            }

            return right / (double)Handles.Length;
        }

        private static int Move(float seen) => seen < -0.4f ? 0 : seen < 0.3f ? 1 : 2;
    }
}
