using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Scenarios.Control;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

public sealed class ObservationStackTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 2, "none")]
    [InlineData(2, 4, "imitation")]
    [InlineData(3, 3, "ppo")]
    [InlineData(4, 1, "ppo")]
    public void ARandomFleetDecidesFromTheStacksOfANaiveAccount(ulong seed, int depth, string learner)
    {
        using RandomFleet fleet = new(seed, Learner(learner), depth) { IsReversed = seed == 2 };
        fleet.Brain.Recording = new Demonstrations(fleet.Brain.Observations, fleet.Brain.Actions, DemonstrationSource.Actions, 8192);
        fleet.Frames(0, 150);
        AssertRows(fleet);
        Demonstrations rows = fleet.Brain.Recording;
        Assert.Equal(
            fleet.Transitions.Order(StringComparer.Ordinal),
            Enumerable.Range(0, rows.Count).Select(row => RandomFleet.Text(
                rows.Observation(row), rows.Mask(row), rows.Action(row), rows.Reward(row), rows.NextObservation(row), rows.NextMask(row), rows.End(row))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ASavedGameGoesOnWithTheSameStacks()
    {
        using RandomFleet straight = new(5, Learner("ppo"), 4), resumed = new(5, Learner("ppo"), 4);
        straight.Frames(0, 60);
        resumed.Frames(0, 13);
        using TensorArchive archive = new();
        straight.Plugin.Save(archive);
        using RandomFleet loaded = new(5, Learner("ppo"), 4);
        loaded.Plugin.Load(archive);
        loaded.CopyFrom(straight);
        int before = straight.Rows.Count;
        straight.Frames(60, 60);
        loaded.Frames(60, 60);
        AssertRows(loaded);
        Assert.Equal(straight.Rows.Skip(before).Select(row => row.Received), loaded.Rows.Select(row => row.Received));
        Assert.True(Matrices.SameBits(straight.Brain.Parameters.Values.ToArray(), loaded.Brain.Parameters.Values.ToArray()));

        // A damaged stack leaves the game that runs as it was.
        using TensorArchive foreign = new();
        using RandomFleet flat = new(5, Learner("ppo"), 1);
        flat.Frames(0, 3);
        flat.Plugin.Save(foreign);
        Assert.Throws<ArchiveFormatException>(() => resumed.Plugin.Load(foreign));
        resumed.Frames(13, 20);
        AssertRows(resumed);
    }

    [Fact]
    public void NamesTellTheAgeAndMisuseIsRefused()
    {
        ObservationSpec spec = RandomFleet.Observations(3);
        Assert.Equal(["x[-2]", "y[-2]", "x[-1]", "y[-1]", "x", "y"], spec.Columns.Select(column => column.Name));
        Assert.Equal((6, 2, 3), (spec.Width, spec.SensedWidth, spec.StackDepth));
        Assert.Throws<InvalidOperationException>(() => spec.Add("z", 0, 1));
        Assert.Throws<InvalidOperationException>(() => spec.Stack(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ObservationSpec().Add("x", 0, 1).Stack(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ObservationSpec().Add("x", 0, 1).Stack(ObservationSpec.MaximumStackDepth + 1));
        Assert.Throws<ArgumentException>(() => new ObservationSpec().Add("x", 0, 1).Add("x[-1]", 0, 1).Stack(2));
        using RandomFleet fleet = new(1, null, 3);
        Assert.Throws<InvalidOperationException>(() => fleet.Brain.Observations.Stack(2));
        using TensorArchive archive = fleet.Brain.ToArchive();
        Assert.Equal(spec.Columns, SavedBrain.Read(archive).Observations.Columns);
        AgentHandle agent = fleet.Brain.Spawn();
        Decisions decisions = fleet.Brain.BeginDecisions([agent]);
        Assert.Equal((2, 6), (decisions.Observation(0).Length, decisions.Inputs(0).Length));
        decisions.Observation(0).Fill(1);
        fleet.Brain.Decide();
        Assert.Throws<ArgumentException>(() => fleet.Brain.EndEpisode(agent, EpisodeEnd.Truncated, new float[6]));
    }

    /// <summary>The newest observation keeps its name, so a brain without a stack continues in one with a stack.</summary>
    [Fact]
    public void ABrainSavedWithoutAStackDecidesTheSameWithOne()
    {
        using RandomFleet flat = new(6, Learner("imitation"), 1), stacked = new(7, Learner("imitation"), 3);
        using TensorArchive archive = flat.Brain.ToArchive();
        stacked.Brain.Load(SavedBrain.Read(archive));
        AgentHandle first = flat.Brain.Spawn(), second = stacked.Brain.Spawn();
        foreach (float x in (float[])[0.3f, -0.8f, 0.1f])
        {
            Decide(flat.Brain, first, x);
            Decide(stacked.Brain, second, x);
            Assert.Equal(flat.Brain.Action(first).ToArray(), stacked.Brain.Action(second).ToArray());
        }

        static void Decide(Brain brain, AgentHandle agent, float x)
        {
            Decisions decisions = brain.BeginDecisions([agent]);
            (decisions.Observation(0)[0], decisions.Observation(0)[1]) = (x, 4);
            brain.Decide();
        }
    }

    /// <summary>Without velocities, one observation does not tell where the pole falls; four do.</summary>
    [Fact]
    public void CartPoleWithoutVelocitiesIsLearnedWithAStackAlone()
    {
        double stacked = Train(depth: 4, LongForm.IsOn ? 15_000 : 10_000), flat = Train(depth: 1, LongForm.IsOn ? 15_000 : 10_000);
        output.WriteLine($"stacked {stacked:F1}, flat {flat:F1}");
        Assert.True(stacked > 300 && flat < 100 && stacked > 4 * flat, $"stacked {stacked}, flat {flat}");
    }

    private static double Train(int depth, int frames)
    {
        const int Agents = 8;
        using NeuroPlugin plugin = new(new PluginOptions { Seed = 101, Workers = 1, LearnSteps = 1000 });
        Brain brain = plugin.AddBrain("carts", new BrainOptions
        {
            Observations = new ObservationSpec().Add("position", -1, 1).Add("angle", -0.2f, 0.2f).Stack(depth),
            Actions = ActionSpec.Discrete(new ActionBranch("push", "left", "right")),
            Activation = NeuroAgents.Activations.Activation.Tanh,
            Learner = new ProximalPolicyOptions
            {
                RolloutRows = 512, BatchSize = 128, Epochs = 10, Gamma = 0.98, Lambda = 0.9, EntropyCoefficient = 0, TargetKl = 0, Optimizer = new AdamOptions { LearningRate = 1e-3, Epsilon = 1e-5 },
            },
            AgentCapacity = Agents,
        });
        CartPole task = new();
        RandomSource starts = new(101, 5);
        AgentHandle[] handles = [.. Enumerable.Range(0, Agents).Select(_ => brain.Spawn())];
        float[][] states = [.. handles.Select(_ => new float[4])];
        int[] steps = new int[Agents];
        ulong episode = 0;
        Array.ForEach(states, state => task.Start(starts, 1, episode++, state));
        float[] last = new float[2];
        for (int frame = 0; frame < frames; frame++)
        {
            Decisions decisions = brain.BeginDecisions(handles);
            for (int i = 0; i < Agents; i++)
            {
                Observe(states[i], decisions.Observation(i));
            }

            brain.Decide();
            for (int i = 0; i < Agents; i++)
            {
                task.Step(states[i], decisions.Action(i), out float reward, out bool isTerminated);
                brain.Reward(handles[i], reward);
                if (!isTerminated && ++steps[i] < task.TimeLimit)
                {
                    continue;
                }

                Observe(states[i], last);
                if (isTerminated)
                {
                    brain.EndEpisode(handles[i], EpisodeEnd.Terminated);
                }
                else
                {
                    brain.EndEpisode(handles[i], EpisodeEnd.Truncated, last);
                }

                steps[i] = 0;
                task.Start(starts, 1, episode++, states[i]);
            }

            plugin.LateUpdate();
        }

        return brain.Statistics.Episodes.NewestReturn;

        static void Observe(ReadOnlySpan<float> state, Span<float> observation) => (observation[0], observation[1]) = (state[0], state[2]);
    }

    private static void AssertRows(RandomFleet fleet)
    {
        Assert.True(fleet.Rows.Count > 50);
        Assert.All(fleet.Rows, row => Assert.Equal(row.Expected, row.Received));
    }

    private static LearnerOptions? Learner(string name) => name switch
    {
        "imitation" => new ImitationOptions { BatchSize = 16, ReplayCapacity = 512 },
        "ppo" => new ProximalPolicyOptions { RolloutRows = 64, BatchSize = 16 },
        _ => null,
    };
}
