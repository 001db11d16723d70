using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Scenarios.Pursuit;
using NeuroAgents.Simulation.Systems;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Pursuit;

public sealed class PursuitScoreTests
{
    [Theory]
    [InlineData(200, 10, 0.5, 0.5)]
    [InlineData(600, 10, 0.25, 0.75)]
    [InlineData(200, 30, 0.75, 0.25)]
    [InlineData(100, 0, 0, 1)]
    [InlineData(0, 0, 0, 0)]
    public void SharesAreThoseOfTheMeanLifeAgainstTwentySeconds(double seconds, int catches, double pursuers, double evaders)
    {
        PursuitScore score = new();
        score.Count(seconds / 2, catches);
        score.Count(seconds / 2, 0);
        Assert.Equal((pursuers, evaders), (score.Pursuers, score.Evaders));
    }

    /// <summary>One kind is driven and scored; the script drives the other.</summary>
    [Fact]
    public void EachKindIsEvaluatedAgainstTheOthersScript()
    {
        RunOptions options = new() { Scenario = "pursuit", Agents = 200, Seed = 4, Workers = 1 };
        double[] untrained = [.. Enumerable.Range(0, 2).Select(kind => Score(kind, Driver.Brain))];
        double[] teacher = [.. Enumerable.Range(0, 2).Select(kind => Score(kind, Driver.Teacher))];
        Assert.Equal(1, teacher.Sum(), 1e-9);
        Assert.All(teacher, share => Assert.InRange(share, 0.3, 0.7));
        Assert.All(untrained.Zip(teacher), pair => Assert.True(pair.First < 0.6 * pair.Second, $"untrained {pair.First}, teacher {pair.Second}"));
        Assert.Equal(untrained.Average(), Evaluation.Score(options, Driver.Brain, null, 600, TestContext.Current.CancellationToken));

        double Score(int kind, Driver driver) => Evaluation.ScoreOfKind(kind, options, driver, null, 600, TestContext.Current.CancellationToken);
    }
}
