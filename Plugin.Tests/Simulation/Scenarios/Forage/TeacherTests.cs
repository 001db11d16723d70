using CsCheck;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios.Forage;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Forage;

public sealed class TeacherTests
{
    [Fact]
    public void ActionsAreWithinTheirRangeAndAFunctionOfTheObservation()
        => Gen.Float[-1, 1].Array[ForageObservations.Width].Sample(observation =>
        {
            float[] copy = [.. observation], first = [9, 9], second = [-9, -9];
            ForageTeacher.Act(observation, first);
            ForageTeacher.Act([.. Enumerable.Repeat(0.5f, ForageObservations.Width)], second);
            ForageTeacher.Act(observation, second);
            Assert.Equal(copy, observation);
            Assert.Equal(first, second);
            Assert.All(first, value => Assert.InRange(value, -1, 1));
        });

    [Fact]
    public void LabelsAreTheTeachersAnswersToTheRowsObservations()
    {
        using SimulationRun run = new(new RunOptions { Agents = 60, Workers = 2 }, Driver.Brain, isLabelled: true);
        float[] answer = new float[2];
        for (int frame = 0; frame < 60; frame++)
        {
            run.Frame.Run();
            for (int row = 0; row < 60; row++)
            {
                ForageTeacher.Act(run.Session.Brain.Decisions.Observation(row), answer);
                Assert.Equal(answer, run.Session.Labels.Row(row).ToArray());
            }
        }
    }

    [Theory]
    [InlineData(1, 0, 0, 0, 1, 1)]
    [InlineData(0.7f, 0.7f, 1, 1, 0.5, 0.9)]
    [InlineData(0.7f, -0.7f, -1, -1, 0.5, 0.9)]
    [InlineData(0.98f, 0.2f, 0.3, 0.7, 0.9, 1)]
    [InlineData(0, 1, 1, 1, 0, 0.3)]
    [InlineData(0, -1, -1, -1, 0, 0.3)]
    [InlineData(-0.99f, 0.1f, 1, 1, 0, 0.3)]
    [InlineData(-0.99f, -0.1f, -1, -1, 0, 0.3)]
    public void ItTurnsTowardFood(float ahead, float left, double minTurn, double maxTurn, double minThrust, double maxThrust)
    {
        float[] observation = new float[ForageObservations.Width], action = new float[2];
        observation[ForageObservations.NearestFoodAhead] = ahead;
        observation[ForageObservations.NearestFoodLeft] = left;
        observation[ForageObservations.NearestFoodNearness] = 0.5f;
        ForageTeacher.Act(observation, action);
        Assert.InRange(action[0], minTurn - 1e-5, maxTurn + 1e-5);
        Assert.InRange(action[1], minThrust - 1e-5, maxThrust + 1e-5);
    }

    [Theory]
    [InlineData(0, -1)]
    [InlineData(1, -1)]
    [InlineData(6, 1)]
    [InlineData(7, 1)]
    public void ItTurnsAwayFromHazardsAhead(int sector, int side)
    {
        float[] observation = new float[ForageObservations.Width], action = new float[2];
        observation[ForageObservations.NearestFoodAhead] = 1;
        observation[ForageObservations.NearestFoodNearness] = 0.5f;
        observation[ForageObservations.Hazard + sector] = 0.9f;
        ForageTeacher.Act(observation, action);
        Assert.Equal(side, Math.Sign(action[0]));
        Assert.True(Math.Abs(action[0]) > 0.5, $"turn {action[0]}");
    }

    [Fact]
    public void FarHazardsDontMatter()
    {
        float[] observation = new float[ForageObservations.Width], action = new float[2];
        observation[ForageObservations.NearestFoodAhead] = 1;
        observation[ForageObservations.NearestFoodNearness] = 0.5f;
        observation[ForageObservations.Hazard] = 0.7f;
        ForageTeacher.Act(observation, action);
        Assert.Equal(0, action[0]);
        Assert.Equal(1, action[1], 1e-5);
    }

    [Theory]
    [InlineData(16f, 10f, 0f)]
    [InlineData(10f, 16f, 0.05f)]
    [InlineData(4f, 10f, 0f)]
    [InlineData(5f, 5f, -0.2f)]
    public void ItReachesFoodAroundAHazard(float foodX, float foodY, float aside)
    {
        using ForageBench bench = new(
            [new PlacedAgent(10, 10)], [(foodX, foodY)], [((10 + foodX) / 2 + 0.3f + aside, (10 + foodY) / 2 - 0.2f, 1.2f)]);
        float[] action = new float[2];
        int meals = 0, hurt = 0;
        for (int frame = 0; frame < 300 && meals == 0; frame++)
        {
            bench.Look();
            meals = bench.Field.MealsGained[0];
            hurt += bench.Field.EnergyChange[0] < 0 ? 1 : 0;
            ForageTeacher.Act(bench.Observation(0), action);
            bench.World.Set(bench.Roster.Entities[0], new Steering(action[0], action[1]));
            bench.Move.Run(frame);
        }

        Assert.Equal((1, 0), (meals, hurt));
    }
}
