using NeuroAgents.Agents;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Allocation;

/// <summary>Tests that a frame allocates nothing in the whole process after warm-up.</summary>
[Collection(RunsAlone.Name)]
public sealed class FrameAllocationTests
{
    [Theory]
    [InlineData(1, LearnMode.Inline, false)]
    [InlineData(2, LearnMode.Inline, false)]
    [InlineData(2, LearnMode.Inline, true)]
    [InlineData(2, LearnMode.Background, false)]
    [InlineData(1, LearnMode.Lockstep, false)]
    public void AFrameDoesNotAllocate(int workers, LearnMode mode, bool hasBudget)
    {
        using Game game = new(
            agents: 300, workers: workers, change: options => options with { AgentCapacity = 300, Normalization = Normalization.Running },
            plugin: options => options with { LearnMode = mode, LearnBudget = hasBudget ? TimeSpan.FromMilliseconds(0.5) : null });
        AgentHandle[] handles = [.. game.Agents];
        float[] label = [0.5f, -0.5f];
        int frame = 0;
        AllocationProbe.AssertNoneInTheProcess(() =>
        {
            frame++;
            game.Plugin.FixedUpdate(0.02f);
            Decisions decisions = game.Brain.BeginDecisions(handles);
            for (int row = 0; row < decisions.Count; row++)
            {
                game.Observe(handles[row], frame, decisions.Observation(row));
            }

            game.Brain.Decide();
            for (int row = 0; row < decisions.Count; row++)
            {
                label[0] = decisions.Action(row)[0] * 0.5f;
                game.Brain.Teach(handles[row], label);
            }

            game.Brain.Teach([0.5f, 50, 0], label);
            game.Plugin.LateUpdate();
        });
        Assert.True(game.Brain.Statistics.LearnSteps > (mode == LearnMode.Inline ? 100 : 0));
    }

    /// <summary>Unusual frames, with refused rows, births and deaths, don't allocate either.</summary>
    [Fact]
    public void AFrameWithRefusalsAndNewcomersDoesNotAllocate()
    {
        using Game game = new(agents: 100, change: options
            => options with { AgentCapacity = 128, Learner = new ImitationOptions { BatchSize = 8, ReplayCapacity = 64 } });
        AgentHandle[] handles = [.. game.Agents];
        float[] label = [float.NaN, 0];
        long told = 0;
        game.Brain.Guarded += happened => told += happened.Count;
        game.Brain.Guarded += _ => told++;
        AllocationProbe.AssertNoneInTheProcess(() =>
        {
            Decisions decisions = game.Brain.BeginDecisions(handles);
            for (int row = 0; row < decisions.Count; row++)
            {
                decisions.Observation(row).Fill(row % 3 == 0 ? float.NaN : 0.5f);
            }

            game.Brain.Decide();
            for (int row = 0; row < decisions.Count; row++)
            {
                label[0] = row % 5 == 0 ? float.NaN : 0.25f;
                game.Brain.Teach(handles[row], label);
            }

            for (int row = 10; row < 20; row++)
            {
                game.Brain.Despawn(handles[row]);
                handles[row] = game.Brain.Spawn();
            }

            game.Plugin.LateUpdate();
        });
        Assert.True(told > 0 && game.Brain.Statistics.RefusedLabels > 0 && game.Brain.Statistics.RefusedObservations > 0 && game.Brain.Statistics.LearnSteps > 100);
    }

    /// <summary>A learning rate that is far too high makes the guard skip its first steps and roll back, after many frames without an event.</summary>
    [Fact]
    public void TheFirstSkippedStepAndRollbackDoNotAllocate()
    {
        using Game game = new(agents: 40);
        AgentHandle[] handles = [.. game.Agents];
        float[] label = [0.5f, -0.5f];
        long told = 0, allocated = 0;
        game.Brain.Guarded += happened => told += happened.Count;
        for (int frame = 0; frame < 400; frame++)
        {
            Assert.True(told == 0 || frame > 300, "The guard reported an event before frame 300.");
            if (frame == 300)
            {
                game.Learner.Updaters[0].Optimizer.LearningRate *= 1000;
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            Frame(game, handles, frame, label);
            allocated += frame < 10 ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.True(game.Brain.Statistics.SkippedSteps > 0 && game.Brain.Statistics.Rollbacks > 0 && told > 0);
        Assert.Equal(0, allocated);
    }

    /// <summary>The number of agents grows from 1 to the capacity, one agent every second frame, while others die.</summary>
    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 3)]
    [InlineData(true, 1)]
    public void GrowthWithinTheCapacityDoesNotAllocate(bool isRewarded, int period)
    {
        const int Capacity = 150;
        LearnerOptions learner = isRewarded ? RewardedGame.Fast : new ImitationOptions { BatchSize = 8, ReplayCapacity = 64 };
        using NeuroPlugin plugin = new(new PluginOptions { Seed = 3, Workers = 1 });
        Brain brain = plugin.AddBrain("guards", new BrainOptions
        {
            Observations = new ObservationSpec().Add("goal", -1, 1),
            Actions = ActionSpec.Discrete(new ActionBranch("move", "left", "right")),
            Hidden = [16], Learner = learner, AgentCapacity = Capacity, DecisionPeriod = period, Normalization = Normalization.Running,
        });
        plugin.Awake();
        AgentHandle[] agents = new AgentHandle[Capacity], due = new AgentHandle[Capacity];
        int living = 0;
        long allocated = 0;
        for (int frame = 0; frame < 400; frame++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            if (living < Capacity && frame % 2 == 0)
            {
                agents[living++] = brain.Spawn();
            }

            plugin.FixedUpdate(0.02f);
            int count = brain.SelectDue(agents.AsSpan(0, living), due);
            Decisions decisions = brain.BeginDecisions(due.AsSpan(0, count));
            for (int row = 0; row < count; row++)
            {
                decisions.Observation(row)[0] = due[row].Slot % 3 - 1;
            }

            brain.Decide();
            for (int row = 0; row < count; row++)
            {
                if (isRewarded)
                {
                    brain.Reward(due[row], decisions.Choice(row, 0));
                }
                else
                {
                    brain.Teach(due[row], [], [due[row].Slot % 2]);
                }
            }

            if (frame % 5 == 0 && living > 1)
            {
                int dying = frame % living;
                if (isRewarded)
                {
                    brain.Despawn(agents[dying], EpisodeEnd.Terminated);
                }
                else
                {
                    brain.Despawn(agents[dying]);
                }

                agents[dying] = brain.Spawn();
            }

            plugin.LateUpdate();
            allocated += frame < 10 ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(Capacity, brain.AgentCount);
        Assert.True(brain.Statistics.LearnSteps > 50);
        Assert.Equal(0, allocated);
    }

    private static void Frame(Game game, AgentHandle[] handles, int frame, float[] label)
    {
        game.Plugin.FixedUpdate(0.02f);
        Decisions decisions = game.Brain.BeginDecisions(handles);
        for (int row = 0; row < decisions.Count; row++)
        {
            game.Observe(handles[row], frame, decisions.Observation(row));
        }

        game.Brain.Decide();
        for (int row = 0; row < decisions.Count; row++)
        {
            (label[0], label[1]) = (decisions.Observation(row)[2] / 3, decisions.Observation(row)[1] / 50 - 1);
            game.Brain.Teach(handles[row], label);
        }

        game.Plugin.LateUpdate();
    }
}
