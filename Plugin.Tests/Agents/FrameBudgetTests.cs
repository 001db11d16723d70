using NeuroAgents.Learning;
using NeuroAgents.Agents;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>A budget of 1.5 ms, with a clock that only the learners' work advances.</summary>
public sealed class FrameBudgetTests : IDisposable
{
    private const double Budget = 1.5;
    private readonly ManualClock _clock = new();
    private readonly NeuroPlugin _plugin;

    public FrameBudgetTests() => _plugin = new NeuroPlugin(new PluginOptions { LearnBudget = TimeSpan.FromMilliseconds(Budget) }, _clock);

    public void Dispose() => _plugin.Dispose();

    [Fact]
    public void WholeStepsFillTheBudgetAndTheRestWaits()
    {
        AddBrain("one", stepCost: 0.4);
        Frames(50);
        Assert.Equal(3, _plugin.LastLearning.Steps);
        Assert.Equal(1.2, _plugin.LastLearning.Milliseconds, 1e-9);
        Assert.False(_plugin.LastLearning.IsOverBudget);
        Assert.Equal(0, _plugin.BudgetOverruns);
    }

    /// <summary>Slices keep the first frames within the budget, before the duration of a step is known.</summary>
    [Theory]
    [InlineData(0.3)]
    [InlineData(2)]
    [InlineData(10)]
    public void AColdStartStaysWithinTheBudget(double stepCost)
    {
        AddBrain("one", stepCost);
        for (int frame = 0; frame < 30; frame++)
        {
            Frames(1);
            Assert.InRange(_plugin.LastLearning.Milliseconds, 0, Budget);
        }

        Assert.Equal(0, _plugin.BudgetOverruns);
    }

    [Fact]
    public void AStepLongerThanTheBudgetIsLearnedOverSeveralFrames()
    {
        Brain brain = AddBrain("one", stepCost: 6, slices: 20);
        Frames(60);
        Assert.InRange(brain.Statistics.LearnSteps, 10, 15);
        Assert.Equal(0, _plugin.BudgetOverruns);
    }

    [Fact]
    public void BrainsShareTheBudgetEquallyWhateverTheirStepsCost()
    {
        Brain small = AddBrain("small", stepCost: 0.1), large = AddBrain("large", stepCost: 0.37);
        Frames(400);
        Assert.InRange(small.Statistics.LearnSteps * 0.1 / (large.Statistics.LearnSteps * 0.37), 0.95, 1.05);
    }

    /// <summary>A brain that begins to learn late gets its normal share, and not the time that the others used before.</summary>
    [Fact]
    public void ALateBrainDoesNotCatchUp()
    {
        Brain early = AddBrain("early", stepCost: 0.1), late = AddBrain("late", stepCost: 0.1);
        ((ScriptedLearner)late.Learner!).IsIdle = true;
        Frames(200);
        ((ScriptedLearner)late.Learner!).IsIdle = false;
        long before = early.Statistics.LearnSteps;
        Frames(20);
        Assert.InRange(early.Statistics.LearnSteps - before, late.Statistics.LearnSteps - 20, late.Statistics.LearnSteps + 20);
    }

    /// <summary>An interruption of 50 ms within a step must not stop learning for long.</summary>
    [Fact]
    public void LearningGoesOnAfterAnInterruption()
    {
        Brain brain = AddBrain("one", stepCost: 0.4);
        Frames(50);
        _costs["one"] = 50;
        Frames(1);
        _costs["one"] = 0.4;
        Assert.Equal(1, _plugin.BudgetOverruns);
        long before = brain.Statistics.LearnSteps;
        Frames(20);
        Assert.InRange(brain.Statistics.LearnSteps - before, 40, 60);
        Assert.Equal(1, _plugin.BudgetOverruns);
    }

    /// <summary>Steps become ten times as long: the estimate follows within some frames.</summary>
    [Fact]
    public void TheEstimateFollowsTheCost()
    {
        AddBrain("one", stepCost: 0.05);
        Frames(50);
        _costs["one"] = 0.5;
        Frames(20);
        long overruns = _plugin.BudgetOverruns;
        Frames(100);
        Assert.Equal(overruns, _plugin.BudgetOverruns);
        Assert.InRange(_plugin.LastLearning.Steps, 2, 3);
    }

    /// <summary>A learner's status may be costly. It used to be read up to four times for each piece of a step.</summary>
    [Fact]
    public void TheStatusIsReadOncePerPiece()
    {
        Brain one = AddBrain("one", stepCost: 2), two = AddBrain("two", stepCost: 0.4);
        int pieces = 0, reads = 0;
        foreach (ScriptedLearner learner in (ScriptedLearner[])[(ScriptedLearner)one.Learner!, (ScriptedLearner)two.Learner!])
        {
            Action<double> work = learner.Work;
            learner.Work = share =>
            {
                work(share);
                pieces++;
            };
            learner.Asking = () => reads++;
        }

        const int Count = 30;
        Frames(Count);
        Assert.True(pieces > 5 * Count);

        // Once for each brain at the start of a frame, and once after each piece.
        Assert.InRange(reads, pieces, pieces + 2 * Count);
    }

    [Fact]
    public void TheBacklogCountsTaughtRowsThatAreNotYetLearned()
    {
        Brain brain = AddBrain("one", stepCost: 0.9);
        for (int i = 0; i < 200; i++)
        {
            brain.Teach([0.5f, 50, 0], [0.5f, 0.5f]);
        }

        Frames(50);
        Assert.Equal(251, brain.Learner!.Rows.Recorded);
        Assert.Equal(brain.Learner!.Rows.Recorded - brain.Statistics.SamplesLearned, _plugin.LastLearning.Backlog);
    }

    [Fact]
    public void ABudgetIsCheckedAndOnlyForInlineLearning()
    {
        Assert.Contains("above 0 to 1,000 ms, received 0 ms", Assert.Throws<ArgumentOutOfRangeException>(() => _plugin.LearnBudget = TimeSpan.Zero).Message, StringComparison.Ordinal);
        _plugin.LearnBudget = TimeSpan.FromMilliseconds(3);
        Assert.Equal(3, _plugin.LearnBudget!.Value.TotalMilliseconds);
        PluginOptions options = new() { LearnBudget = TimeSpan.FromMilliseconds(1), LearnMode = LearnMode.Background };
        Assert.Contains("LearnBudget", Assert.Throws<ArgumentException>(() => new NeuroPlugin(options)).Message, StringComparison.Ordinal);
    }

    /// <summary>The real learner in slices: the same weights as whole steps, bit by bit.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void SlicesGiveTheBitsOfWholeSteps(int workers)
    {
        using Game whole = new(agents: 300, workers: workers, change: LargeBatch), sliced = new(agents: 300, workers: workers, change: LargeBatch);
        for (int frame = 0; frame < 5; frame++)
        {
            whole.Frame(frame);
            sliced.Decide(frame);
            sliced.Teach(frame);
            sliced.Brain.HandOver();
            int slices = 1;
            while (sliced.Brain.Hosted.IsReady && !sliced.Brain.Hosted.Advance(StepPart.Slice))
            {
                slices++;
            }

            Assert.True(frame == 0 || slices > 4);
            sliced.Brain.Hosted.EndFrame(isBudgeted: true);
        }

        Assert.True(whole.Brain.Statistics.LearnSteps > 2);
        Assert.True(Matrices.SameBits(whole.Weights, sliced.Weights));
    }

    private static BrainOptions LargeBatch(BrainOptions options)
        => options with { Learner = new NeuroAgents.Learning.Imitation.ImitationOptions { BatchSize = 500, ReplayCapacity = 2048 } };

    private readonly Dictionary<string, double> _costs = [];

    private Brain AddBrain(string name, double stepCost, int slices = 20)
    {
        _costs[name] = stepCost;
        Brain brain = _plugin.AddBrain(name, Game.Options() with
        {
            Learner = new ScriptedLearnerOptions
            {
                Prepare = learner =>
                {
                    learner.SlicesPerStep = slices;
                    learner.Work = share => _clock.Milliseconds += share * _costs[name];
                },
            },
        });
        brain.Teach([0.5f, 50, 0], [0.5f, 0.5f]);
        return brain;
    }

    private void Frames(int count)
    {
        for (int frame = 0; frame < count; frame++)
        {
            foreach (Brain brain in _plugin.Brains)
            {
                brain.Teach([0.5f, 50, 0], [0.5f, 0.5f]);
            }

            _plugin.LateUpdate();
            _clock.Milliseconds += 15;
        }
    }
}
