using NeuroAgents.Agents;
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
}
