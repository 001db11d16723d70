using NeuroAgents.Agents;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Allocation;

/// <summary>Tests that a frame allocates nothing while it is recorded and its observations are stacked, with births, deaths, ends and hands.</summary>
[Collection(RunsAlone.Name)]
public sealed class RecordingAllocationTests
{
    [Theory]
    [InlineData(DemonstrationSource.Labels, false)]
    [InlineData(DemonstrationSource.Actions, false)]
    [InlineData(DemonstrationSource.Hands, true)]
    [InlineData(DemonstrationSource.Actions, true)]
    public void ARecordedFrameDoesNotAllocate(DemonstrationSource source, bool isRewarded)
    {
        const int Count = 60;
        LearnerOptions learner = isRewarded ? RewardedGame.Fast : new ImitationOptions { BatchSize = 8, ReplayCapacity = 64 };
        using NeuroPlugin plugin = new(new PluginOptions { Seed = 3, Workers = 1 });
        Brain brain = plugin.AddBrain("guards", new BrainOptions
        {
            Observations = new ObservationSpec().Add("goal", -1, 1).Stack(3),
            Actions = ActionSpec.Discrete(new ActionBranch("move", "left", "right")),
            Hidden = [16], Learner = learner, AgentCapacity = Count,
        });
        brain.Recording = new Demonstrations(brain.Observations, brain.Actions, source, 50_000);
        plugin.Awake();
        AgentHandle[] agents = [.. Enumerable.Range(0, Count).Select(_ => brain.Spawn())];
        int frame = 0;
        AllocationProbe.AssertNoneInTheProcess(() =>
        {
            frame++;
            plugin.FixedUpdate(0.02f);
            Decisions decisions = brain.BeginDecisions(agents);
            for (int row = 0; row < decisions.Count; row++)
            {
                decisions.Observation(row)[0] = (row + frame) % 3 - 1;
            }

            brain.Decide();
            for (int row = 0; row < decisions.Count; row++)
            {
                brain.Reward(agents[row], row);
                if (row % 4 == 0)
                {
                    brain.Acted(agents[row], [1]);
                }

                if (!isRewarded)
                {
                    brain.Teach(agents[row], [0]);
                }
            }

            brain.EndEpisode(agents[frame % Count], EpisodeEnd.Truncated, [0.5f]);
            int dying = (frame + 7) % Count;
            brain.Despawn(agents[dying], EpisodeEnd.Terminated);
            agents[dying] = brain.Spawn();
            plugin.LateUpdate();
            if (frame % 50 == 0)
            {
                brain.Recording.Clear();
            }
        });
        Assert.InRange(brain.Recording.Count + (frame % 50 == 0 ? 1 : 0), 1, 50_000);
        Assert.True(brain.Statistics.LearnSteps > 20);
    }
}
