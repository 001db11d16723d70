using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Simulation.Scenarios;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Separate;

/// <summary>Hidden layers separate classes that a network without them cannot.</summary>
public sealed class SeparationTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("line", "16,16", 0.95)]
    [InlineData("circle", "16,16", 0.95)]
    [InlineData("xor", "16,16", 0.95)]
    [InlineData("moons", "16,16", 0.95)]
    [InlineData("spiral", "32,32", 0.9)]
    public void HiddenLayersSeparate(string problem, string hidden, double min)
    {
        for (int seed = 1; seed <= SeparateRun.Seeds; seed++)
        {
            double accuracy = Accuracy(seed, problem, hidden);
            Assert.True(accuracy > min, $"seed {seed}: {accuracy}");
        }
    }

    /// <summary>A network of one layer separates only along a straight line.</summary>
    [Theory]
    [InlineData("xor")]
    [InlineData("circle")]
    [InlineData("spiral")]
    public void WithoutAHiddenLayerOnlyALineSeparates(string problem)
    {
        for (int seed = 1; seed <= SeparateRun.Seeds; seed++)
        {
            double accuracy = Accuracy(seed, problem, "0");
            Assert.True(accuracy < 0.75, $"seed {seed}: {accuracy}");
        }
    }

    [Fact]
    public void WithoutAHiddenLayerALineIsEnoughForALine() => Assert.True(Accuracy(1, "line", "0") > 0.95);

    /// <summary>With random labels nothing can be learned.</summary>
    [Fact]
    public void LabelsOfNoiseAloneTeachNothing()
    {
        HeldOutRecord record = SeparateRun.Train(1, "problem=circle", "noise=0.5");
        output.WriteLine($"accuracy {record.Accuracy:F3}, loss {record.Loss:F3}");
        Assert.InRange(record.Loss, 0.68, 0.75);
    }

    [Fact]
    public void TheReportHasTheHeldOutLossAndTheScores()
    {
        RunOptions options = SeparateRun.Options(4, "problem=moons") with { Agents = 300, Frames = 150 };
        HeadlessRunner runner = new(options);
        RunReport report = runner.Run(TestContext.Current.CancellationToken);
        Assert.Equal(1, report.ScoreTeacher);
        Assert.Equal(149, report.HeldOut!.Frame);
        Assert.Equal(report.ScoreTrained, report.HeldOut.Accuracy);
        Assert.True(report.ScoreTrained > report.ScoreUntrained);
        Assert.Null(report.HeldOut.StoppedAt);
        float[] measured = [.. runner.Record.HeldOutLosses.ToArray().Where(loss => !float.IsNaN(loss))];
        Assert.Equal(16, measured.Length);
        Assert.Equal(report.HeldOut.Loss!.Value, measured[^1], 1e-6);
        Assert.Equal(report.HeldOut.LowestLoss!.Value, measured.Min(), 1e-6);
        Assert.True(measured[^1] < measured[0] / 2);
    }

    private double Accuracy(int seed, string problem, string hidden)
    {
        HeldOutRecord record = SeparateRun.Train((ulong)seed, $"problem={problem}", $"hidden={hidden}");
        output.WriteLine($"seed {seed}: accuracy {record.Accuracy:F4}, loss {record.Loss:F4}");
        return record.Accuracy;
    }
}
