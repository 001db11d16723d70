using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Viewer.Overlays;
using NeuroAgents.Viewer.Overlays.Panels;
using NeuroAgents.Viewer.Snapshots;
using SkiaSharp;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Overlays;

public sealed class PanelLayoutTests
{
    private static readonly string[] s_scenarios = ["forage", "pursuit", "separate"];

    /// <summary>Every subset of the panels at every size, with an agent selected and without.</summary>
    [Theory]
    [InlineData(1280, 720)]
    [InlineData(1920, 1080)]
    [InlineData(700, 500)]
    [InlineData(560, 400)]
    [InlineData(320, 240)]
    public void NothingOverlapsForAnySetOfPanels(int width, int height)
    {
        foreach ((string scenario, int? selected) in s_scenarios.SelectMany(scenario => new (string, int?)[] { (scenario, null), (scenario, 0) }))
        {
            RunData data = Data(scenario, selected);
            PanelColumns columns = Columns(data);
            Assert.Equal(PanelCatalogue.Names, columns.Panels.Select(panel => panel.Name));
            for (int subset = 0; subset < 1 << PanelCatalogue.Names.Count; subset++)
            {
                Show(columns, (_, i) => (subset >> i & 1) != 0);
                PanelLayout layout = new();
                layout.Arrange(width, height, columns, data);
                RequireOrder(layout, columns, data, width, height);
            }
        }
    }

    [Fact]
    public void TheDefaultPanelsFitAtTheUsualSizes()
    {
        foreach (string scenario in s_scenarios)
        {
            foreach ((int width, int height) in ((int, int)[])[(1280, 720), (1920, 1080)])
            {
                RunData data = Data(scenario, 0);
                PanelColumns columns = Columns(data);
                Show(columns, (panel, _) => PanelCatalogue.Default.Contains(panel.Name));
                PanelLayout layout = new();
                layout.Arrange(width, height, columns, data);
                Assert.Empty(layout.Hidden);
                Assert.Equal("", layout.NoticeText);
                Assert.True(layout.World.Width > 400);
            }
        }
    }

    /// <summary>All settings are visible without scrolling, whichever other panels are open.</summary>
    [Theory]
    [InlineData(1280, 720)]
    [InlineData(1920, 1080)]
    public void AllSettingsFitAtTheUsualSizes(int width, int height)
    {
        foreach (string scenario in (string[])[.. s_scenarios, "flock"])
        {
            RunData data = Data(scenario, 0);
            PanelColumns columns = Columns(data);
            Panel settings = Named(columns, "settings");
            for (int subset = 0; subset < 1 << PanelCatalogue.Names.Count; subset++)
            {
                Show(columns, (panel, i) => panel == settings || (subset >> i & 1) != 0);
                PanelLayout layout = new() { BarHeight = width < 1900 ? 70 : 40 };
                layout.Arrange(width, height, columns, data);
                string others = string.Join(", ", layout.Panels.Keys.Select(panel => panel.Name));
                Assert.True(layout.Panels[settings].Height >= settings.Heights(data).Preferred - 1, $"{scenario} with {others}");
            }
        }
    }

    /// <summary>All panels fit, also at scale 2, where a window of 2560 by 1440 pixels has 1280 by 720 units.</summary>
    [Fact]
    public void AllPanelsFitAtOnce()
    {
        foreach (string scenario in s_scenarios)
        {
            RunData data = Data(scenario, 0);
            PanelColumns columns = Columns(data);
            Show(columns, (_, _) => true);
            PanelLayout layout = new() { BarHeight = 70 };
            layout.Arrange(1280, 720, columns, data);
            Assert.Equal("", layout.NoticeText);
        }
    }

    /// <summary>In a small window the most recently opened panel is kept, and a notice names the hidden one.</summary>
    [Fact]
    public void TheMostRecentlyOpenedPanelHasRoomFirst()
    {
        RunData data = Data("forage", 0);
        PanelColumns columns = Columns(data);
        Show(columns, (panel, _) => panel.Name is "loss" or "weights" or "inspector");
        PanelLayout layout = new();
        layout.Arrange(700, 500, columns, data);
        Assert.Contains("loss", layout.Panels.Keys.Select(panel => panel.Name));
        Assert.Equal(["weights"], layout.Hidden.Select(panel => panel.Name));
        Assert.Contains("no room for weights", layout.NoticeText, StringComparison.Ordinal);

        Panel frame = columns.Panels.Single(panel => panel.Name == "frame");
        frame.IsShown = true;
        layout.Arrange(700, 500, columns, data);
        Assert.Contains(frame, layout.Panels.Keys);
        Assert.NotEmpty(layout.Hidden);
        Assert.All(layout.Hidden, panel => Assert.Contains(panel.Title, layout.NoticeText, StringComparison.OrdinalIgnoreCase));
        RequireOrder(layout, columns, data, 700, 500);
    }

    /// <summary>At scale 2 a small window has 640 by 360 units. The losses have room first, and appear alone if the score does not fit.</summary>
    [Theory]
    [InlineData("loss,weights,inspector,frame,events")]
    [InlineData("loss,events")]
    [InlineData("inspector,loss,frame")]
    public void TheLossComesFirst(string shown)
    {
        RunData data = Data("flock", null);
        PanelColumns columns = Columns(data);
        Show(columns, (panel, _) => shown.Split(',').Contains(panel.Name));
        foreach (float bar in (float[])[70, 100, 130])
        {
            PanelLayout layout = new() { BarHeight = bar };
            layout.Arrange(640, 360, columns, data);
            Assert.Contains("loss", layout.Panels.Keys.Select(panel => panel.Name));
            RequireOrder(layout, columns, data, 640, 360);
        }
    }

    /// <summary>Of panels opened together, those with content come first. A panel opened later has room even if it is empty.</summary>
    [Fact]
    public void EmptyPanelsYield()
    {
        RunData data = Data("forage", null);
        PanelColumns columns = Columns(data);
        Show(columns, (panel, _) => panel.Name is "events" or "network");
        Panel events = Named(columns, "events"), network = Named(columns, "network");
        PanelLayout layout = new();
        layout.Arrange(560, 300, columns, data);
        Assert.Equal([network], layout.Panels.Keys);
        Assert.Equal([events], layout.Hidden);

        data.Events.Add(new LoggedEvent(1, "something", 1));
        layout.Arrange(560, 300, columns, data);
        Assert.Equal([events], layout.Panels.Keys);

        data.Events.Clear();
        events.IsShown = false;
        layout.Arrange(560, 300, columns, data);
        Assert.Equal([network], layout.Panels.Keys);
        events.IsShown = true;
        layout.Arrange(560, 300, columns, data);
        Assert.Equal([events], layout.Panels.Keys);
    }

    /// <summary>Buttons are hidden before the world loses its room. The rest stay in the bar; at the usual size all of them fit.</summary>
    [Theory]
    [InlineData(1280, 720, 20)]
    [InlineData(640, 360, 20)]
    [InlineData(420, 320, 10)]
    [InlineData(320, 240, 1)]
    [InlineData(160, 120, 1)]
    public void TheBarLeavesTheWorldRoom(int width, int height, int least)
    {
        RunData data = Data("forage", null);
        PanelColumns columns = Columns(data);
        Show(columns, (panel, _) => PanelCatalogue.Default.Contains(panel.Name));
        Button[] buttons = [.. Enumerable.Range('A', 20).Select(key => new Button((Key)key, $"{(char)key}", () => "Button", () => false))];
        Toolbar toolbar = new([buttons[..8], buttons[8..]], data);
        using TextRenderer texts = new();
        PanelLayout layout = new();
        layout.BarHeight = toolbar.Height(width - 2 * PanelLayout.Gap, PanelLayout.MaxBarHeight(height), texts);
        layout.Arrange(width, height, columns, data);
        Assert.True(layout.World.Height >= 0.4f * height, $"{layout.World}");
        Assert.True(layout.World.Top > layout.Bar.Bottom);
        SKRect[] places = [layout.Bar, layout.World, .. ((SKRect[])[layout.Legend, layout.Notice]).Where(place => !place.IsEmpty), .. layout.Panels.Values];
        Assert.All(places, place => Assert.All(places, other => Assert.True(place == other || !place.IntersectsWith(other), $"{place} and {other}")));
        HashSet<Key> found = [];
        for (float x = 0; x < layout.Bar.Width; x += 4)
        {
            for (float y = 0; y < 400; y += 4)
            {
                if (toolbar.KeyAt(x, y) is { } key)
                {
                    Assert.True(y < layout.Bar.Height);
                    found.Add(key);
                }
            }
        }

        Assert.True(found.Count >= least, $"{found.Count}");
    }

    [Fact]
    public void TheNoticeOfHiddenPanelsFitsItsWidth()
    {
        RunData data = Data("forage", null);
        PanelColumns columns = Columns(data);
        Show(columns, (_, _) => true);
        PanelLayout layout = new();
        layout.Arrange(560, 400, columns, data);
        using TextRenderer texts = new();
        OverflowNotice notice = new(layout, new RunData());
        Assert.Equal(layout.NoticeText, notice.Wording(texts, 2000));
        Assert.Equal($"no room for {layout.Hidden.Count} panels", notice.Wording(texts, 140));
        Assert.True(texts.Width(notice.Wording(texts, 140), PanelCanvas.Small) <= 140);
    }

    [Fact]
    public void AMovedPanelStaysUntilTheReset()
    {
        RunData data = Data("forage", null);
        PanelColumns columns = Columns(data);
        Show(columns, (panel, _) => PanelCatalogue.Default.Contains(panel.Name));
        PanelLayout layout = new();
        layout.Arrange(1920, 1080, columns, data);
        Panel frame = Named(columns, "frame"), loss = Named(columns, "loss"), inspector = Named(columns, "inspector");
        Assert.True(layout.Panels[frame].Top > layout.Panels[inspector].Bottom);

        columns.Move(frame, PanelSide.Right, loss);
        layout.Arrange(1920, 1080, columns, data);
        RequireOrder(layout, columns, data, 1920, 1080);
        Assert.Equal(layout.Panels[loss].Left, layout.Panels[frame].Left);
        Assert.True(layout.Panels[frame].Bottom < layout.Panels[loss].Top);

        columns.Reset();
        layout.Arrange(1920, 1080, columns, data);
        Assert.Equal(layout.Panels[inspector].Left, layout.Panels[frame].Left);
    }

    /// <summary>A panel moved into a full column stays there, and another one is hidden.</summary>
    [Fact]
    public void AMovedPanelHasRoomFirst()
    {
        RunData data = Data("forage", 0);
        PanelColumns columns = Columns(data);
        Show(columns, (panel, _) => PanelCatalogue.Default.Contains(panel.Name));
        PanelLayout layout = new();
        layout.Arrange(1280, 720, columns, data);
        Panel inspector = Named(columns, "inspector"), loss = Named(columns, "loss");
        Assert.Equal(PanelSide.Left, layout.SideOf(inspector));
        columns.Move(inspector, PanelSide.Right, loss);
        layout.Arrange(1280, 720, columns, data);
        RequireOrder(layout, columns, data, 1280, 720);
        Assert.Equal(PanelSide.Right, layout.SideOf(inspector));
        Assert.Equal(layout.Bar.Bottom + PanelLayout.Gap, layout.Panels[inspector].Top);
    }

    private static PanelColumns Columns(RunData data) => new(AllPanels.Create(data));

    private static Panel Named(PanelColumns columns, string name) => columns.Panels.Single(panel => panel.Name == name);

    private static void Show(PanelColumns columns, Func<Panel, int, bool> isShown)
    {
        for (int i = 0; i < columns.Panels.Count; i++)
        {
            columns.Panels[i].IsShown = isShown(columns.Panels[i], i);
        }
    }

    private static RunData Data(string scenario, int? selected)
    {
        RunOptions options = new() { Scenario = scenario, Agents = 10, Workers = 1 };
        using SimulationRun run = OpenViewer.Headless(options, 1);
        LiveWatch watch = new() { Request = new ViewRequest(SelectedNumber: selected) };
        watch.Begin(run, options);
        Assert.True(watch.Exchange.TryAcquire());
        return new RunData { Snapshot = watch.Exchange.Reading };
    }

    private static void RequireOrder(PanelLayout layout, PanelColumns columns, RunData data, float width, float height)
    {
        SKRect window = new(0, 0, width, height);
        List<SKRect> places = [.. layout.Panels.Values, layout.Bar, layout.World, layout.Legend];
        if (layout.Hidden.Count > 0)
        {
            places.Add(layout.Notice);
        }

        Assert.All(places, place => Assert.True(place.Width > 0 && place.Height > 0 && window.Contains(place), $"{place} in {window}"));
        for (int i = 0; i < places.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                Assert.False(places[i].IntersectsWith(places[j]), $"{places[i]} and {places[j]}");
            }
        }

        Assert.True(layout.World.Width >= 160, $"{layout.World}");
        Assert.Equal(columns.Panels.Count(panel => panel.IsShown), layout.Panels.Count + layout.Hidden.Count);
        Assert.All(layout.Panels, shown => Assert.True(shown.Value.Height >= shown.Key.MinHeightIn(shown.Value.Height, data) - 0.01f));
    }
}
