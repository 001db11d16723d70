using NeuroAgents.Learning;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Tests.Simulation.Support;
using NeuroAgents.Overlay.Panels;
using NeuroAgents.Viewer.Snapshots;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Overlays;

/// <summary>The figures beyond the loss in the loss panel.</summary>
[Collection(Display.Name)]
public sealed class FigureKeysTests
{
    [Fact]
    public void TheLossPanelListsTheLearnersFigures()
    {
        using OpenViewer open = new(ReportingRun.Options(frames: 10), 10, viewer => viewer with { Show = ["loss"], Scale = 1 });
        Assert.Equal(["policy loss 10.00", "entropy 2.0000"], LossPanel.FigureKeys(open.Viewer.Data).Select(key => key.Text));
        open.Read().Dispose();
    }

    [Fact]
    public void ImitationHasNoFurtherFigures()
    {
        RunOptions options = new() { Scenario = "pursuit", Agents = 60, Seed = 3, Workers = 1, Frames = 20 };
        using OpenViewer open = new(options, 20, viewer => viewer with { Show = ["loss"], Scale = 1 });
        Assert.All(open.Viewer.Data.History.Losses.Brains, kind => Assert.True(kind.Figures.IsReported(LearningFigure.Loss)));
        Assert.Empty(LossPanel.FigureKeys(open.Viewer.Data));
    }

    [Fact]
    public void TheHistoryKeepsTheNewestFiguresUntilAnotherRunStarts()
    {
        RunHistory history = new(), copy = new();
        history.Begin(kinds: 1, isResumed: false);
        foreach (float entropy in (float[])[3, 1, float.NaN])
        {
            KindFigures[] kinds = [new KindFigures(0.5f, float.NaN) { Figures = new LearningFigures { Loss = 0.5f, Entropy = entropy } }];
            history.Add(new LiveFigures(1, default, 0.5f, 0, double.NaN, float.NaN, 0, default, 0, 0) { Kinds = kinds });
        }

        copy.CopyFrom(history);
        FigureTotals figures = copy.Losses.Brains[0].Figures;
        Assert.Equal((1, 2), (figures.Newest(LearningFigure.Entropy), figures.Mean(LearningFigure.Entropy)));
        Assert.True(float.IsNaN(figures.Newest(LearningFigure.ValueLoss)) && double.IsNaN(figures.Mean(LearningFigure.ValueLoss)));
        history.Begin(kinds: 1, isResumed: false);
        Assert.False(history.Losses.Brains[0].Figures.IsReported(LearningFigure.Entropy));
        Assert.True(figures.IsReported(LearningFigure.Entropy));
    }
}
