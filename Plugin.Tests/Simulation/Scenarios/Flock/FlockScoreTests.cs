using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Scenarios.Flock;
using NeuroAgents.Simulation.Systems;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Flock;

public sealed class FlockScoreTests
{
    [Theory]
    [InlineData(2.5f, 0f, 1.5f, 1)]
    [InlineData(3f, -2f, 1.5f, 1)]
    [InlineData(1.25f, 0f, 1.5f, 0.5)]
    [InlineData(2.5f, 0f, 0.75f, 0.75)]
    [InlineData(2.5f, 0f, 2.25f, 0.75)]
    [InlineData(1.25f, 0f, 2.25f, 0.375)]
    [InlineData(2.5f, 0f, 3.1f, 0)]
    [InlineData(0f, 0f, 1.5f, 0)]
    public void AFlockInOneDirectionScoresByItsSpeedAndDistance(float velocityX, float velocityY, float distance, double expected)
    {
        Neighbourhood seen = new(6, 1.5f);
        seen.Add(distance, 0, new Velocity(velocityX, velocityY));
        seen.Add(-distance, 0, new Velocity(velocityX, velocityY));
        Assert.Equal(expected, FlockScore.Quality(new Velocity(velocityX, velocityY), in seen, 1.5f), 1e-5);
    }

    [Fact]
    public void OppositeDirectionsAreNoOrder()
    {
        Neighbourhood seen = new(6, 1.5f);
        seen.Add(1.5f, 0, new Velocity(-3, 1));
        Assert.Equal(0, FlockScore.Quality(new Velocity(3, -1), in seen, 1.5f));
    }

    [Fact]
    public void AgentsAloneOrInOnePlaceScoreNothing()
    {
        Neighbourhood empty = new(6, 1.5f), same = new(6, 1.5f);
        same.Add(0, 0, new Velocity(3, 0));
        Assert.Equal(0, FlockScore.Quality(new Velocity(3, 0), in empty, 1.5f));
        Assert.Equal(0, FlockScore.Quality(new Velocity(3, 0), in same, 1.5f));
    }

    [Fact]
    public void TheScoreIsTheMeanOverAgentsAndFrames()
    {
        FlockScore score = new();
        Assert.Equal(0, score.Mean);
        score.Add([1, 0.5f]);
        score.Add([0, 0.5f]);
        Assert.Equal(0.5, score.Mean);
    }

    /// <summary>Neither standing still nor flying straight on makes a flock.</summary>
    [Theory]
    [InlineData(0f, 0.01)]
    [InlineData(0.7f, 0.35)]
    [InlineData(1f, 0.4)]
    public void OneActionForAllScoresFarBelowTheTeacher(float thrust, double max)
    {
        RunOptions options = new() { Scenario = "flock", Agents = 300, Seed = 4, Workers = 1 };
        double teacher = Evaluation.Score(options, Driver.Teacher, null, 600, TestContext.Current.CancellationToken);
        Assert.True(teacher > 0.7, $"teacher {teacher}");
        using SimulationRun run = new(options, Driver.Teacher, isLabelled: false);
        for (int frame = 0; frame < 600; frame++)
        {
            run.Session.Locate.Run(frame);
            run.Session.Interact.Run(frame);
            run.Session.Sense.Run(frame);
            run.Session.Labels.Resize(run.Session.Roster.Count);
            for (int row = 0; row < run.Session.Roster.Count; row++)
            {
                (run.Session.Labels.Row(row)[0], run.Session.Labels.Row(row)[1]) = (0, thrust);
            }

            run.Session.Act.Run(frame);
            run.Session.Move.Run(frame);
            run.Session.Lifecycle.Run(frame);
        }

        Assert.True(run.Session.Score <= max, $"score {run.Session.Score}");
    }
}
