using NeuroAgents.Overlay.Histories;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Viewer.Overlays.Panels;
using NeuroAgents.Viewer.Snapshots;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Overlays.Panels;

public sealed class ScorePlotTests
{
    /// <summary>Scores of the first frames are far above the later ones. They neither set the scale nor are drawn beyond it.</summary>
    [Theory]
    [InlineData(60)]
    [InlineData(300)]
    [InlineData(600)]
    [InlineData(5000)]
    public void TheLineStartsWhereItStaysWithinTheScale(int frames)
    {
        Curve score = new();
        for (int frame = 1; frame <= frames; frame++)
        {
            score.Add(frame, 5 + 400.0 / (frame * frame));
        }

        double high = ScorePlot.Highest(score, [10, 0.2, double.NaN]);
        int first = ScorePlot.Beginning(score.Values, high);
        Assert.Equal(11.5, high, 1e-9);
        Assert.InRange(first, 1, score.Count / 4);
        Assert.True(score.Values[first - 1] > high);
        Assert.True(score.Values[first..].ToArray().Max() <= high);
    }

    [Fact]
    public void AScoreThatGrowsFromZeroIsDrawnWhole()
    {
        Curve score = new();
        for (int frame = 1; frame <= 60; frame++)
        {
            score.Add(frame, frame / 60.0);
        }

        double high = ScorePlot.Highest(score, [double.NaN]);
        Assert.Equal((1.15, 0), (high, ScorePlot.Beginning(score.Values, high)));
        Assert.Equal(1.15, ScorePlot.Highest(new Curve(), []));
    }

    [Theory]
    [InlineData("pendulum", -2000, "mean return of the newest 100 episodes")]
    [InlineData("cartpole", 0, "mean return of the newest 100 episodes")]
    [InlineData("forage", 0, "food eaten per agent and minute")]
    public void AScoreThatIsAMeanReturnIsShownAsOne(string scenario, double origin, string meaning)
    {
        RunFacts facts = RunFacts.Of(new RunOptions { Scenario = scenario }, ScenarioCatalogue.Standard.Find(scenario), [], []);
        Assert.Equal((origin, meaning, meaning), (facts.ScoreOrigin, facts.ScoreMeaning, facts.RunScoreMeaning));
    }
}
