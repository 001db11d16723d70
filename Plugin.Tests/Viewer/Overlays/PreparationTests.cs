using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Viewer.Application;
using NeuroAgents.Viewer.Overlays;
using NeuroAgents.Viewer.Snapshots;
using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Overlays;

/// <summary>The view before the first frame and after the last, and the start of the reference scores' measurement.</summary>
[Collection(Display.Name)]
public sealed class PreparationTests
{
    private static readonly RunOptions s_forage = new() { Scenario = "forage", Agents = 60, Seed = 5, Workers = 1 };

    [Theory]
    [InlineData("512,512", "preparing 20,000 agents and a network with 512 → 512 hidden neurons…")]
    [InlineData(null, "preparing 20,000 agents and a network with 64 → 64 hidden neurons…")]
    public void TheTextNamesAgentsAndLayers(string? hidden, string expected)
        => Assert.Equal(expected, Preparation.Describe(new RunOptions { Agents = 20_000, Set = hidden is null ? [] : new() { ["hidden"] = hidden } }));

    [Fact]
    public void TheWindowShowsThePreparationInsteadOfTheWorld()
    {
        Display.Require();
        using LiveViewer viewer = new(new ViewerOptions(s_forage with { Set = new() { ["hidden"] = "1024,1024" } }) { Show = ["loss", "events"], Scale = 1 });
        using SKBitmap picture = viewer.DrawAndRead();
        Assert.Null(viewer.Data.Facts);
        SKRect world = viewer.Layout.World;
        int ink = Enumerable.Range((int)world.Left, 300).Sum(x => Enumerable.Range((int)world.MidY - 11, 22).Count(y => OpenViewer.AreAlike(picture.GetPixel(x, y), Palette.Text, 60)));
        Assert.True(ink > 100, $"{ink} pixels");
    }

    [Fact]
    public void ScoresAreMeasuredAfterTheFirstFrame()
    {
        LiveWatch watch = new();
        using LiveRunner runner = new(s_forage, watch);
        using CurrentRun played = new(runner, watch);
        using SimulationRun run = OpenViewer.Headless(s_forage, 0);
        run.Session.Locate.Run(0);
        watch.Begin(run, runner.Options);
        Assert.False(IsMeasured());
        run.Frame.Run();
        watch.Advance(run, new LiveFigures(1, default, 0.5f, 0, 0.5, 0.5f, 0, default, 0, 0), isIdle: true);
        Assert.True(IsMeasured());

        bool IsMeasured()
        {
            Assert.True(watch.Exchange.TryAcquire());
            played.MeasureReferences(watch.Exchange.Reading);
            return played.References.HasStarted;
        }
    }

    [Fact]
    public void AfterTheLastFrameTheBarShowsThatScoresAreMeasured()
    {
        Display.Require();
        using LiveViewer viewer = new(new ViewerOptions(s_forage) { Frames = 3, Speed = double.PositiveInfinity, Show = [] });
        bool wasMeasuring = false;
        while (!viewer.IsOver)
        {
            viewer.ShowPicture();
            Assert.False(viewer.Data.IsMeasuring && viewer.Data.Snapshot.Frame < 3);
            wasMeasuring |= viewer.Data.IsMeasuring;
        }

        Assert.Equal((true, false), (wasMeasuring, viewer.Data.IsMeasuring));
        Assert.True(double.IsFinite(viewer.Data.TrainedScore) && double.IsFinite(viewer.Data.TeacherScore));
    }
}
