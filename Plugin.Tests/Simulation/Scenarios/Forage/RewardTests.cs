using System.Text.Json;
using NeuroAgents.Agents;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios.Forage;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.Determinism;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Forage;

public sealed class RewardTests
{
    [Fact]
    public void AMealIsWorthOneToTheDecisionBeforeIt()
    {
        using ForageBench bench = new([new PlacedAgent(5, 5), new PlacedAgent(15, 15)], [(25, 25), (20, 20)]);
        Decide(bench);
        MoveTo(bench, 0, 25, 25);
        Decide(bench);
        Assert.Equal([1, 0], Returns(bench));
    }

    [Theory]
    [InlineData(6.9f, 0)]
    [InlineData(4.51f, -1.0 / 36)]
    [InlineData(3.4f, -2.0 / 36)]
    public void AFrameInAHazardCostsItsEnergy(float x, double reward)
    {
        using ForageBench bench = new([new PlacedAgent(x, 5)], [(20, 20)], [(3, 5, 1.6f), (2, 5, 1.5f)]);
        Decide(bench);
        Decide(bench);
        Decide(bench);
        Assert.Equal(2 * reward, Assert.Single(Returns(bench)), 1e-6);
    }

    /// <summary>An agent eats at its birthplace before it has decided, so no decision earned that meal.</summary>
    [Fact]
    public void ANewbornIsNotRewardedBeforeItsFirstDecision()
    {
        using ForageBench bench = new([new PlacedAgent(5, 5)], [(5, 5)]);
        Decide(bench);
        Assert.Equal(1, bench.Field.MealsGained[0]);
        Decide(bench);
        Assert.Equal([0], Returns(bench));
    }

    [Fact]
    public void DeathEndsAnEpisodeAndTheNewbornStartsAnother()
    {
        using ForageBench bench = new([new PlacedAgent(5, 5), new PlacedAgent(3, 5, Energy: 0.2f)], [(20, 20), (21, 20)], [(3, 5, 1)]);
        Decide(bench);
        Decide(bench);
        ulong dead = bench.Roster.Handles[1].Id;
        Assert.Equal(0, bench.Brain.Statistics.Episodes.Count);
        bench.Lifecycle.Run(0);
        bench.Lifecycle.Run(1);
        Assert.Equal(1, bench.Brain.Statistics.Episodes.Count);
        Assert.Equal(dead, bench.Brain.Statistics.Episodes[0].Agent);
        Assert.Equal(-1.0 / 36, bench.Brain.Statistics.Episodes[0].Return, 1e-6);
        bench.Roster.Run(0);
        Assert.Equal([true, false], bench.Roster.Handles.ToArray().OrderByDescending(bench.Brain.HasDecided).Select(bench.Brain.HasDecided));
        Assert.Throws<ArgumentException>(() => bench.Brain.HasDecided(default));
    }

    [Fact]
    public void EachMinuteEndsTheEpisodesOfAllLivingAgents()
    {
        using ForageBench bench = new([new PlacedAgent(5, 5), new PlacedAgent(6, 6, Energy: 0.001f)], [(20, 20), (21, 20)]);
        Decide(bench);
        bench.Lifecycle.Run(RewardSystem.EpisodeFrames - 2);
        Assert.Equal(1, bench.Brain.Statistics.Episodes.Count);
        Decide(bench);
        bench.Lifecycle.Run(RewardSystem.EpisodeFrames - 1);
        Assert.Equal(3, bench.Brain.Statistics.Episodes.Count);
        Assert.All(bench.Roster.Handles.ToArray(), agent => Assert.False(bench.Brain.HasDecided(agent)));
        MoveTo(bench, 0, 20, 20);
        Decide(bench);
        Assert.Equal([0, 0], Returns(bench));
    }

    [Fact]
    public void ATeachersRunHasNoRewards()
    {
        using SimulationRun run = new RunOptions { Agents = 100, Seed = 5, Workers = 1 }.Play(100);
        Assert.Equal((0, 0), (run.Session.Brain.Statistics.Episodes.Count, run.Session.Brain.Statistics.Episodes.Decisions));
    }

    /// <summary>The executed action is the person's, so a policy that samples must not learn from it.</summary>
    [Fact]
    public void APersonsActionIsTold()
    {
        using ForageBench bench = new([new PlacedAgent(5, 5)], [(20, 20)]);
        Decide(bench);
        bench.Human.Drive(bench.Roster.Handles[0]);
        Assert.Equal(0, bench.Brain.Statistics.Episodes.Decisions);
        bench.Lifecycle.Run(0);
        Decide(bench);
        Assert.Equal(1, bench.Brain.Statistics.Episodes.Decisions);
    }

    [Theory]
    [InlineData("ppo", "continuous", """{ "type": "ppo", "rollout_rows": 3000, "batch_size": 128, "epochs": 2 }""")]
    [InlineData("ppo", "discrete", """{ "type": "ppo", "rollout_rows": 3000, "batch_size": 128, "epochs": 2 }""")]
    [InlineData("pqn", "discrete", """{ "type": "pqn", "rollout_rows": 3000, "batch_size": 128, "epochs": 2 }""")]
    [InlineData("dqn", "discrete", """{ "type": "dqn", "replay_capacity": 4000, "learn_after": 1000, "batch_size": 128, "replay_ratio": 1 }""")]
    public void TheNumberOfWorkersChangesNothing(string learner, string actions, string learnerOptions)
    {
        RunOptions options = new()
        {
            Agents = 300, Seed = 5, Workers = 1, LearnSteps = 8, Set = { ["food"] = "0.05", ["hazards"] = "0.2", ["actions"] = actions }, Learner = learner,
            LearnerOptions = JsonDocument.Parse(learnerOptions).RootElement,
        };
        (string, string) one = RunHashTests.Hashes(options, 100);
        Assert.Equal(one, RunHashTests.Hashes(options with { Workers = 2 }, 100));
        Assert.Equal(one, RunHashTests.Hashes(options with { Workers = 7 }, 100));
        Assert.NotEqual(one.Item2, RunHashTests.Hashes(options with { LearnSteps = 0 }, 100).Item2);
    }

    [Fact]
    public void AChoiceIsTheNearestValue()
    {
        SteeringActions actions = SteeringActions.Discrete;
        float[] action = [-0.7f, -1];
        actions.Encode(action);
        Assert.Equal([1, 0], action);
        Assert.Equal(new Steering(-0.5f, 0.2f), actions.Read(action));
        for (int turn = 0; turn < actions.CreateSpec().Branches[0].Choices.Count; turn++)
        {
            for (int thrust = 0; thrust < actions.CreateSpec().Branches[1].Choices.Count; thrust++)
            {
                Steering steering = actions.Read([turn, thrust]);
                action = [steering.Turn, steering.Thrust];
                actions.Encode(action);
                Assert.Equal([turn, thrust], action);
            }
        }
    }

    [Fact]
    public void TheTeacherScoresAlikeByChoices()
    {
        RunOptions options = new() { Agents = 300, Seed = 5, Workers = 2 };
        double numbers = Score(options), choices = Score(options with { Set = new() { ["actions"] = "discrete" } });
        Assert.InRange(choices, 0.9 * numbers, 1.1 * numbers);
    }

    private static double Score(RunOptions options)
    {
        using SimulationRun run = new(options, Driver.Teacher, isLabelled: false);
        run.Play(600);
        return run.Session.Score;
    }

    private static void Decide(ForageBench bench)
    {
        bench.Roster.Run(0);
        bench.Interact.Run(0);
        bench.Rewards.Run(0);
        bench.Sense.Run(0);
        bench.Brain.Decide();
    }

    private static void MoveTo(ForageBench bench, int row, float x, float y) => bench.World.Set(bench.Roster.Entities[row], new Position(x, y));

    /// <summary>Ends all episodes, in the order of rows, and returns their returns.</summary>
    private static double[] Returns(ForageBench bench)
    {
        EpisodeLog log = bench.Brain.Statistics.Episodes;
        long before = log.Count;
        foreach (AgentHandle agent in bench.Roster.Handles)
        {
            bench.Brain.EndEpisode(agent, EpisodeEnd.Terminated);
        }

        return [.. Enumerable.Range((int)before, (int)(log.Count - before)).Select(number => log[number].Return)];
    }
}
