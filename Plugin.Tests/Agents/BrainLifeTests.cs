using NeuroAgents.Agents;
using NeuroAgents.Inference;
using NeuroAgents.Learning;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>Deciding, learning, growing, and agents that come and go.</summary>
public sealed class BrainLifeTests
{
    [Fact]
    public void ActionsAreThePolicyOverNormalisedObservations()
    {
        using Game game = new(agents: 200);
        game.Frames(0, 3);
        float[] weights = game.Weights;
        NaiveNetwork network = NaiveNetwork.From(game.Brain.Policy, weights);
        game.Decide(3);
        foreach (AgentHandle agent in game.Agents)
        {
            float[] seen = new float[3];
            game.Observe(agent, 3, seen);
            double[,] output = network.Forward(new[,] { { 2.0 * seen[0] - 1, seen[1] / 50.0 - 1, seen[2] / 3.0 } });
            Assert.All(Enumerable.Range(0, 2), i => Assert.Equal(Math.Clamp(output[0, i], -1, 1), game.Brain.Action(agent)[i], 1e-5));
        }
    }

    [Fact]
    public void ImitatingTheScriptLowersTheLoss()
    {
        using Game game = new();
        game.Frames(0, 3);
        float early = game.Brain.Statistics.LastLoss;
        game.Frames(3, 1000);
        Assert.True(game.Brain.Statistics.LastLoss < early / 5, $"from {early} to {game.Brain.Statistics.LastLoss}");
        Assert.Equal(game.Brain.Statistics.LearnSteps * 32, game.Brain.Statistics.SamplesLearned);
    }

    [Fact]
    public void LearningStartsWithAFullMinibatchAndStopsAtZeroSteps()
    {
        using Game game = new(agents: 20);
        Assert.True(float.IsNaN(game.Brain.Statistics.LastLoss));
        game.Frame(0);
        Assert.Equal(0, game.Brain.Statistics.LearnSteps);
        game.Frame(1);
        Assert.Equal(1, game.Brain.Statistics.LearnSteps);
        game.Plugin.LearnSteps = 3;
        game.Frame(2);
        Assert.Equal(4, game.Brain.Statistics.LearnSteps);
        game.Plugin.LearnSteps = 0;
        float[] before = game.Weights;
        game.Frame(3);
        Assert.Equal(4, game.Brain.Statistics.LearnSteps);
        Assert.True(Matrices.SameBits(before, game.Weights));
    }

    [Fact]
    public void WithoutALearnerTheBrainDecidesAndTeachingIsIgnored()
    {
        using Game game = new(change: options => options with { Learner = null });
        float[] before = game.Weights;
        game.Frames(0, 5);
        Assert.Null(game.Brain.Learner);
        Assert.True(Matrices.SameBits(before, game.Weights));
    }

    [Fact]
    public void GrowingPastTheCapacityChangesNoBit()
    {
        using Game small = new(agents: 1, change: options => options with { AgentCapacity = 0 });
        using Game large = new(agents: 1, change: options => options with { AgentCapacity = 500 });
        for (int frame = 0; frame < 8; frame++)
        {
            Assert.Equal(large.Frame(frame), small.Frame(frame));
            for (int i = 0; i < 1 << frame; i++)
            {
                small.Agents.Add(small.Brain.Spawn());
                large.Agents.Add(large.Brain.Spawn());
                Assert.Equal(large.Agents[^1].Id, small.Agents[^1].Id);
            }
        }

        Assert.Equal(256, small.Brain.AgentCount);
        Assert.True(Matrices.SameBits(large.Weights, small.Weights));
    }

    [Fact]
    public void AgentsComeAndGoInMidRun()
    {
        using Game game = new(), again = new();
        HashSet<ulong> ids = [.. game.Agents.Select(agent => agent.Id)];
        foreach (Game each in (Game[])[game, again])
        {
            for (int frame = 0; frame < 40; frame++)
            {
                each.Frame(frame);
                each.Brain.Despawn(each.Agents[frame % each.Agents.Count]);
                each.Agents.RemoveAt(frame % each.Agents.Count);
                each.Agents.Add(each.Brain.Spawn());
                Assert.True(each != game || ids.Add(each.Agents[^1].Id), "an id came back");
                if (frame % 4 == 0)
                {
                    each.Agents.Add(each.Brain.Spawn());
                }
            }

            Assert.Equal(30, each.Brain.AgentCount);
        }

        Assert.True(Matrices.SameBits(game.Weights, again.Weights));
    }

    [Fact]
    public void ADecisionMayHaveNoAgents()
    {
        using Game game = new(agents: 0);
        game.Frame(0);
        Assert.Equal(0, game.Brain.BeginDecisions([]).Count);
    }

    [Fact]
    public void ColumnsAddedAfterwardsDoNotReachTheBrain()
    {
        BrainOptions options = Game.Options();
        List<int> hidden = [8];
        options.Hidden = hidden;
        using NeuroPlugin plugin = new();
        Brain brain = plugin.AddBrain("guards", options);
        options.Observations.Add("late", 0, 1);
        hidden[0] = 5000;
        AgentHandle[] handles = [.. Enumerable.Range(0, 100).Select(_ => brain.Spawn())];
        Assert.Equal(3, brain.BeginDecisions(handles).Observation(99).Length);
        brain.Decide();
        plugin.Awake();
        Assert.Equal(3, brain.Observations.Width);
        Assert.Throws<InvalidOperationException>(() => brain.Observations.Add("late", 0, 1));
    }

    [Fact]
    public void APredictorOverTheBrainsParametersActsLikeTheBrain()
    {
        using Game game = new();
        game.Frames(0, 4);
        Predictor predictor = new(game.Brain.Policy, new ParameterSnapshot(game.Brain.Parameters), NetworkNames.Policy);
        Matrix input = new(1, 3), output = new(1, 2);
        game.Decide(4);
        float[] seen = new float[3];
        game.Observe(game.Agents[0], 4, seen);
        new ObservationNormalizer([0, 0, -3], [1, 100, 3]).TryNormalize(seen, input.Row(0));
        predictor.Forward(input.View, output.View);
        Assert.Equal(output.Row(0).ToArray().Select(value => Math.Clamp(value, -1, 1)), game.Brain.Action(game.Agents[0]).ToArray());
    }
}
