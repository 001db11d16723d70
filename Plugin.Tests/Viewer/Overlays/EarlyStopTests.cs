using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Viewer.Snapshots;
using SkiaSharp;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Overlays;

[Collection(Display.Name)]
public sealed class EarlyStopTests
{
    private const int Frames = 300;

    [Fact]
    public void ItIsLoggedOnceAndMarkedInTheLossPlot()
    {
        RunOptions options = Options("25");
        using SimulationRun run = OpenViewer.Headless(options, Frames);
        long stop = run.Session.Feature<IHeldOutValidation>()!.Record.StoppedAt!.Value;
        using OpenViewer open = new(options, Frames, viewer => viewer with { Show = ["loss", "events"], Scale = 1 });
        List<LoggedEvent> events = [];
        open.Viewer.Watch.Events.CopyTo(events);
        Assert.Equal([new LoggedEvent(stop, "learning stopped early: no lower validation loss for 30 frames; restored the best weights", 1)], events);
        Assert.Contains($"stopped early at {stop}", LossPlot.Keys(open.Viewer.Data).Select(key => key.Text));
        Assert.InRange(LongestColumn(open), 15, 200);
    }

    [Fact]
    public void ARunThatWasNotStoppedHasNoMark()
    {
        using OpenViewer open = new(Options("0"), Frames, viewer => viewer with { Show = ["loss", "events"], Scale = 1 });
        Assert.Empty(open.Events());
        Assert.DoesNotContain(LossPlot.Keys(open.Viewer.Data), key => key.Text.StartsWith("stopped", StringComparison.Ordinal));
        Assert.InRange(LongestColumn(open), 0, 4);
    }

    /// <summary>Counts vertically adjacent pixels of the mark's colour in the loss plot.</summary>
    private static int LongestColumn(OpenViewer open)
    {
        using SKBitmap picture = open.Read();
        SKRect panel = open.Viewer.Layout.Panels[open.Viewer.Panels.OfType<LossPanel>().Single()];
        return Enumerable.Range((int)panel.Left + 50, (int)panel.Width - 80)
            .Max(x => Enumerable.Range((int)panel.Top + 80, (int)(panel.Height * 0.4f) - 80).Count(y => OpenViewer.AreAlike(picture.GetPixel(x, y), Palette.Text, 130)));
    }

    private static RunOptions Options(string patience) => new()
    {
        Scenario = "separate", Agents = 50, Seed = 1, Workers = 1, Frames = Frames,
        Set = new() { ["problem"] = "moons", ["samples"] = "40", ["noise"] = "0.2", ["patience"] = patience },
    };
}
