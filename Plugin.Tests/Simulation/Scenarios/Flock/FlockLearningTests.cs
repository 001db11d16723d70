using NeuroAgents.Agents;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Flock;

public sealed class FlockLearningTests(ITestOutputHelper output)
{
    private const int ScoreFrames = 1200;
    private static readonly RunOptions s_options = new() { Scenario = "flock", Agents = 256, Frames = 1000, Workers = 1 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void LearningClosesMostOfTheGapToTheTeacher(ulong seed)
    {
        (double untrained, double trained, double teacher) = Scores(s_options with { Seed = seed });
        double way = (trained - untrained) / (teacher - untrained);
        output.WriteLine($"untrained {untrained:F3}, trained {trained:F3}, teacher {teacher:F3}, way {way:F3}");
        Assert.True(teacher > 0.7 && untrained < 0.1, $"untrained {untrained}, teacher {teacher}");
        Assert.True(way >= 0.85, $"{way} of the way");
    }

    [Fact]
    public void ShuffledLabelsTeachNoFlock()
    {
        (double untrained, double shuffled, double teacher) = Scores(s_options with { Set = new() { ["shuffle-labels"] = "true" } });
        output.WriteLine($"shuffled {shuffled:F3}");
        Assert.True(shuffled < untrained + 0.3 * (teacher - untrained), $"shuffled {shuffled}, untrained {untrained}, teacher {teacher}");
    }

    private static (double Untrained, double Trained, double Teacher) Scores(RunOptions options)
    {
        using SimulationRun run = options.Play(options.Frames);

        return (Score(Driver.Brain, null), Score(Driver.Brain, [run.Session.Brain]), Score(Driver.Teacher, null));

        double Score(Driver driver, Brain[]? brains) => Evaluation.Score(options, driver, brains, ScoreFrames, TestContext.Current.CancellationToken);
    }
}
