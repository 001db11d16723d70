using NeuroAgents.Simulation.Engine;
using NeuroAgents.Overlay.Metering;
using NeuroAgents.Viewer.Overlays.Panels;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Application;

[Collection(Display.Name)]
public sealed class PictureCostTests
{
    private const int Pictures = 20;

    /// <summary>Maximum bytes for painting all panels in one picture.</summary>
    private const long MaxRepaintBytes = 400_000;

    /// <summary>The world moves, snapshots are uploaded and panels are painted. Only the painting allocates.</summary>
    [Theory]
    [InlineData("forage", 1280, 720)]
    [InlineData("pursuit", 560, 400)]
    [InlineData("separate", 560, 400)]
    public void APictureAllocatesOnlyForPaintingPanels(string scenario, int width, int height)
    {
        RunOptions run = new() { Scenario = scenario, Agents = 60, Seed = 1, Workers = 1 };
        using OpenViewer open = new(run, null, options => options with { Show = PanelCatalogue.Names, Select = 0, Size = (width, height), Speed = 1 });
        PictureMeter meter = open.Viewer.Meter;
        long frame = open.Viewer.Data.Snapshot.Frame;
        open.ShowUntil(() => meter.Count >= Pictures && meter.Mean().RepaintBytes > 0);
        Assert.True(open.Viewer.Data.Snapshot.Frame > frame);
        PictureCost[] costs = [.. Enumerable.Range(0, meter.Kept).Select(i => meter[i])];
        Assert.All(costs, cost => Assert.Equal(0, cost.Bytes));
        Assert.All(costs, cost => Assert.InRange(cost.RepaintBytes, 0, MaxRepaintBytes));
        Assert.All(costs, cost => Assert.True(cost is { Own: > 0, Graphics: > 0, Repaint: >= 0 }, $"{cost}"));
    }
}
