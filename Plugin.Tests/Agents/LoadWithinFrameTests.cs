using NeuroAgents.Agents;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Serialization;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>Saves and loads between a fixed step and the end of its frame.</summary>
public sealed class LoadWithinFrameTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AFixedStepBeforeASaveIsCountedOnce(bool isInPlace)
    {
        string straight = Play(_ => false), loaded = Play(frame => frame is 5 or 8);
        Assert.Equal(straight, loaded);

        string Play(Func<int, bool> reloads)
        {
            NeuroPlugin plugin = new();
            Brain brain = plugin.AddBrain("guards", Options(period: 3));
            AgentHandle[] agents = [brain.Spawn(), brain.Spawn(), brain.Spawn(), brain.Spawn()], due = new AgentHandle[4];
            List<string> decided = [];
            for (int frame = 0; frame < 15; frame++)
            {
                plugin.FixedUpdate(0.02f);
                if (reloads(frame))
                {
                    using TensorArchive saved = new();
                    plugin.Save(saved);
                    if (!isInPlace)
                    {
                        plugin.OnDestroy();
                        plugin = new NeuroPlugin();
                        brain = plugin.AddBrain("guards", Options(period: 3));
                    }

                    plugin.Load(saved);
                    agents = [.. agents.Select(agent => brain.FindAgent(agent.Id))];
                }

                int count = brain.SelectDue(agents, due);
                Observe(brain.BeginDecisions(due.AsSpan(0, count)), frame);
                brain.Decide();
                decided.Add(string.Join(",", due[..count].Select(agent => agent.Slot)));
                plugin.LateUpdate();
            }

            plugin.OnDestroy();
            return string.Join(" ", decided);
        }
    }

    /// <summary>A game saved at the end of a frame has no pending fixed step, even if the plugin that loads it has one.</summary>
    [Fact]
    public void AFixedStepBeforeALoadIsForgotten()
    {
        using NeuroPlugin plugin = new();
        Brain brain = plugin.AddBrain("guards", Options(period: 2));
        AgentHandle[] agents = [brain.Spawn()];
        brain.BeginDecisions(agents);
        brain.Decide();
        using TensorArchive saved = new();
        plugin.Save(saved);
        plugin.FixedUpdate(0.02f);
        plugin.Load(saved);
        plugin.LateUpdate();
        plugin.LateUpdate();
        Assert.Equal(1, brain.SelectDue(agents, new AgentHandle[1]));
    }

    /// <summary>The game decides, loads a file that is refused, and continues teaching as if nothing had happened.</summary>
    [Theory]
    [InlineData(LearnMode.Inline)]
    [InlineData(LearnMode.Lockstep)]
    public void ARefusedLoadKeepsTheCurrentDecision(LearnMode mode)
    {
        using TensorArchive foreign = Foreign();
        Assert.Equal(Play(fails: false), Play(fails: true));

        (string Weights, long Recorded, string Events) Play(bool fails)
        {
            using NeuroPlugin plugin = new(new PluginOptions { LearnMode = mode, PublishDelay = mode == LearnMode.Lockstep ? 3 : 1 });
            Brain brain = plugin.AddBrain("guards", Options());
            AgentHandle[] agents = [brain.Spawn(), brain.Spawn(), brain.Spawn(), brain.Spawn()];
            List<string> events = [];
            brain.Guarded += happened => events.Add($"{happened.Reason} {happened.Count} {happened.Refusal?.Value}");
            for (int frame = 0; frame < 12; frame++)
            {
                Observe(brain.BeginDecisions(agents), frame);
                brain.Teach([float.NaN, 0], [0]);
                brain.Decide();
                if (fails && frame == 6)
                {
                    Assert.Throws<ArchiveFormatException>(() => plugin.Load(foreign));
                }

                foreach (AgentHandle agent in agents.Where(agent => agent.Slot != frame % 4))
                {
                    brain.Teach(agent, [0.5f * brain.Action(agent)[0]]);
                }

                plugin.LateUpdate();
            }

            plugin.FinishLearning();
            return (string.Join(" ", brain.Parameters.Values.ToArray().Select(BitConverter.SingleToInt32Bits)), brain.Learner!.Rows.Recorded, string.Join("; ", events));
        }
    }

    /// <summary>A contradictory file: no decision was begun, yet an agent was in one.</summary>
    [Fact]
    public void AnAgentOfALoadedGameIsInNoDecision()
    {
        using NeuroPlugin plugin = new();
        Brain brain = plugin.AddBrain("guards", Options());
        AgentHandle agent = brain.Spawn();
        Observe(brain.BeginDecisions([agent]), 0);
        brain.Decide();
        using TensorArchive agents = new();
        brain.Agents.Save(agents);
        AgentTable loaded = brain.Agents.Load(agents);
        Assert.Equal(-1, loaded.FindRow(agent, decision: 0));
    }

    private static BrainOptions Options(int period = 1) => new()
    {
        Observations = new ObservationSpec().Add("x", -1, 1).Add("y", -1, 1),
        Actions = ActionSpec.Continuous("a"),
        DecisionPeriod = period,
        Hidden = [4],
        Learner = new ImitationOptions { BatchSize = 8, ReplayCapacity = 64 },
    };

    private static void Observe(Decisions rows, int frame)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            rows.Observation(row).Fill(0.1f * row + 0.01f * frame);
        }
    }

    private static TensorArchive Foreign()
    {
        using NeuroPlugin plugin = new();
        plugin.AddBrain("guards", Options() with { Actions = ActionSpec.Continuous("b") });
        TensorArchive saved = new();
        plugin.Save(saved);
        return saved;
    }
}
