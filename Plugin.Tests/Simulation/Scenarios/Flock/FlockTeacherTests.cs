using CsCheck;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Scenarios.Flock;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Flock;

public sealed class FlockTeacherTests
{
    [Fact]
    public void ActionsAreWithinTheirRange()
        => Gen.Float[-2, 2].Array[FlockObservations.Width].Sample(observation =>
        {
            float[] copy = [.. observation], action = [9, 9];
            Teacher().Act(observation, action);
            Assert.Equal(copy, observation);
            Assert.All(action, value => Assert.InRange(value, -1, 1));
        });

    [Theory]
    [InlineData("separation", FlockObservations.Push)]
    [InlineData("alignment", FlockObservations.Velocity)]
    [InlineData("cohesion", FlockObservations.Centre)]
    public void EachRuleTurnsTowardItsDirectionByItsWeight(string rule, int column)
    {
        float[] toTheLeft = new float[FlockObservations.Width], toTheRight = new float[FlockObservations.Width];
        (toTheLeft[column + 1], toTheRight[column + 1]) = (0.5f, -0.5f);
        float left = Turn(toTheLeft, rule, 1), half = Turn(toTheLeft, rule, 0.1), none = Turn(toTheLeft, rule, 0);
        Assert.Equal(-left, Turn(toTheRight, rule, 1), 1e-6);
        Assert.True(left > half && half > none, $"{left}, {half}, {none}");
        Assert.Equal(0, none);
    }

    [Theory]
    [InlineData(FlockObservations.Push)]
    [InlineData(FlockObservations.Centre)]
    public void ItFliesFasterIfNeighboursAreAheadAndSlowerIfBehind(int column)
    {
        float[] observation = new float[FlockObservations.Width];
        float cruise = Thrust(observation);
        observation[column] = 0.3f;
        float faster = Thrust(observation);
        observation[column] = -0.3f;
        float slower = Thrust(observation);
        Assert.True(faster > cruise && cruise > slower, $"{faster}, {cruise}, {slower}");
    }

    [Fact]
    public void LabelsAreTheTeachersAnswersToTheRowsObservations()
    {
        using SimulationRun run = new(new RunOptions { Scenario = "flock", Agents = 60, Workers = 2 }, Driver.Brain, isLabelled: true);
        float[] answer = new float[2];
        for (int frame = 0; frame < 30; frame++)
        {
            run.Frame.Run();
            for (int row = 0; row < 60; row++)
            {
                Teacher().Act(run.Session.Brain.Decisions.Observation(row), answer);
                Assert.Equal(answer, run.Session.Labels.Row(row).ToArray());
            }
        }
    }

    /// <summary>Two agents that are too close separate, and two that are far apart approach: both pairs end near the spacing, side by side.</summary>
    [Theory]
    [InlineData(0.5f)]
    [InlineData(4f)]
    public void TwoFlyTogetherAtTheirSpacing(float distance)
    {
        using var flock = PlacedRun.Flock([new PlacedBody(9, 9), new PlacedBody(9, 9 + distance, 0.5f)], Driver.Teacher);
        flock.Run(900);
        float[] observation = flock.Observation(0);
        double nearest = (1 - observation[FlockObservations.Nearest]) * 6;
        Assert.InRange(nearest, 0.9, 2);
        Assert.Equal(observation[FlockObservations.Speed], observation[FlockObservations.Velocity], 0.1);
        Assert.Equal(observation[FlockObservations.Speed + 1], observation[FlockObservations.Velocity + 1], 0.1);
    }

    private static float Turn(float[] observation, string rule, double weight)
    {
        Dictionary<string, string> weights = new() { ["separation"] = "0", ["alignment"] = "0", ["cohesion"] = "0" };
        weights[rule] = weight.ToString(System.Globalization.CultureInfo.InvariantCulture);
        float[] action = new float[2];
        Teacher(weights).Act(observation, action);
        return action[0];
    }

    private static float Thrust(float[] observation)
    {
        float[] action = new float[2];
        Teacher().Act(observation, action);
        return action[1];
    }

    private static FlockTeacher Teacher(Dictionary<string, string>? settings = null)
        => new(new FlockOptions(new SettingValues(ScenarioCatalogue.Standard.Find("flock").Settings, settings ?? []), 10));
}
