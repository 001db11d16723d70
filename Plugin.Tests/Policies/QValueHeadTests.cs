using NeuroAgents.Agents;
using NeuroAgents.Learning;
using NeuroAgents.Learning.QLearning;
using NeuroAgents.Numerics;
using NeuroAgents.Policies;
using Xunit;

namespace NeuroAgents.Tests.Policies;

public sealed class QValueHeadTests
{
    private static readonly int[] s_sizes = [2, 4];
    private static readonly float[] s_output = [1, 2, 0, 9, 8, -1];
    private static readonly bool[] s_mask = [true, true, true, false, true, true];

    [Fact]
    public void TheActionIsTheBestAllowedChoiceOfEachBranch()
    {
        QValueHead head = new(s_sizes, new Exploration());
        float[] action = new float[2];
        Assert.True(head.Act(s_output, s_mask, action));
        Assert.Equal([1, 2], action);
        Assert.True(head.Act(s_output, [], action));
        Assert.Equal([1, 1], action);
        Assert.False(head.Act([1, 2, float.NaN, 9, 8, -1], s_mask, action));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(1)]
    public void ChoicesAreDrawnAtRandomWithTheChanceOfExploration(double rate)
    {
        const int Draws = 20_000;
        QValueHead head = new(s_sizes, new Exploration { Initial = rate, Final = rate });
        double[] counts = new double[6], expected = [rate / 2, 1 - rate / 2, rate / 3, 0, 1 - rate * 2 / 3, rate / 3];
        RandomSource random = new(1, 2);
        for (ulong id = 0; id < Draws; id++)
        {
            float[] sample = new float[2], action = new float[2];
            Assert.True(head.Sample(s_output, s_mask, random, id, 7, sample, action, out float logProbability));
            Assert.Equal(sample, action);
            Assert.Equal(Math.Log(expected[(int)sample[0]] * expected[2 + (int)sample[1]]), logProbability, 1e-5);
            counts[(int)sample[0]] += 1.0 / Draws;
            counts[2 + (int)sample[1]] += 1.0 / Draws;
        }

        for (int choice = 0; choice < 6; choice++)
        {
            Assert.Equal(expected[choice], counts[choice], 0.015);
        }
    }

    [Fact]
    public void TheScheduleFallsWithDecisionsAndTheLadderStays()
    {
        Exploration schedule = new() { Initial = 1, Final = 0.2, Decisions = 100 };
        Assert.Equal([1, 0.6, 0.2, 0.2], [schedule.Rate(0), schedule.Rate(50), schedule.Rate(100), schedule.Rate(long.MaxValue)]);
        Exploration ladder = new() { LadderBase = 0.4, LadderExponent = 7 };
        Assert.Equal(0.4, ladder.RateAt(0), 1e-6);
        Assert.Equal(Math.Pow(0.4, 4.5), ladder.RateAt(0.5f), 1e-6);

        QValueHead head = new(s_sizes, ladder) { Decisions = long.MaxValue };
        int[] explored = new int[200];
        for (ulong id = 0; id < 200; id++)
        {
            for (ulong step = 0; step < 200; step++)
            {
                float[] sample = new float[2];
                head.Sample(s_output, [], new RandomSource(1, 2), id, step, sample, new float[2], out _);
                explored[id] += sample[1] != 1 ? 1 : 0;
            }
        }

        Assert.True(explored.Max() > 35 && explored.Count(each => each == 0) > 50, "some agents explore, and many hardly do");
    }

    [Fact]
    public void ContinuousActionsAreRefusedWhenTheBrainIsAdded()
    {
        using NeuroPlugin plugin = new(new PluginOptions());
        BrainOptions options = new()
        {
            Observations = new ObservationSpec().Add("x", -1, 1),
            Actions = ActionSpec.Continuous("turn").AndDiscrete(new ActionBranch("fire", "no", "yes")),
        };
        foreach (LearnerOptions learner in (LearnerOptions[])[new ParallelQOptions(), new DeepQOptions()])
        {
            string message = Assert.Throws<ArgumentException>(() => plugin.AddBrain("b", options with { Learner = learner })).Message;
            Assert.Contains("expected discrete branches alone for Q-learning, received 1 continuous actions", message);
            Assert.DoesNotContain('\n', message);
        }
    }
}
